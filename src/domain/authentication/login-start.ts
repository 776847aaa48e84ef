/**
 * The first half of signing in with a passcode: a try is counted, KE1 is answered by KE2, and a challenge waits for KE3.
 * A name that nobody has takes the same steps and gets the same answers.
 *
 * Implements: RFC 9807 §6.2.2, §10.9.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { timeOrderedId, uuidText } from '../../primitives/time-ordered-id.ts'
import { insertChallenge } from '../../store/passcode-challenges.ts'
import type { PasscodeRow } from '../../store/passcode-rows.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import { findInteraction, type Interaction, interactionUrl } from '../authorization/interaction.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional } from '../parameters.ts'
import { usernameKey } from '../users/username.ts'
import type { Charged } from './attempt-charges.ts'
import { findKnownBrowsers } from './known-browser.ts'
import { CHALLENGE_TTL, sealState } from './login-challenge.ts'
import { answerLogin } from './opaque-server.ts'
import { decoyPasscode, openRecord } from './passcode-record.ts'
import { serverKey } from './server-key.ts'
import { chargeStart, whoTries } from './throttle.ts'

export type LoginDeps = Pick<
  TenantDeps,
  | 'config'
  | 'db'
  | 'tenant'
  | 'parsed'
  | 'now'
  | 'random'
  | 'secrets'
  | 'languages'
  | 'mail'
  | 'notice'
  | 'requester'
>

/** The cookies as they came, '' for none; `ke1` is base64url; `address` is the client's. */
export type LoginAttempt = Readonly<{
  username: string
  ke1: string
  interaction: string
  browser: string
  known: string
  address: string
}>

/** Argon2id, as the person's passcode was made: memory in KiB, passes, lanes (RFC 9106 §3.1). */
export type KsfParameters = Readonly<{ m: number; t: number; p: number }>

export type LoginStart = Readonly<
  | { next: 'prove'; challenge: string; ke2: string; ksf: KsfParameters }
  | { next: 'wait'; retry_after: number }
  /** Too many tries from browsers that are not known; at its address this one can become known. */
  | { next: 'prove-mailbox'; url: string }
  /** The interaction cannot go on; its address shows why. */
  | { next: 'show'; url: string }
>

/** @throws {OAuthError} `invalid_request` when KE1 is not of the form */
export async function startLogin(deps: LoginDeps, attempt: LoginAttempt): Promise<LoginStart> {
  const found = await findInteraction(deps, attempt.interaction, attempt.browser)
  if (found.fault !== undefined) {
    refuse(deps, `interaction-${found.fault}`, found.client_id)
    return { next: 'show', url: interactionUrl(deps.tenant.base, attempt.interaction) }
  }
  const { client_id } = found.interaction
  const passcode = await findPasscode(deps, found.interaction, attempt.username)
  const browser_id = await knownBrowserOf(deps, attempt.known, passcode.row)
  const who = whoTries(deps, attempt.username, attempt.address, browser_id)
  const { charged, refused } = await chargeStart(deps, who)
  if (refused) {
    refuse(deps, `too-many-${refused.pool}`, client_id)
    if (refused.next === 'prove-mailbox') {
      return { next: 'prove-mailbox', url: newBrowserUrl(deps.tenant.base, attempt.interaction) }
    }
    return { next: 'wait', retry_after: refused.retry_after }
  }
  return challenge(deps, attempt, found.interaction, passcode, charged)
}

/** `decoy_name`: what is answered for, without a row. */
type Passcode = Readonly<{ row: PasscodeRow | undefined; decoy_name: string }>

/** The same for every name. */
const newBrowserUrl = (base: string, interaction: string): string => `${base}/new-browser/${interaction}`

/** In a tenant of second steps the name was settled by the first one, and no other signs in here. */
async function findPasscode(
  { db, tenant }: LoginDeps,
  { parameters }: Interaction,
  username: string,
): Promise<Passcode> {
  const username_key = usernameKey(username)
  const row = await db.first(findPasscodeOfName, { tenant_id: tenant.id, username_key })
  const hint = optional(parameters, 'login_hint') ?? optional(parameters, 'email_hint')
  const settled = tenant.type === '2fa' && hint !== undefined ? usernameKey(hint) : username_key
  if (settled === username_key) return { row, decoy_name: username_key }
  // Another OPRF key for everybody: if it were that of the name itself, it would change with the hint for people alone.
  return { row: undefined, decoy_name: JSON.stringify([settled, username_key]) }
}

async function knownBrowserOf(
  deps: LoginDeps,
  cookie: string,
  row: PasscodeRow | undefined,
): Promise<Buffer | null> {
  const known = await findKnownBrowsers(deps, cookie)
  return known.find(({ user_id }) => row?.user_id.equals(user_id))?.id ?? null
}

/** §6.2.2 */
async function challenge(
  deps: LoginDeps,
  { ke1, browser }: LoginAttempt,
  { id: interaction_id, client_id }: Interaction,
  { row, decoy_name }: Passcode,
  charged: Charged,
): Promise<LoginStart> {
  const { db, tenant, secrets, now, random } = deps
  const decoy = decoyPasscode(deps, decoy_name, await serverKey(deps))
  const { id: passcode_id, server_key_generation, ksf_m, ksf_t, ksf_p, ...sealed } = row ?? decoy
  const { record, method } = openRecord(secrets, { ...sealed, id: passcode_id })
  const { setup } = await serverKey(deps, server_key_generation)
  const tenant_uuid = tenant.uuid
  const answer = await answerLogin({ setup, passcode_id, record, ke1, tenant_uuid })
  if (!answer) throw new OAuthError('invalid_request', 'ke1 is not of the form.', { reason: 'ke1-malformed' })
  const place = { tenant_id: tenant.id, id: timeOrderedId(now(), random, 'challenge'), passcode_id }
  await db.run(insertChallenge, {
    ...place,
    ...charged,
    purpose: 'login',
    interaction_id,
    browser_hash: sha256(browser),
    client_id,
    state_sealed: sealState(secrets, place, { server_state: answer.server_state, method }),
    created_at: now(),
    expires_at: now() + CHALLENGE_TTL,
    used_at: null,
  })
  const ksf = { m: ksf_m, t: ksf_t, p: ksf_p }
  return { next: 'prove', challenge: uuidText(place.id), ke2: answer.ke2, ksf }
}

/** The log alone learns why. */
export function refuse({ notice }: Pick<LoginDeps, 'notice'>, rule: string, client_id?: string): void {
  notice({ flow: 'passcode', step: 'refused', rule, client_id })
}
