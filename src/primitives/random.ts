/**
 * Chance, named by what it is for, so that a test or a seeded run can tell one draw from another.
 */
import { randomBytes } from 'node:crypto'

/** @returns `length` bytes nobody can foresee; `purpose` is a stable kebab-case word. */
export type Random = (purpose: string, length: number) => Buffer

export const systemRandom: Random = (_purpose, length) => randomBytes(length)
