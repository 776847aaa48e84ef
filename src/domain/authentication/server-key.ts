/**
 * A tenant's OPAQUE server setups: made when first needed, sealed in the database. The newest answers who enrols; each
 * record stays with the one it was made under.
 *
 * Implements: RFC 9807 §3.1, §5.
 */
import type { TenantDeps } from '../../deps.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import { insertServerKey, listServerKeys } from '../../store/passcode-server-keys.ts'
import { createSetup } from './opaque-server.ts'

export type ServerKey = Readonly<{ generation: number; setup: string; is_current: boolean }>

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
  const rows = await db.all(listServerKeys, { tenant_id: tenant.id })
  return rows.map(({ generation, setup_sealed, retired_at }) => ({
    generation,
    setup: secrets
      .open('passcode-server-key', context(tenant.id, generation), setup_sealed)
      .toString('latin1'),
    is_current: retired_at === null,
  }))
}

async function makeFirstKey({ db, tenant, secrets, now }: ServerKeyDeps): Promise<void> {
  const setup = Buffer.from(await createSetup(), 'latin1')
  const key = {
    tenant_id: tenant.id,
    generation: 1,
    setup_sealed: secrets.seal('passcode-server-key', context(tenant.id, 1), setup),
    created_at: now(),
    retired_at: null,
  }
  await db.transaction(async (tx) => {
    await tx.run(insertServerKey, key)
    await tx.run(bumpConfigVersion, {})
  })
}

const context = (tenant_id: string, generation: number) => [tenant_id, String(generation)]
