/**
 * Asking for a link by mail. Whether or not the name is somebody's, and the address theirs, the answer is the same, and so
 * is the work: a letter to nobody is written too, and what was kept for it is taken away again.
 *
 * Implements: RFC 9807 §10.9 (nobody learns which names exist).
 */
import type { TenantDeps } from '../../deps.ts'
import { insertMail } from '../../store/mail-outbox.ts'
import { deleteMailToken, insertMailToken } from '../../store/mail-tokens.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUserByName } from '../../store/users.ts'
import { type Letter, LINK_TTL, type Requester } from '../mail/letter.ts'
import { draftMail } from '../mail/outbox.ts'
import { localeOf, userOf } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'
import { draftLink } from './link.ts'
import { chargeMail } from './mail-limits.ts'
import { isSameAddress, provedAddress } from './mail-ways.ts'

export type LinkRequest = Readonly<{
  purpose: 'recover' | 'sign-in' | 'known-browser'
  username: string
  /** Asked for too when the passcode is to be made anew; undefined: the name is enough. */
  email: string | undefined
  /** The browser cookie. A link that signs in, or makes the browser known, is for this browser alone. */
  browser: string
  interaction_id: Buffer | null
  asked: Requester
}>

type AskDeps = Pick<
  TenantDeps,
  'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail' | 'notice'
>

const LETTERS = { recover: 'recover', 'sign-in': 'sign-in-link', 'known-browser': 'known-browser' } as const

/**
 * Where no mail can be sent, or none for this purpose, nothing may lead here.
 *
 * @returns how many seconds to wait, when too many were asked for; undefined: what is to be sent is on its way
 */
export async function askForLink(deps: AskDeps, request: LinkRequest): Promise<number | undefined> {
  const { db, tenant } = deps
  const { purpose, username, browser, interaction_id, asked } = request
  const user = await db.first(findUserByName, { tenant_id: tenant.id, username_key: usernameKey(username) })
  const receiver = receiverOf(user, request)
  const { row, url } = draftLink(deps, {
    purpose,
    user_id: receiver.user_id,
    email: receiver.to,
    browser: purpose === 'recover' ? null : browser,
    interaction_id,
    ttl: LINK_TTL[LETTERS[purpose]],
  })
  const mail = draftMail(deps, letterOf(receiver, request, url))
  const wait = await db.transaction(async (tx) => {
    const refused = await chargeMail(deps, tx, { name: username, address: asked.address })
    if (refused !== undefined) return refused
    await tx.run(insertMailToken, row)
    if (receiver.user_id) await tx.run(insertMail, mail)
    else await tx.run(deleteMailToken, { tenant_id: tenant.id, id: row.id })
    return undefined
  })
  // The log is not told either whether anybody gets it.
  deps.notice({ flow: 'link', step: wait === undefined ? 'asked' : 'too-many-asked', rule: purpose })
  return wait
}

type Receiver = Readonly<{ user_id: Buffer | null; to: string; username: string; locale: string | undefined }>

function receiverOf(user: UserRow | undefined, { username, email }: LinkRequest): Receiver {
  const to = provedAddress(user)
  if (!user || to === undefined || (email !== undefined && !isSameAddress(email, to))) {
    return { user_id: null, to: '', username, locale: undefined }
  }
  return { user_id: user.id, to, username: user.username, locale: localeOf(userOf(user)) }
}

function letterOf(
  { to, username, locale, user_id }: Receiver,
  { purpose, asked }: LinkRequest,
  link: string,
): Letter {
  const common = { to, username, locale, user_id, link }
  return purpose === 'recover' ? { kind: 'recover', ...common, asked } : { kind: LETTERS[purpose], ...common }
}
