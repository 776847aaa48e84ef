/**
 * A tenant's OPAQUE server setups: made when first needed, sealed in the database. The newest answers who enrols; each
 * record stays with the one it was made under, which is retired when no record is left.
 *
 * Implements: RFC 9807 §3.1, §5.
 */
import type { TenantDeps } from '../../deps.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { PasscodeServerKeyRow } from '../../store/passcode-rows.ts'
import * as serverKeys from '../../store/passcode-server-keys.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { createSetup, publicKeyOf } from './opaque-server.ts'

export type ServerKey = Readonly<{
  generation: number
  setup: string
  public_key: string
  is_current: boolean
}>

export type ServerKeyDeps = Pick<TenantDeps, 'db' | 'tenant' | 'parsed' | 'secrets' | 'now'>

/** @param generation undefined: the one that is in force; the first is made here */
export async function serverKey(deps: ServerKeyDeps, generation?: number): Promise<ServerKey> {
  const isWanted = (key: ServerKey) =>
    generation === undefined ? key.is_current : key.generation === generation
  const known = (await keptKeys(deps)).findLast(isWanted)
  if (known) return known
  if (generation === undefined) await makeFirstKey(deps)
  // What is kept may be older than the key, so it is read past it.
  const made = (await readKeys(deps)).findLast(isWanted)
  if (!made) throw new Error(`tenant ${deps.tenant.id} has no passcode server key ${generation ?? ''}`)
  return made
}

async function keptKeys(deps: ServerKeyDeps): Promise<readonly ServerKey[]> {
  const kept = await deps.parsed.get(`passcode-server-keys/${deps.tenant.id}`, async () => {
    const keys = await readKeys(deps)
    return keys.length > 0 ? keys : undefined
  })
  return kept ?? []
}

async function readKeys({ db, tenant, secrets }: ServerKeyDeps): Promise<readonly ServerKey[]> {
  const rows = await db.all(serverKeys.listServerKeys, { tenant_id: tenant.id })
  return Promise.all(
    rows.map(async ({ generation, setup_sealed, retired_at }) => {
      const opened = secrets.open('passcode-server-key', context(tenant.id, generation), setup_sealed)
      const setup = opened.toString('latin1')
      return { generation, setup, public_key: await publicKeyOf(setup), is_current: retired_at === null }
    }),
  )
}

async function makeFirstKey(deps: ServerKeyDeps): Promise<void> {
  const key = await newKey(deps, 1)
  await deps.db.transaction(async (tx) => {
    await tx.run(serverKeys.insertServerKey, key)
    await tx.run(bumpConfigVersion, {})
  })
}

/**
 * Makes the next generation; who signs in under an older one is enrolled under it. Of several at once one makes it.
 *
 * @returns the generation that is in force
 */
export async function rotateServerKey(deps: ServerKeyDeps & AuditDeps): Promise<number> {
  const newest = (await readKeys(deps)).at(-1)?.generation ?? 0
  const key = await newKey(deps, newest + 1)
  await deps.db.transaction(async (tx) => {
    const inserted = await tx.run(serverKeys.insertServerKey, key)
    const detail = { kind: 'passcode', generation: key.generation }
    if (inserted > 0) await recordEvent(deps, tx, { action: 'key-rotated', detail })
    await tx.run(serverKeys.retireServerKeys, { now: deps.now() })
    await tx.run(bumpConfigVersion, {})
  })
  return key.generation
}

/** In every tenant: keys that have a successor, and that no passcode needs any more. */
export async function retireServerKeys({ db, now }: Pick<ServerKeyDeps, 'db' | 'now'>): Promise<void> {
  await db.run(serverKeys.retireServerKeys, { now: now() })
}

async function newKey(
  { tenant, secrets, now }: ServerKeyDeps,
  generation: number,
): Promise<PasscodeServerKeyRow> {
  const setup = Buffer.from(await createSetup(), 'latin1')
  return {
    tenant_id: tenant.id,
    generation,
    setup_sealed: secrets.seal('passcode-server-key', context(tenant.id, generation), setup),
    created_at: now(),
    retired_at: null,
  }
}

const context = (tenant_id: string, generation: number) => [tenant_id, String(generation)]
