/**
 * Carries tenants out: everything that belongs to them, sealed and hashed as it stands.
 */
import type { Tx } from '../../store/database.ts'
import { newestMigration } from '../../store/migrate.ts'
import { findRootKey } from '../../store/root-key.ts'
import { listTenants } from '../../store/tenants.ts'
import { CARRIED_TABLES, listRowsOf } from '../../store/transfer.ts'
import { Refusal } from '../refusal.ts'
import { footLine, headLine, rowLine } from './transfer-file.ts'

/**
 * Line by line. What is read must not change meanwhile: a copy of a database, or one transaction that sees one moment.
 *
 * @param tenant_ids undefined: all
 * @throws {Refusal} unknown
 */
export async function* exportTenants(
  queries: Pick<Tx, 'all' | 'first'>,
  tenant_ids: readonly string[] | undefined,
): AsyncGenerator<string> {
  const there = (await queries.all(listTenants, {})).map(({ id }) => id)
  const tenants = tenant_ids ?? there
  const unknown = tenants.filter((id) => !there.includes(id))
  if (unknown.length > 0) throw new Refusal('unknown', ...unknown.map((id) => `there is no tenant ${id}`))
  const root_key = await queries.first(findRootKey, { id: 1 })
  if (tenants.length === 0 || !root_key) throw new Refusal('unknown', 'there is no tenant to export')
  yield headLine({
    schema: newestMigration(),
    tenants: [...tenants],
    root_key: root_key.key_sealed.toString('base64url'),
  })
  let count = 0
  for (const table of CARRIED_TABLES) {
    for (const tenant_id of tenants) {
      for (const row of await queries.all(listRowsOf[table], { tenant_id })) {
        yield rowLine({ table, row })
        count += 1
      }
    }
  }
  yield footLine(count)
}
