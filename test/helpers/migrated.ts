/**
 * Databases that are migrated already: one of each dialect is made in a run, and every test gets a copy.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../src/primitives/digest.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { freshDatabase, templateDatabase } from './postgres.ts'

const MIGRATED_AT = 1_800_000_000

/** @param file where the copy of the SQLite database shall be; @returns its address, for `openDatabase` */
export async function migratedFile(file: string): Promise<string> {
  copyFileSync(await fileTemplate(), file)
  return `sqlite:${file}`
}

/** @returns the address of a copy of the PostgreSQL database, for `openDatabase` */
export async function migratedDatabase(): Promise<string> {
  return freshDatabase(await templateDatabase(`migrated_${nameOfSchema()}`, migrateAt))
}

/** Two processes may make it at the same time: each renames one of its own, and they are the same. */
async function fileTemplate(): Promise<string> {
  const folder = join(tmpdir(), 'vignette-test-templates')
  const file = join(folder, `${nameOfSchema()}.db`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const draft = mkdtempSync(join(folder, 'draft-'))
  await migrateAt(`sqlite:${join(draft, 'vignette.db')}`)
  renameSync(join(draft, 'vignette.db'), file)
  rmSync(draft, { recursive: true })
  return file
}

async function migrateAt(url: string): Promise<void> {
  const db = await openDatabase(url)
  await migrate(db, MIGRATED_AT)
  await db.close()
}

/** Another one for each set of migrations. */
function nameOfSchema(): string {
  const texts = readMigrations().map(({ sql }) => sql)
  return sha256(texts.join('\0')).toString('hex').slice(0, 16)
}
