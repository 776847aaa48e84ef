/**
 * acr_values, and acr among the claims: how well the person is to be authenticated.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §5.5.1.1; RFC 9470 §4.
 */
import { optional, type Parameters } from '../../parameters.ts'
import type { ClaimsRequest } from './claims.ts'

/** `essential`: without one of them there is no answer, and otherwise they are a wish. */
export type AcrRequest = Readonly<{ values: readonly unknown[]; essential: boolean }>

/** @returns undefined: any will do */
export function parseAcr(parameters: Parameters, { id_token }: ClaimsRequest): AcrRequest | undefined {
  const acr_values = optional(parameters, 'acr_values')
  const claim = id_token.get('acr')
  if (claim?.values !== undefined) return { values: claim.values, essential: claim.essential }
  return acr_values === undefined ? undefined : { values: acr_values.split(' '), essential: false }
}
