/**
 * Runs one test on both databases: what the store promises holds on either.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { migratedDatabase, migratedFile } from './migrated.ts'
import { dropDatabase, withoutPostgres } from './postgres.ts'

/** @param work gets a migrated, empty database of each dialect, one after the other */
export async function onBothDatabases(
  t: Test,
  title: string,
  work: (t: Test, db: Db) => Promise<void>,
): Promise<void> {
  await t.test(`${title} (SQLite)`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vignette-store-'))
    const db = await openDatabase(await migratedFile(join(folder, 'vignette.db')))
    t.teardown(async () => {
      await db.close()
      rmSync(folder, { recursive: true })
    })
    await work(t, db)
  })
  await t.test(`${title} (PostgreSQL)`, { skip: withoutPostgres }, async (t) => {
    const url = await migratedDatabase()
    const db = await openDatabase(url)
    t.teardown(async () => {
      await db.close()
      await dropDatabase(url)
    })
    await work(t, db)
  })
}
