/**
 * Response types: what a client may ask the authorization endpoint for, and which grant each needs it to be registered for.
 *
 * Implements: OAuth 2.0 Multiple Response Type Encoding Practices §3, §5; OpenID Connect Core 1.0 §3;
 * OpenID Connect Registration 1.0 §2. Not offered: `token` and `none`, which tell nobody who signed in.
 */

/** The words of each in the order of the alphabet. */
export const RESPONSE_TYPES = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const

export type ResponseType = (typeof RESPONSE_TYPES)[number]

export type ResponseTypeWord = 'code' | 'id_token' | 'token'

/** The order of the words does not matter (RFC 6749 §3.1.1). */
export const canonicalResponseType = (text: string): string => text.split(' ').sort().join(' ')

export const asksFor = (response_type: string, word: ResponseTypeWord): boolean =>
  response_type.split(' ').includes(word)

/** Whether tokens come straight from the authorization endpoint. */
export const isFrontChannel = (response_type: string): boolean =>
  asksFor(response_type, 'id_token') || asksFor(response_type, 'token')

/**
 * The two lists of a client must agree.
 *
 * @returns what is wrong with them
 */
export function responseTypeFaults(
  grant_types: readonly string[],
  response_types: readonly string[],
): readonly string[] {
  const faults = (grant: string, needing: readonly string[], what: string): string[] => {
    const isRegistered = grant_types.includes(grant)
    if (isRegistered === needing.length > 0) return []
    return isRegistered
      ? [`grant_types and response_types do not agree: ${grant} goes with ${what}`]
      : [`grant_types and response_types do not agree: ${needing[0]} needs ${grant}`]
  }
  return [
    ...faults(
      'authorization_code',
      response_types.filter((type) => asksFor(type, 'code')),
      'code',
    ),
    ...faults('implicit', response_types.filter(isFrontChannel), 'id_token or token'),
  ]
}
