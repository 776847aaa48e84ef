/**
 * A SQLite database as a file: copied while it is in use, judged, put in the place of another, and held by one server alone.
 */
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'

/** What is wrong with a file, in words that say what to do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError'
}

/** @returns undefined: the database is not a file */
export const sqlitePath = (url: string): string | undefined =>
  url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined

/**
 * As it is at one moment, whoever writes meanwhile. `to` is whole or not there at all, and one file alone.
 *
 * @throws {Error} of the system or of SQLite
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const draft = `${to}.draft`
  rmSync(draft, { force: true })
  try {
    closeSync(openSync(draft, 'ax', 0o600))
    const source = new Database(from, { readonly: true, fileMustExist: true })
    try {
      await source.backup(draft)
    } finally {
      source.close()
    }
    const copy = new Database(draft)
    // With a log beside it, a copy of the file alone would lack what stands there.
    copy.pragma('journal_mode = DELETE')
    copy.close()
    flush(draft)
    renameSync(draft, to)
    flush(dirname(to))
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Puts `from` in the place of what `to` holds, in one transaction of SQLite: a crash in between leaves the former.
 *
 * @throws {Error} of the system or of SQLite
 */
export async function replaceDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'a', 0o600))
  chmodSync(to, 0o600)
  const source = new Database(from, { readonly: true, fileMustExist: true })
  try {
    await source.backup(to)
  } finally {
    source.close()
  }
}

/** With the log beside it. Nobody has it open, and whether it is there does not matter. */
export function deleteDatabase(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
}

/** Reads all of it. @throws {DatabaseFileError} for what is no whole database of Vignette */
export function checkDatabaseFile(path: string): void {
  const fault = faultOf(path)
  if (fault !== undefined) throw new DatabaseFileError(`${path} is no whole database of Vignette: ${fault}.`)
}

function faultOf(path: string): string | undefined {
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true })
    try {
      const found = database.pragma('quick_check(1)', { simple: true })
      if (found !== 'ok') return `SQLite finds it damaged (${found})`
      database.prepare('SELECT max(number) FROM schema_migration').get()
      return undefined
    } finally {
      database.close()
    }
  } catch (error) {
    return (error as Error).message
  }
}

/** Kept from being collected, which would close them. */
const held = new Set<Database.Database>()

/**
 * One server at a time: two would each believe what they keep in memory. The system lets go of it with the process, however
 * that ends.
 *
 * @returns lets go of it
 * @throws {DatabaseFileError} when another one has it
 */
export function holdDatabase(path: string): () => void {
  const lock = new Database(`${path}.server`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new DatabaseFileError(
      `A server is running on the database ${path}. Stop it first, or give this one a DATA_DIR of its own; for several servers on one database, use PostgreSQL.`,
    )
  }
  held.add(lock)
  return () => {
    held.delete(lock)
    lock.close()
  }
}

function flush(path: string): void {
  const fd = openSync(path, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
