/**
 * The first half of signing in with a passcode: a try is counted, KE1 is answered by KE2, and a challenge waits for KE3.
 * A name that nobody has takes the same steps and gets the same answers.
 *
 * Implements: RFC 9807 §6.3.2.1, §10.9.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import { timeOrderedId, uuidText } from '../../primitives/time-ordered-id.ts'
import { insertChallenge } from '../../store/passcode-challenges.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import type { PasscodeRow } from '../../store/schema.ts'
import { findInteraction, type Interaction, interactionUrl } from '../authorization/interaction.ts'
import { OAuthError } from '../oauth-error.ts'
import { usernameKey } from '../users/username.ts'
import { findKnownBrowsers } from './known-browser.ts'
import { sealState } from './login-challenge.ts'
import { answerLogin } from './opaque-server.ts'
import { decoyPasscode, openRecord } from './passcode-record.ts'
import { serverKey } from './server-key.ts'
import { type Charged, chargeStart, whoTries } from './throttle.ts'

export type LoginDeps = Pick<
  TenantDeps,
  'config' | 'db' | 'tenant' | 'parsed' | 'now' | 'random' | 'secrets' | 'notice'
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
  /** The interaction cannot go on; its address shows why. */
  | { next: 'show'; url: string }
>

/** @throws {OAuthError} `invalid_request` when KE1 is not of the form */
export async function startLogin(deps: LoginDeps, attempt: LoginAttempt): Promise<LoginStart> {
  const { tenant, notice } = deps
  const { fault, interaction } = await findWaiting(deps, attempt)
}
