/**
 * The audit trail as tests read it.
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { statement } from '../../src/store/statement.ts'
import type { TestServer } from './fixtures.ts'

const allEvents = statement((q) => q.selectFrom('audit_event').selectAll().orderBy('id'))

/** What was told since it was last read, in the order of the alphabet: each as its action and its detail. */
export async function takeTrail({ db }: Pick<TestServer, 'db'>): Promise<readonly string[]> {
  const events = await db.all(allEvents, {})
  await db.execute('DELETE FROM audit_event')
  return events.map(({ action, detail }) => (detail === null ? action : `${action} ${detail}`)).sort()
}

/** Of all tenants, in the order of the alphabet. @param folder of a command line, which nothing runs in */
export function actionsIn(folder: string): readonly unknown[] {
  const database = new Database(join(folder, 'data/vignette.db'), { readonly: true })
  const actions = database.prepare('SELECT action FROM audit_event ORDER BY action').pluck().all()
  database.close()
  return actions
}
