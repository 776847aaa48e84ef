/**
 * The algorithms that clients may sign their assertions by: with a key of their own, or with their secret.
 *
 * Implements: RFC 7518 §3.1; RFC 9864 §2.2; OpenID Connect Core 1.0 §9.
 */
export const PRIVATE_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  // The same by the name that says the curve too, which libraries prefer by now.
  'Ed25519',
] as const

export const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const

export const ASSERTION_ALGORITHMS = [...PRIVATE_KEY_ALGORITHMS, ...SECRET_ALGORITHMS] as const

/** By the method of client authentication. */
export const ALGORITHMS_OF_METHOD = {
  private_key_jwt: PRIVATE_KEY_ALGORITHMS,
  client_secret_jwt: SECRET_ALGORITHMS,
} as const

export type AssertionMethod = keyof typeof ALGORITHMS_OF_METHOD

export const isAssertionMethod = (method: string | undefined): method is AssertionMethod =>
  method !== undefined && Object.hasOwn(ALGORITHMS_OF_METHOD, method)
