/**
 * The sweeper: applies every retention rule until nothing is left that may go.
 */
import type { Deps } from '../deps.ts'
import { BATCH_SIZE, RETENTION, type RetentionRule } from '../store/retention.ts'
import { sweepUnusedClients } from './registration/unused-clients.ts'

/** @returns how many rows went, by table */
export async function sweep({
  db,
  now,
}: Pick<Deps, 'db' | 'now'>): Promise<Readonly<Record<string, number>>> {
  const swept: Record<string, number> = {}
  for (const [table, rule] of Object.entries<RetentionRule>(RETENTION)) {
    const before = now() - rule.kept
    let batch: number
    do {
      batch = await db.run(rule.deleteBatch, { before })
      swept[table] = (swept[table] ?? 0) + batch
    } while (batch === BATCH_SIZE)
  }
  swept['client'] = await sweepUnusedClients({ db, now })
  return swept
}
