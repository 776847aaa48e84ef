/**
 * Whether requests can be served: the database answers and has this version's schema.
 */
import type { Deps } from '../deps.ts'
import { isMigrated } from '../store/migrate.ts'

export async function isReady({ db }: Pick<Deps, 'db'>): Promise<boolean> {
  try {
    return await isMigrated(db)
  } catch {
    return false
  }
}
