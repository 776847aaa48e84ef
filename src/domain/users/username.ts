/**
 * Usernames: what may be one, and when two are the same.
 *
 * Implements: RFC 8265 §3.3.
 */

/** Written as the person likes; letters, marks, digits, and what addresses are made of. */
const ALLOWED = /^[\p{L}\p{M}\p{N}._@+'-]+$/u
const LONGEST = 200

/** Width, compatibility and case do not tell two names apart. */
export const usernameKey = (username: string): string =>
  username.trim().normalize('NFKC').toLowerCase().normalize('NFKC')

/** @returns what is wrong with it, for the person who chose it */
export function usernameFault(username: string): string | undefined {
  if (username === '') return 'A username must not be empty.'
  if (username.length > LONGEST) return `A username has at most ${LONGEST} characters.`
  if (!ALLOWED.test(username)) return 'Use letters, digits, dots and dashes.'
  return undefined
}
