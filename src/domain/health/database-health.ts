/**
 * How the database does, beyond that it answers: its version, what its rows hang on, and when they say that it is.
 */
import type { Deps } from '../../deps.ts'
import { findDatabaseVersion, findNewestInstant, listBrokenReferences } from '../../store/health.ts'

export type DatabaseHealth = Readonly<{
  dialect: 'sqlite' | 'postgres'
  version: string
  /** In words: which rows belong to rows that are not there. */
  broken: readonly string[]
}>

export async function databaseHealth({ db }: Pick<Deps, 'db'>): Promise<DatabaseHealth> {
  const found = await db.first(findDatabaseVersion, {})
  const broken = await db.all(listBrokenReferences, {})
  return {
    dialect: db.dialect,
    version: String(found?.version),
    broken: broken.map(({ child, parent }) => `${child} without ${parent}`),
  }
}

/** In how many seconds the newest row is to come; 0: it is past. A clock was set back since, or another one is ahead. */
export async function secondsAhead({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<number> {
  const found = await db.first(findNewestInstant, {})
  return Math.max(0, (found?.newest ?? 0) - now())
}
