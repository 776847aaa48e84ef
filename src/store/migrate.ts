/**
 * Migrations: numbered SQL files, forward only, each applied once and all or nothing.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { listShipped, readShipped } from '../primitives/shipped-files.ts'
import type { Db, Tx } from './database.ts'
import { rowsBy } from './rows-by.ts'
import { type DialectName, statement } from './statement.ts'

const FOLDER = new URL('../../db/migrations/', import.meta.url)

/** What differs between the dialects in a migration's text. */
const PLACEHOLDERS: Record<DialectName, Record<string, string>> = {
  sqlite: { bytes: 'BLOB', int: 'INTEGER', strict: 'STRICT', clustered: 'STRICT, WITHOUT ROWID' },
  postgres: { bytes: 'BYTEA', int: 'BIGINT', strict: '', clustered: '' },
}

const CREATE_RECORD =
  'CREATE TABLE IF NOT EXISTS schema_migration ' +
  '(number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)'

export type Migration = Readonly<{ number: number; name: string; sql: string }>

export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'
}

export function readMigrations(folder = FOLDER): readonly Migration[] {
  return listShipped(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      name,
      // Most starts apply none.
      get sql() {
        return readShipped(new URL(name, folder)).toString('utf8')
      },
    }))
}

/**
 * Brings the database to the newest schema: all of the way, or not at all.
 *
 * @returns the names of the migrations that were applied now
 * @throws {NewerDatabaseError} when a later version of Vignette has been at work on it; nothing is changed
 */
export async function migrate(db: Db, now: UnixSeconds, migrations = readMigrations()): Promise<string[]> {
  const pending = await pendingMigrations(db, migrations)
  if (pending.length === 0) return []
  return db.transaction(async (tx) => {
    const done: string[] = []
    for (const migration of pending) {
      if (await apply(tx, migration, now)) done.push(migration.name)
    }
    return done
  })
}

/** As `migrate`, and then all of it undone. */
export async function tryMigrations(
  db: Db,
  now: UnixSeconds,
  migrations = readMigrations(),
): Promise<readonly string[]> {
  const pending = await pendingMigrations(db, migrations)
  const undo = new Error('undo')
  try {
    return await db.transaction(async (tx): Promise<never> => {
      for (const migration of pending) await apply(tx, migration, now)
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
    return pending.map(({ name }) => name)
  }
}

/**
 * Those that the database lacks, in their order. All of them: it is new.
 *
 * @throws {NewerDatabaseError} when a later version of Vignette has been at work on it
 */
export async function pendingMigrations(
  db: Db,
  migrations = readMigrations(),
): Promise<readonly Migration[]> {
  // PostgreSQL refuses one of two processes that create it together; the next time it is there.
  await db.execute(CREATE_RECORD).catch(() => db.execute(CREATE_RECORD))
  const applied = await appliedNumbers(db)
  const newest = newestOf(migrations)
  const beyond = Math.max(0, ...applied)
  if (beyond > newest) {
    throw new NewerDatabaseError(
      `The database has schema ${beyond}, and this version of Vignette knows ${newest}. Start the version that made it, or a later one.`,
    )
  }
  return migrations.filter(({ number }) => !applied.has(number))
}

/** Whether the database has exactly the schema of this version. */
export async function isMigrated(db: Db): Promise<boolean> {
  return Math.max(0, ...(await appliedNumbers(db))) === newestMigration()
}

/** The number of the schema that this version works with. */
export const newestMigration = (): number => newestOf(readMigrations())

const newestOf = (migrations: readonly Migration[]): number => migrations.at(-1)?.number ?? 0

const listApplied = rowsBy('schema_migration', [])
const recordMigration = statement((q, p: { number: number; name: string; now: UnixSeconds }) =>
  q
    .insertInto('schema_migration')
    .values({ number: p.number, name: p.name, applied_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
)

async function appliedNumbers(db: Tx): Promise<Set<number>> {
  return new Set((await db.all(listApplied, {})).map(({ number }) => number))
}

/** The row is written first, so that of two processes that start together one waits for the other and then skips. */
async function apply(tx: Tx, { number, name, sql }: Migration, now: UnixSeconds): Promise<boolean> {
  const claimed = await tx.run(recordMigration, { number, name, now })
  if (claimed === 0) return false
  await tx.execute(fill(sql, tx.dialect))
  return true
}

export function fill(sql: string, dialect: DialectName): string {
  return sql.replaceAll(/\{(\w+)\}/g, (_match, word: string) => {
    const text = PLACEHOLDERS[dialect][word]
    if (text === undefined) throw new Error(`unknown placeholder {${word}} in a migration`)
    return text
  })
}
