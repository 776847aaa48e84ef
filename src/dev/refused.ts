/**
 * What went wrong, as it came over the wire, and at which step.
 *
 * Implements: RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.
 */
import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'

export type Refused = Readonly<{
  step: string
  /** False: the server answered, and the application did not accept the answer, or there was none. */
  by_server: boolean
  error: string
  error_description: string | undefined
}>

export function refusedBy(step: string, fault: unknown): Refused {
  if (fault instanceof AuthorizationResponseError || fault instanceof ResponseBodyError) {
    const { error, error_description } = fault
    return { step, by_server: true, error, error_description }
  }
  if (fault instanceof WWWAuthenticateChallengeError) {
    const { error, error_description } = fault.cause[0]?.parameters ?? {}
    return { step, by_server: true, error: error ?? `HTTP ${fault.status}`, error_description }
  }
  const { message, cause } = fault as Error
  return {
    step,
    by_server: false,
    error: message,
    error_description: cause instanceof Error ? cause.message : undefined,
  }
}
