/**
 * The counter that tells every process when what it has parsed of tenants, clients and keys is old.
 */
import { sql } from './kysely.ts'
import { rowsBy } from './rows-by.ts'
import { statement } from './statement.ts'

export const findConfigVersion = rowsBy('config_version', [])

/** Belongs into every transaction that changes a tenant, client or signing key. */
export const bumpConfigVersion = statement((q) =>
  q.updateTable('config_version').set({ version: sql`version + 1` }),
)
