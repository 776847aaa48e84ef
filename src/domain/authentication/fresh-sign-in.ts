/**
 * Whether a person has proved the passcode a moment ago: what changes an account for good is done on no older proof.
 *
 * Implements: NIST SP 800-63B §6.1.2.1; OpenID Connect Core 1.0 §2 (auth_time, acr).
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { PASSCODE_ACR } from './assurance.ts'
import type { Session } from './session.ts'

/** So many seconds ago at most. */
const FRESH = 300

/** A mailed link is no present passcode: whoever reads the mailbox could take the account along. */
export const isFreshSignIn = ({ acr, auth_time }: Session, now: UnixSeconds): boolean =>
  acr === PASSCODE_ACR && auth_time + FRESH >= now
