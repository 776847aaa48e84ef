/**
 * The second half of signing in with a passcode: the challenge is spent, KE3 and the proof are verified, and the session
 * begins in the interaction that it was for.
 *
 * Implements: RFC 9807 §6.2.4, §6.4; OpenID Connect Core 1.0 §3.1.2.3.
 */
import { isLoginProof } from '../../passcode/login-proof.ts'
import { sha256 } from '../../primitives/digest.ts'
import { parseUuid, uuidText } from '../../primitives/time-ordered-id.ts'
import { consumeChallenge } from '../../store/passcode-challenges.ts'
import { findActivePasscode, updatePasscodeLastUsed } from '../../store/passcodes.ts'
import type { PasscodeChallengeRow, PasscodeRow } from '../../store/schema.ts'
import { attachSession, findInteraction, interactionUrl } from '../authorization/interaction.ts'
import type { Requester } from '../mail/letter.ts'
import { PASSCODE_ACR, passcodeAmr } from './assurance.ts'
import { tellOfSignIn } from './attempt-letters.ts'
import { findKnownBrowsers, rememberBrowser } from './known-browser.ts'
import { openState } from './login-challenge.ts'
import { type LoginDeps, refuse } from './login-start.ts'
import { verifyLogin } from './opaque-server.ts'
import type { PasscodeMethod } from './passcode-record.ts'
import { isOutdated, offerUpgrade } from './passcode-upgrade.ts'
import { serverKey } from './server-key.ts'
import { findSession, startSession } from './session.ts'
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

export async function finishLogin(deps: LoginDeps, attempt: LoginProof): Promise<LoginFinish> {
  const challenge = await spendChallenge(deps, attempt)
  if (!challenge) return noMatch(deps, 'challenge-unusable')
  const interaction = uuidText(challenge.interaction_id)
  const { client_id } = challenge
  const { fault } = await findInteraction(deps, interaction, attempt.browser)
  if (fault !== undefined) {
    refuse(deps, `interaction-${fault}`, client_id)
    return { next: 'show', url: interactionUrl(deps.tenant.issuer, interaction) }
  }
  const method = await provenMethod(deps, challenge, attempt)
  if (!method) return noMatch(deps, 'passcode-mismatch', client_id)
  const signed_in = await signIn(deps, challenge, method, attempt)
  if (!signed_in) return noMatch(deps, 'passcode-withdrawn', client_id)
  deps.notice({ flow: 'passcode', step: 'signed-in', client_id })
  const { passcode, ...cookies } = signed_in
  const { generation } = await serverKey(deps)
  const upgrade = isOutdated(passcode, deps.tenant.policy, generation)
    ? offerUpgrade(deps, passcode, method, attempt.browser)
    : undefined
  return { next: 'signed-in', url: interactionUrl(deps.tenant.issuer, interaction), ...cookies, upgrade }
}

async function spendChallenge(
  { db, tenant, now }: LoginDeps,
  { challenge, browser }: LoginProof,
): Promise<PasscodeChallengeRow | undefined> {
  const id = parseUuid(challenge)
  if (!id) return undefined
  const bound = { tenant_id: tenant.id, id, purpose: 'login', browser_hash: sha256(browser) } as const
  return db.first(consumeChallenge, { ...bound, now: now() })
}

/** @returns how the passcode was made; undefined when it was not proved, or not for this place */
async function provenMethod(
  { config, tenant, secrets }: LoginDeps,
  row: PasscodeChallengeRow,
  { challenge, ke3, proof }: LoginProof,
): Promise<PasscodeMethod | undefined> {
  const { server_state, method } = openState(secrets, row)
  const session_key = await verifyLogin({ server_state, ke3, tenant_uuid: tenant.uuid })
  if (session_key === undefined) return undefined
  const { client_id, interaction_id } = row
  const binding = { challenge, origin: config.public_url, client_id, interaction: uuidText(interaction_id) }
  return (await isLoginProof(proof, session_key, binding)) ? method : undefined
}

/**
 * The person may have been made inactive, or enrolled anew, since the challenge was made. An interaction that was answered
 * meanwhile stays answered, and its page says so.
 */
async function signIn(
  deps: LoginDeps,
  challenge: PasscodeChallengeRow,
  method: PasscodeMethod,
  attempt: Pick<LoginProof, 'known' | 'session' | 'requester'>,
): Promise<Readonly<{ session: string; known: string; passcode: PasscodeRow }> | undefined> {
  const [tenant_id, id] = [deps.tenant.id, challenge.passcode_id]
  const knownBrowsers = await findKnownBrowsers(deps, attempt.known)
  const previous = await findSession(deps, attempt.session)
  return deps.db.transaction(async (tx) => {
    const passcode = await tx.first(findActivePasscode, { tenant_id, id })
    if (!passcode) return undefined
    const { user_id } = passcode
    const failures = await refundStart(deps, tx, challenge)
    await tellOfSignIn(deps, tx, user_id, failures, attempt.requester)
    await tx.run(updatePasscodeLastUsed, { tenant_id, id, now: deps.now() })
    const authentication = { user_id, amr: passcodeAmr(method), acr: PASSCODE_ACR }
    const { session, cookie } = await startSession(deps, tx, authentication, previous)
    await attachSession(deps, tx, challenge.interaction_id, session.id)
    return { session: cookie, known: await rememberBrowser(deps, tx, knownBrowsers, user_id), passcode }
  })
}

function noMatch(deps: LoginDeps, rule: string, client_id?: string): LoginFinish {
  refuse(deps, rule, client_id)
  return { next: 'no-match' }
}
