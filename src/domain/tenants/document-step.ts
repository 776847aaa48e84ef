/**
 * What becomes of a thing that a document states.
 */
export type Result = 'made' | 'changed' | 'unchanged'

/** @param existing undefined: it is not there yet */
export const resultOf = (existing: unknown, isSame: boolean): Result =>
  existing === undefined ? 'made' : isSame ? 'unchanged' : 'changed'
