/**
 * The root key: the one row that everything hangs on that is known by an HMAC.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { rowsBy } from './rows-by.ts'
import { row, statement } from './statement.ts'

export interface RootKeyRow {
  id: 1
  key_sealed: Buffer
  created_at: UnixSeconds
}

export const findRootKey = rowsBy('root_key', ['id'])

/** @returns the one that stays: of two processes that make it at once, one wins */
export const insertRootKey = statement((q, p: RootKeyRow) =>
  q
    .insertInto('root_key')
    .values(row(p, 'id', 'key_sealed', 'created_at'))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: 1 }))
    .returningAll(),
)
