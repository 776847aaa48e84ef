/**
 * Clients as an administrator registers, changes and removes them.
 *
 * Implements: RFC 6749 §2, §2.2, §2.3.1, §10.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Random } from '../../primitives/random.ts'
import * as clients from '../../store/clients.ts'
import type { Tx } from '../../store/database.ts'
import { revokeGrantsOfClient } from '../../store/grants.ts'
import type { ClientRow } from '../../store/schema.ts'
import type { AuditEvent } from '../audit/audit-event.ts'
import { recordChange } from '../audit/record-change.ts'
import { holdProfile } from '../claims/profile-use.ts'
import { restateLogo } from '../logos/logo.ts'
import { Refusal } from '../refusal.ts'
import { type Client, clientOf } from './client.ts'
import { type ClientStatement, draftClient } from './client-draft.ts'
import { newSecretOf } from './client-secret.ts'

type ClientsDeps = Pick<TenantDeps, 'db' | 'now' | 'random' | 'secrets' | 'tenant' | 'requester'>

/** `client_secret` is told once and is nowhere else; a public client has none, nor has one with keys of its own. */
export type Registration = Readonly<{ client: Client; client_secret: string | undefined }>

/**
 * @param stated without an id one is made
 * @throws {Refusal} faulty, exists
 */
export async function registerClient(
  deps: ClientsDeps,
  stated: Omit<ClientStatement, 'client_id'> & Readonly<{ client_id: string | undefined }>,
): Promise<Registration> {
  const { now, random, tenant } = deps
  const client_id = stated.client_id ?? newClientId(random)
  const { client_type, metadata } = draftClient({ ...stated, client_id }, undefined)
  const made = newSecretOf(deps, client_type, metadata)
  const row: ClientRow = {
    tenant_id: tenant.id,
    client_id,
    client_type,
    secret_kind: made?.secret_kind ?? null,
    secret_hash: made?.secret_hash ?? null,
    metadata: JSON.stringify(metadata),
    locked: 0,
    origin: null,
    registration_hash: null,
    fresh_until: null,
    created_at: now(),
    updated_at: now(),
  }
  const inserted = await recordChange(deps, about('client-created', client_id), async (tx) => {
    await holdProfile(tx, row)
    return insertNewClient(tx, row)
  })
  if (inserted === 0)
    throw new Refusal('exists', `there is a client ${client_id} already in tenant ${tenant.id}`)
  return { client: clientOf(row), client_secret: made?.secret }
}

/** @returns 0 when there is one of that id already, and nothing was written */
export async function insertNewClient(tx: Tx, row: ClientRow): Promise<number> {
  const count = await tx.run(clients.insertClient, row)
  if (count === 0) return 0
  const { tenant_id, client_id, created_at } = row
  await restateLogo(tx, { tenant_id, client_id }, clientOf(row).metadata.logo_uri, created_at)
  return count
}

/** @throws {Refusal} unknown, faulty */
export async function updateClient(deps: ClientsDeps, stated: ClientStatement): Promise<Client> {
  const { now } = deps
  const row = await requireRow(deps, stated.client_id)
  const { metadata } = draftClient(stated, row)
  const changed: ClientRow = { ...row, metadata: JSON.stringify(metadata) }
  const { tenant_id, client_id, locked } = changed
  const client = clientOf(changed)
  if (changed.metadata === row.metadata) return client
  await recordChange(deps, about('client-updated', client_id), async (tx) => {
    await holdProfile(tx, changed)
    await restateLogo(tx, { tenant_id, client_id }, client.metadata.logo_uri, now())
    return tx.run(clients.updateClient, {
      tenant_id,
      client_id,
      metadata: changed.metadata,
      locked,
      now: now(),
    })
  })
  return client
}

/**
 * The old secret is worth nothing from then on.
 *
 * @throws {Refusal} unknown, faulty
 */
export async function renewClientSecret(deps: ClientsDeps, client_id: string): Promise<string> {
  const { now, tenant } = deps
  const row = await requireRow(deps, client_id)
  const made = newSecretOf(deps, row.client_type, clientOf(row).metadata)
  if (!made) {
    throw new Refusal(
      'faulty',
      `client ${client_id} has no secret: it is public, or signs with a key of its own`,
    )
  }
  const { secret, secret_kind, secret_hash } = made
  const kept = { tenant_id: tenant.id, client_id, secret_kind, secret_hash, now: now() }
  await recordChange(deps, about('client-secret-renewed', client_id), (tx) =>
    tx.run(clients.updateClientSecret, kept),
  )
  return secret
}

/**
 * What it was granted ends with it, so that another client of the same id is not given it.
 *
 * @throws {Refusal} unknown
 */
export async function deleteClient(deps: ClientsDeps, client_id: string): Promise<void> {
  const { tenant_id } = await requireRow(deps, client_id)
  await recordChange(deps, about('client-deleted', client_id), async (tx) => {
    await tx.run(revokeGrantsOfClient, { tenant_id, client_id, now: deps.now() })
    return tx.run(clients.deleteClient, { tenant_id, client_id })
  })
}

/** What comes by a request is the client's own doing (RFC 7592). */
const about = (action: AuditEvent['action'], client_id: string): AuditEvent => ({
  action,
  by: 'client',
  client_id,
})

export async function listClients({
  db,
  tenant,
}: Pick<ClientsDeps, 'db' | 'tenant'>): Promise<readonly Client[]> {
  const rows = await db.all(clients.listClients, { tenant_id: tenant.id })
  return rows.map(clientOf)
}

/** @throws {Refusal} unknown */
export async function requireClient(
  deps: Pick<ClientsDeps, 'db' | 'tenant'>,
  client_id: string,
): Promise<Client> {
  return clientOf(await requireRow(deps, client_id))
}

async function requireRow({ db, tenant }: Pick<ClientsDeps, 'db' | 'tenant'>, client_id: string) {
  const row = await db.first(clients.findClient, { tenant_id: tenant.id, client_id })
  if (!row) throw new Refusal('unknown', `there is no client ${client_id} in tenant ${tenant.id}`)
  return row
}

/** 24 letters and digits: 142 bits. */
export const newClientId = (random: Random): string =>
  random('client-id', 48).toString('base64url').replaceAll(/[-_]/g, '').slice(0, 24)
