/**
 * User codes: eight letters that a device shows, and a person types into a page of ours.
 *
 * Implements: RFC 8628 §3.2, §5.1, §6.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { drawLetters } from '../../primitives/letters.ts'

/** No vowels, so no words; no letters that are taken for one another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8

export const drawUserCode = ({ random }: Pick<TenantDeps, 'random'>): string =>
  drawLetters(LETTERS, LENGTH, () => random('user-code', LENGTH))

const TYPED = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)

/** Spaces, dashes and case do not matter. @returns undefined for what no device was ever shown */
export function readUserCode(typed: string): string | undefined {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return TYPED.test(letters) ? letters : undefined
}

/** As it is shown: WDJB-MJHT */
export const userCodeText = (letters: string): string => letters.replace(/^.{4}/, (half) => `${half}-`)

/** By which it is found: keyed, since there are not so many codes that nobody could try them all. */
export const userCodeHash = ({ secrets, tenant }: Pick<TenantDeps, 'secrets' | 'tenant'>, letters: string) =>
  hmacSha256(secrets.derive('user-code'), JSON.stringify([tenant.id, letters]))
