/**
 * Letters drawn from bytes so that each is as likely as any other.
 */

/**
 * Passes over the bytes at the end of the range that would make some letters likelier than others.
 *
 * @param more more bytes, as often as those before were too few; `round` counts from 0
 */
export function drawLetters(alphabet: string, length: number, more: (round: number) => Buffer): string {
  const fair = 256 - (256 % alphabet.length)
  let drawn = ''
  for (let round = 0; drawn.length < length; round += 1) {
    const letters = [...more(round)].filter((byte) => byte < fair)
    drawn += letters.map((byte) => alphabet.charAt(byte % alphabet.length)).join('')
  }
  return drawn.slice(0, length)
}
