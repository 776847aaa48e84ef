/**
 * A PIN as it is typed, in the digits of any script, and as it is encoded, in ASCII.
 *
 * Implements: Unicode Standard §4.6 (decimal digits, general category Nd).
 */
const LEAST_DIGITS = 3
const MOST_DIGITS = 12

const isDecimalDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint))

/** Decimal digits stand in runs of ten from zero upwards; the mathematical ones are five such runs in a row. */
function digitValue(character: string): number {
  const codePoint = Number(character.codePointAt(0))
  let runStart = codePoint
  while (isDecimalDigit(runStart - 1)) runStart--
  return (codePoint - runStart) % 10
}

/** Every decimal digit becomes its ASCII form; all else stays as it is. */
export const foldDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (character) => String(digitValue(character)))

/** @returns 3 to 12 ASCII digits, leading zeros kept; undefined for anything else. */
export function parsePin(text: string): string | undefined {
  const digits = foldDigits(text)
  const fits = digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS
  return fits && /^[0-9]+$/.test(digits) ? digits : undefined
}
