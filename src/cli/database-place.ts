/**
 * Where the database is: for what is done with its file, and for people.
 */
import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { sqlitePath } from '../store/database-file.ts'

/**
 * @param instead the program that does it for PostgreSQL
 * @throws {Refusal} faulty, unknown
 */
export function databaseFile(config: Pick<Config, 'database_url'>, instead: string): string {
  const path = databasePath(config, instead)
  if (!existsSync(path))
    throw new Refusal('unknown', `There is no database ${path}: check DATABASE_URL and DATA_DIR.`)
  return path
}

/** Likewise, of one that need not be there yet. @throws {Refusal} faulty */
export function databasePath({ database_url }: Pick<Config, 'database_url'>, instead: string): string {
  const path = sqlitePath(database_url)
  if (path !== undefined) return path
  throw new Refusal(
    'faulty',
    `This database is PostgreSQL's: use its own ${instead}, with the server running or not.`,
  )
}

/** As people are told of it: without what may be secret. */
export const databaseName = ({ database_url }: Pick<Config, 'database_url'>): string =>
  sqlitePath(database_url) ?? 'the PostgreSQL database'
