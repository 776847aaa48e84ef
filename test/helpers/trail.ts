/**
 * The audit trail as tests read it.
 */
import { statement } from '../../src/store/statement.ts'
import type { TestServer } from './fixtures.ts'

const allEvents = statement((q) => q.selectFrom('audit_event').selectAll().orderBy('id'))

/** What was told since it was last read, in the order of the alphabet: each as its action and its detail. */
export async function readTrail({ db }: Pick<TestServer, 'db'>): Promise<readonly string[]> {
  const events = await db.all(allEvents, {})
  await db.execute('DELETE FROM audit_event')
  return events.map(({ action, detail }) => (detail === null ? action : `${action} ${detail}`)).sort()
}
