/**
 * Values that a claim of one's own may have: a text, a number, true or false, or a list of them.
 */
const LONGEST_TEXT = 2000
const LONGEST_LIST = 100

export const PLAIN_WORDS = `a text of at most ${LONGEST_TEXT} characters, a number, true or false, or a list of at most ${LONGEST_LIST} of them`

export const isPlain = (value: unknown): boolean =>
  Array.isArray(value) ? value.length <= LONGEST_LIST && value.every(isScalar) : isScalar(value)

const isScalar = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.length <= LONGEST_TEXT
    : typeof value === 'number' || typeof value === 'boolean'
