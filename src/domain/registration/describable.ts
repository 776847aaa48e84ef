/**
 * What was found wrong, in the characters that a description may have.
 *
 * Implements: RFC 6749 §5.2 (error_description).
 */
const LONGEST = 600

export const describable = (text: string): string =>
  text
    .replaceAll('"', "'")
    .replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?')
    .slice(0, LONGEST)
