/**
 * What a document's connections would change.
 */
import type { Deps } from '../../deps.ts'
import { findConnection } from '../../store/connections.ts'
import { findTenant } from '../../store/tenants.ts'
import { type Result, resultOf } from '../tenants/document-step.ts'
import type { ConnectionEntry, TenantEntry } from '../tenants/tenant-document.ts'
import { type ConnectionStatement, draftConnection } from './connection-draft.ts'
import { keepsSecret } from './connection-secret.ts'

export type ConnectionStep = Readonly<{
  kind: 'connection'
  result: Result
  tenant_id: string
  stated: ConnectionStatement
}>

/**
 * @param attributes of the tenant as it will be
 * @throws {Refusal} faulty
 */
export async function planConnection(
  deps: Pick<Deps, 'db' | 'secrets'>,
  { id: tenant_id, type: stated_type }: TenantEntry,
  attributes: readonly string[],
  { id, type, client_secret, ...settings }: ConnectionEntry,
): Promise<ConnectionStep> {
  const stated = { id, type, client_secret, settings }
  const row = await deps.db.first(findConnection, { tenant_id, id })
  const tenant = await deps.db.first(findTenant, { id: tenant_id })
  const place = { type: tenant?.type ?? stated_type ?? 'regular', attributes }
  const draft = draftConnection(stated, row, place)
  const isSame = row?.settings === JSON.stringify(draft.settings) && keepsSecret(deps, row, client_secret)
  return { kind: 'connection', result: resultOf(row, isSame), tenant_id, stated }
}
