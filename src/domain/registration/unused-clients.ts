/**
 * Clients that nobody vouched for, and that nobody has allowed anything, go after a week.
 *
 * Implements: RFC 7591 §5.
 */
import type { Deps } from '../../deps.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import { deleteUnusedClients } from '../../store/registered-clients.ts'

const KEPT = 7 * 86_400

/** @returns how many went */
export async function sweepUnusedClients({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<number> {
  const before = now() - KEPT
  return db.transaction(async (tx) => {
    const count = await tx.run(deleteUnusedClients, { before })
    if (count > 0) await tx.run(bumpConfigVersion, {})
    return count
  })
}
