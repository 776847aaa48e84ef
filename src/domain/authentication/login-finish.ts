/**
 * The second half of signing in with a passcode: KE3 and the proof are verified, the challenge is spent, and the session
 * begins in the interaction that it was for.
 *
 * Implements: RFC 9807 §6.2.4, §6.4; OpenID Connect Core 1.0 §3.1.2.3.
 */
import { sha256 } from '../../primitives/digest.ts'
import { parseUuid, uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { consumeChallenge, findChallenge } from '../../store/passcode-challenges.ts'
import type { PasscodeChallengeRow } from '../../store/passcode-rows.ts'
import { type UsedPasscode, usePasscode } from '../../store/passcodes.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { attachSession, findInteraction, interactionUrl } from '../authorization/interaction.ts'
import type { Requester } from '../mail/letter.ts'
import { PASSCODE_ACR, passcodeAmr } from './assurance.ts'
import { tellOfSignIn } from './attempt-letters.ts'
import { findKnownBrowsers, type KnownBrowser, rememberBrowser } from './known-browser.ts'
import { openState } from './login-challenge.ts'
import { isLoginProof } from './login-proof-check.ts'
import { type LoginDeps, refuse } from './login-start.ts'
import { verifyLogin } from './opaque-server.ts'
import type { PasscodeMethod } from './passcode-record.ts'
import { isOutdated, offerUpgrade } from './passcode-upgrade.ts'
import { serverKey } from './server-key.ts'
import { findSession, type Session, startSession } from './session.ts'
import { refundStart } from './throttle.ts'

/** The cookies as they came, '' for none. A client that has failed by itself sends `ke3` and `proof` empty. */
export type LoginProof = Readonly<{
  challenge: string
  ke3: string
  proof: string
  browser: string
  known: string
  session: string
  requester: Requester
}>

export type LoginFinish = Readonly<
  /** `session` and `known` are the texts of the cookies to set; `upgrade` is a ticket, where the passcode is outdated. */
  | { next: 'signed-in'; url: string; session: string; known: string; upgrade: string | undefined }
  /** One answer for whatever does not match. */
  | { next: 'no-match' }
  /** The interaction cannot go on; its address shows why. */
  | { next: 'show'; url: string }
>

/**
 * KE3 and the proof are verified before the challenge is spent, so that spending it and signing in are one transaction;
 * but nobody learns what came of it without having spent it.
 */
export async function finishLogin(deps: LoginDeps, attempt: LoginProof): Promise<LoginFinish> {
  const challenge = await findChallengeOf(deps, attempt)
  if (!challenge) return noMatch(deps, 'challenge-unusable')
  const interaction = uuidText(challenge.interaction_id)
  const { client_id } = challenge
  const { fault } = await findInteraction(deps, interaction, attempt.browser)
  const method = fault === undefined ? await provenMethod(deps, challenge, attempt) : undefined
  const { is_spent, signed_in } = await spendChallenge(deps, challenge, method, attempt)
  if (!is_spent) return noMatch(deps, 'challenge-unusable', client_id)
  const url = interactionUrl(deps.tenant.base, interaction)
  if (fault !== undefined) {
    refuse(deps, `interaction-${fault}`, client_id)
    return { next: 'show', url }
  }
  if (!method) return noMatch(deps, 'passcode-mismatch', client_id)
  if (!signed_in) return noMatch(deps, 'passcode-withdrawn', client_id)
  deps.notice({ flow: 'passcode', step: 'signed-in', client_id })
  const { passcode, ...cookies } = signed_in
  const { generation } = await serverKey(deps)
  const upgrade = isOutdated(passcode, deps.tenant.policy, generation)
    ? offerUpgrade(deps, passcode, method, attempt.browser)
    : undefined
  return { next: 'signed-in', url, ...cookies, upgrade }
}

async function findChallengeOf(
  { db, tenant, now }: LoginDeps,
  { challenge, browser }: LoginProof,
): Promise<PasscodeChallengeRow | undefined> {
  const id = parseUuid(challenge)
  if (!id) return undefined
  const bound = { tenant_id: tenant.id, id, purpose: 'login', browser_hash: sha256(browser) } as const
  return db.first(findChallenge, { ...bound, now: now() })
}

/** @returns how the passcode was made; undefined when it was not proved, or not for this place */
async function provenMethod(
  { tenant, secrets }: LoginDeps,
  row: PasscodeChallengeRow,
  { challenge, ke3, proof }: LoginProof,
): Promise<PasscodeMethod | undefined> {
  const { server_state, method } = openState(secrets, row)
  const session_key = await verifyLogin({ server_state, ke3, tenant_uuid: tenant.uuid })
  if (session_key === undefined) return undefined
  const { client_id, interaction_id } = row
  const binding = { challenge, origin: tenant.origin, client_id, interaction: uuidText(interaction_id) }
  return isLoginProof(proof, session_key, binding) ? method : undefined
}

type SignedIn = Readonly<{ session: string; known: string; passcode: UsedPasscode }>

/** @param method undefined: nothing was proved, and the challenge is spent all the same */
async function spendChallenge(
  deps: LoginDeps,
  challenge: PasscodeChallengeRow,
  method: PasscodeMethod | undefined,
  { known, session, requester }: LoginProof,
): Promise<Readonly<{ is_spent: boolean; signed_in: SignedIn | undefined }>> {
  const before = {
    known: await findKnownBrowsers(deps, known),
    session: await findSession(deps, session),
    requester,
  }
  return deps.db.transaction(async (tx) => {
    const is_spent = (await tx.run(consumeChallenge, { ...challenge, now: deps.now() })) === 1
    if (!is_spent || !method) return { is_spent, signed_in: undefined }
    return { is_spent, signed_in: await signIn(deps, tx, challenge, method, before) }
  })
}

/** What the browser had until now, and where it is. */
type Before = Readonly<{
  known: readonly KnownBrowser[]
  session: Session | undefined
  requester: Requester
}>

/**
 * The person may have been made inactive, or enrolled anew, since the challenge was made. An interaction that was answered
 * meanwhile stays answered, and its page says so.
 */
async function signIn(
  deps: LoginDeps,
  tx: Tx,
  challenge: PasscodeChallengeRow,
  method: PasscodeMethod,
  before: Before,
): Promise<SignedIn | undefined> {
  const [tenant_id, id] = [deps.tenant.id, challenge.passcode_id]
  const passcode = await tx.first(usePasscode, { tenant_id, id, now: deps.now() })
  if (!passcode) return undefined
  const { user_id } = passcode
  const failures = await refundStart(deps, tx, challenge)
  await tellOfSignIn(deps, tx, user_id, failures, before.requester)
  const known = await rememberBrowser(deps, tx, before.known, user_id)
  const proved = { user_id, amr: passcodeAmr(method), acr: PASSCODE_ACR, known_browser_id: known.id }
  const { session, cookie } = await startSession(deps, tx, proved, before.session)
  await attachSession(deps, tx, challenge.interaction_id, session.id)
  const { client_id } = challenge
  await recordEvent(deps, tx, { action: 'sign-in', user_id, client_id })
  return { session: cookie, known: known.cookie, passcode }
}

function noMatch(deps: LoginDeps, rule: string, client_id?: string): LoginFinish {
  refuse(deps, rule, client_id)
  return { next: 'no-match' }
}
