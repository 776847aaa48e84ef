/**
 * The database of a process, brought to this version's schema; what it was before is kept.
 */
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { systemClock } from '../primitives/clock.ts'
import { type Db, openDatabase } from '../store/database.ts'
import { copyDatabase, sqlitePath } from '../store/database-file.ts'
import {
  type Migration,
  migrate,
  NewerDatabaseError,
  pendingMigrations,
  tryMigrations,
} from '../store/migrate.ts'
import { say } from './output.ts'
import { reasonOf } from './system-error.ts'

/** @throws {Refusal} @throws {NewerDatabaseError} */
export async function openMigrated(config: Config): Promise<Db> {
  const db = await open(config)
  try {
    const pending = await pendingMigrations(db)
    if (pending.length > 0) await bringUp(config, db, pending)
    return db
  } catch (error) {
    await db.close()
    throw isOurs(error) ? error : cannotOpen(config, error)
  }
}

/** What a start would do to the database; nothing is left of it. @throws {Refusal} @throws {NewerDatabaseError} */
export async function tryMigrating(config: Config): Promise<readonly string[]> {
  const db = await open(config)
  try {
    return await tryMigrations(db, systemClock())
  } catch (error) {
    if (isOurs(error)) throw error
    throw new Refusal('faulty', `The database cannot be brought to this version (${reasonOf(error)}).`)
  } finally {
    await db.close()
  }
}

async function bringUp(config: Config, db: Db, pending: readonly Migration[]): Promise<void> {
  const kept = isNew(pending) ? undefined : await keepBefore(config, pending)
  const copy = kept === undefined ? '' : ` What it was before is ${kept}.`
  try {
    const applied = await migrate(db, systemClock())
    // A new one need not be told of.
    if (applied.length > 0 && !isNew(pending))
      say(`The database was brought to this version: ${applied.join(', ')}.${copy}`)
  } catch (error) {
    const advice = isNew(pending)
      ? 'make room, or check DATABASE_URL and DATA_DIR.'
      : 'start the version that it was used with before.'
    throw new Refusal(
      'faulty',
      `The database cannot be brought to this version (${reasonOf(error)}), and is as it was: ${advice}${copy}`,
    )
  }
}

const isNew = (pending: readonly Migration[]): boolean => pending[0]?.number === 1

/** @returns undefined: PostgreSQL's are kept by whoever runs it @throws {Refusal} faulty */
async function keepBefore(
  { database_url }: Config,
  [first]: readonly Migration[],
): Promise<string | undefined> {
  const path = sqlitePath(database_url)
  if (path === undefined || !first) return undefined
  const kept = `${path}.before-${String(first.number).padStart(4, '0')}`
  try {
    await copyDatabase(path, kept)
  } catch (error) {
    throw new Refusal(
      'faulty',
      `The database is of an older version, and cannot be kept as ${kept} before it is changed (${reasonOf(error)}): make room, or let this user write there.`,
    )
  }
  return kept
}

async function open(config: Config): Promise<Db> {
  try {
    return await openDatabase(config.database_url)
  } catch (error) {
    throw cannotOpen(config, error)
  }
}

const isOurs = (error: unknown): boolean => error instanceof Refusal || error instanceof NewerDatabaseError

/** Without the password that a DATABASE_URL may carry. */
function cannotOpen({ database_url }: Config, error: unknown): Refusal {
  const shown = database_url.replace(/:\/\/[^@/]*@/, '://…@')
  return new Refusal(
    'faulty',
    `The database ${shown} cannot be opened (${reasonOf(error)}). Check DATABASE_URL and DATA_DIR.`,
  )
}
