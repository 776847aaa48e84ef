/**
 * Chance, named by what it is for, so that a test or a seeded run can tell one draw from another.
 */
import { randomBytes } from 'node:crypto'

/** @returns `length` bytes nobody can foresee; `purpose` is a stable kebab-case word. */
export type Random = (purpose: string, length: number) => Buffer

/** Drawn ahead, since a draw of any size costs more than all the rest of making an id. */
const POOL_LENGTH = 4096

let pool = Buffer.alloc(0)
let drawn = 0

export const systemRandom: Random = (_purpose, length) => {
  if (drawn + length > pool.length) {
    pool = randomBytes(Math.max(POOL_LENGTH, length))
    drawn = 0
  }
  const bytes = Buffer.allocUnsafe(length)
  pool.copy(bytes, 0, drawn, drawn + length)
  // What was handed out is nowhere else.
  pool.fill(0, drawn, drawn + length)
  drawn += length
  return bytes
}
