/**
 * Signing in by a mailed link: in the browser that asked, at once. Opened in another browser it shows a code instead, which
 * the browser that asked takes, so that nobody is signed in where nobody asked for it.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; RFC 8176 §2 (otp); RFC 8628 §6.1 (the letters of a code).
 */
import type { TenantDeps } from '../../deps.ts'
import { equalInConstantTime, hmacSha256, sha256 } from '../../primitives/digest.ts'
import { drawLetters } from '../../primitives/letters.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import type { MailTokenRow } from '../../store/enrolment-rows.ts'
import { countCodeTry, updateMailTokenCode } from '../../store/mail-tokens.ts'
import { findUser } from '../../store/users.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { MAIL_ACR, MAIL_AMR } from '../authentication/assurance.ts'
import { findSession, type Session, startSession } from '../authentication/session.ts'
import { attachSession, interactionUrl } from '../authorization/interaction.ts'
import { type Link, spendLink } from './link.ts'
import { provedAddress, sendsSignInLinks } from './mail-ways.ts'

/** No vowels, so no words; no letters that are taken for one another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const CODE_LENGTH = 8
const MOST_TRIES = 5

type SignInDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'mail' | 'requester'>
type CodeDeps = SignInDeps & Pick<TenantDeps, 'secrets'>

/** What a link stands for. */
type Stands = Readonly<Pick<MailTokenRow, 'id' | 'user_id' | 'email' | 'interaction_id'>>

/** The text of the session cookie, and where the request goes on that waited. */
export type SignedIn = Readonly<{ session: string; url: string }>

/** @returns undefined when the link was spent meanwhile, or the person may not sign in so any more */
export async function signInByLink(
  deps: SignInDeps,
  link: Stands,
  session_cookie: string | undefined,
): Promise<SignedIn | undefined> {
  const previous = await findSession(deps, session_cookie)
  return deps.db.transaction((tx) => beginSession(deps, tx, link, previous))
}

/**
 * The same one at each opening, until the link is spent.
 *
 * @returns undefined when it was spent meanwhile
 */
export async function showCode(deps: CodeDeps, { id }: Pick<Link, 'id'>): Promise<string | undefined> {
  const { db, tenant, now, secrets } = deps
  const code = drawLetters(LETTERS, CODE_LENGTH, (round) =>
    hmacSha256(secrets.derive('link-code'), `${id.toString('hex')} ${round}`),
  )
  const kept = { tenant_id: tenant.id, id, code_hash: hashOf(deps, id, code), now: now() }
  return (await db.run(updateMailTokenCode, kept)) === 1
    ? code.replace(/^.{4}/, (half) => `${half}-`)
    : undefined
}

export type TypedCode = Readonly<{
  code: string
  interaction_id: Buffer
  browser: string
  session: string | undefined
}>

/**
 * In the browser that asked. A try is counted before it is looked at.
 *
 * @returns undefined for a code that is not, or no longer, of a link that is waited for here
 */
export async function signInByCode(deps: CodeDeps, typed: TypedCode): Promise<SignedIn | undefined> {
  const { db, tenant, now } = deps
  const { interaction_id, browser, session } = typed
  const code = typed.code.toUpperCase().replaceAll(/[^A-Z]/g, '')
  const previous = await findSession(deps, session)
  return db.transaction(async (tx) => {
    const awaited = await tx.all(countCodeTry, {
      tenant_id: tenant.id,
      interaction_id,
      purpose: 'sign-in',
      browser_hash: sha256(browser),
      most: MOST_TRIES,
      now: now(),
    })
    const link = awaited.find((row) => isCodeOf(deps, row, code))
    return link && beginSession(deps, tx, link, previous)
  })
}

/** The interaction is there as long as the link is asked for in it; one that was answered meanwhile says so. */
async function beginSession(
  deps: SignInDeps,
  tx: Tx,
  link: Stands,
  previous: Session | undefined,
): Promise<SignedIn | undefined> {
  const { user_id, email, interaction_id } = link
  if (!user_id || !interaction_id || !(await spendLink(deps, tx, link, 'sign-in'))) return undefined
  const user = await tx.first(findUser, { tenant_id: deps.tenant.id, id: user_id })
  if (!sendsSignInLinks(deps) || provedAddress(user) !== email) return undefined
  const authentication = { user_id, amr: MAIL_AMR, acr: MAIL_ACR }
  const { session, cookie } = await startSession(deps, tx, authentication, previous)
  await attachSession(deps, tx, interaction_id, session.id)
  await recordEvent(deps, tx, { action: 'sign-in', user_id, detail: { with: 'mailed-link' } })
  return { session: cookie, url: interactionUrl(deps.tenant.base, uuidText(interaction_id)) }
}

function isCodeOf(deps: CodeDeps, { id, code_hash }: MailTokenRow, code: string): boolean {
  return code_hash !== null && equalInConstantTime(hashOf(deps, id, code), code_hash)
}

const hashOf = ({ secrets }: CodeDeps, id: Buffer, code: string): Buffer =>
  hmacSha256(secrets.derive('link-code-hash'), `${id.toString('hex')} ${code}`)
