/**
 * Connections as an administrator makes, changes and removes them.
 *
 * Implements: OpenID Connect Core 1.0 §5.7.
 */
import type { TenantDeps } from '../../deps.ts'
import type { ConnectionRow } from '../../store/connection-rows.ts'
import * as connections from '../../store/connections.ts'
import { updateUsersOfConnection } from '../../store/users.ts'
import type { AuditEvent } from '../audit/audit-event.ts'
import { recordChange } from '../audit/record-change.ts'
import { endSessionsOfConnection } from '../logout/session-end.ts'
import { Refusal } from '../refusal.ts'
import { type Connection, connectionOf } from './connection.ts'
import { type ConnectionStatement, draftConnection, placeIn } from './connection-draft.ts'
import { keepsSecret, sealSecret } from './connection-secret.ts'

type ConnectionsDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'requester'>

/** @throws {Refusal} faulty, exists */
export async function createConnection(
  deps: ConnectionsDeps,
  stated: ConnectionStatement,
): Promise<Connection> {
  const { tenant, now } = deps
  const { type, settings } = draftConnection(stated, undefined, placeIn(tenant))
  const row: ConnectionRow = {
    tenant_id: tenant.id,
    id: stated.id,
    type,
    settings: JSON.stringify(settings),
    secret_sealed: statedSecret(deps, stated),
    created_at: now(),
    updated_at: now(),
  }
  const inserted = await recordChange(deps, about('connection-created', stated.id), (tx) =>
    tx.run(connections.insertConnection, row),
  )
  if (inserted === 0)
    throw new Refusal('exists', `there is a connection ${stated.id} already in tenant ${tenant.id}`)
  return connectionOf(row)
}

/** @throws {Refusal} unknown, faulty */
export async function updateConnection(
  deps: ConnectionsDeps,
  stated: ConnectionStatement,
): Promise<Connection> {
  const row = await requireRow(deps, stated.id)
  const draft = draftConnection(stated, row, placeIn(deps.tenant))
  const settings = JSON.stringify(draft.settings)
  if (settings === row.settings && keepsSecret(deps, row, stated.client_secret)) return connectionOf(row)
  const secret_sealed = statedSecret(deps, stated) ?? row.secret_sealed
  const key = { tenant_id: row.tenant_id, id: row.id }
  await recordChange(deps, about('connection-updated', row.id), (tx) =>
    tx.run(connections.updateConnection, { ...key, settings, secret_sealed, now: deps.now() }),
  )
  return connectionOf({ ...row, settings, secret_sealed })
}

/**
 * Who came in by it is signed out, and their applications get no more tokens: nobody answers for them any more, nor for the
 * addresses that it alone said were theirs. Another one under the same id is another provider, whose word those are not.
 *
 * @throws {Refusal} unknown
 */
export async function deleteConnection(deps: ConnectionsDeps, id: string): Promise<void> {
  const { tenant_id } = await requireRow(deps, id)
  await recordChange(deps, about('connection-deleted', id), async (tx) => {
    await endSessionsOfConnection(deps, tx, id)
    await tx.run(updateUsersOfConnection, { tenant_id, connection_id: id, now: deps.now() })
    return tx.run(connections.deleteConnection, { tenant_id, id })
  })
}

export async function listConnections({
  db,
  tenant,
}: Pick<ConnectionsDeps, 'db' | 'tenant'>): Promise<readonly Connection[]> {
  return (await db.all(connections.listConnections, { tenant_id: tenant.id })).map(connectionOf)
}

/** @throws {Refusal} unknown */
export async function requireConnection(
  deps: Pick<ConnectionsDeps, 'db' | 'tenant'>,
  id: string,
): Promise<Connection> {
  return connectionOf(await requireRow(deps, id))
}

const statedSecret = (deps: ConnectionsDeps, { id, client_secret }: ConnectionStatement): Buffer | null =>
  client_secret === undefined ? null : sealSecret(deps, { tenant_id: deps.tenant.id, id }, client_secret)

const about = (action: AuditEvent['action'], connection: string): AuditEvent => ({
  action,
  detail: { connection },
})

async function requireRow(
  { db, tenant }: Pick<ConnectionsDeps, 'db' | 'tenant'>,
  id: string,
): Promise<ConnectionRow> {
  const row = await db.first(connections.findConnection, { tenant_id: tenant.id, id })
  if (!row) throw new Refusal('unknown', `there is no connection ${id} in tenant ${tenant.id}`)
  return row
}
