/**
 * Rotation without a gap: the next key is made and published behind the one that signs, for twice as long as anybody may keep
 * the key set; then it signs and stands first. The former one stays as it is until nothing it signed can be valid any more.
 *
 * Implements: OpenID Connect Core 1.0 §10.1.1; RFC 9700 §2.6; NIST SP 800-57 Part 1 §5.3.
 */
import type { Deps, TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { listClients } from '../../store/clients.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Tx } from '../../store/database.ts'
import type { SigningKeyRow } from '../../store/schema.ts'
import * as keys from '../../store/signing-keys.ts'
import { type AuditEvent, recordEvent } from '../audit/audit-event.ts'
import { clientOf, ttlOf } from '../clients/client.ts'
import { KEY_SET_MAX_AGE } from '../discovery/key-set.ts'
import { Refusal } from '../refusal.ts'
import { inTenant } from '../tenants/tenant-administration.ts'
import { newSigningKey } from './new-signing-key.ts'

/** Before it signs, a key is published for so long. */
export const KEY_LEAD = 2 * KEY_SET_MAX_AGE

/** A key that is published no more is kept for so long, for hints of long ago. */
const KEPT_AFTER = 183 * 86_400

type RotateDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'tenant' | 'random' | 'requester'>

/** `is_new`: false when the next key was there already, or another process made it. */
export type Rotation = Readonly<Pick<SigningKeyRow, 'alg' | 'kid' | 'signs_from'> & { is_new: boolean }>

/**
 * Of several at once one makes the next key, and all have the same answer.
 *
 * @param at_once the next key signs now, although some may not have seen it
 * @throws {Refusal} unknown, for an algorithm that has no key to replace
 */
export async function rotateSigningKey(
  deps: RotateDeps,
  alg: string,
  at_once: boolean,
  by: Pick<AuditEvent, 'by'> = {},
): Promise<Rotation> {
  const { db, tenant, now } = deps
  const newest = await newestKey(deps, alg)
  if (!newest) {
    throw new Refusal(
      'unknown',
      `tenant ${tenant.id} has no key for ${alg}: it is made when it is first needed`,
    )
  }
  const longest = await longestLifetime(deps)
  if (newest.signs_from > now()) {
    if (at_once) {
      await db.transaction(async (tx) => {
        await hasten(tx, newest, now(), longest)
        await recordEvent(deps, tx, rotated(newest, at_once, by))
      })
    }
    return { ...newest, signs_from: at_once ? now() : newest.signs_from, is_new: false }
  }
  const signs_from = at_once ? now() : now() + KEY_LEAD
  const next = await newSigningKey(deps, tenant, alg, { generation: newest.generation + 1, signs_from })
  const inserted = await db.transaction(async (tx) => {
    const count = await tx.run(keys.insertSigningKey, next)
    if (count === 0) return 0
    await retire(tx, newest, signs_from + longest)
    await recordEvent(deps, tx, rotated(next, at_once, by))
    return count
  })
  return { ...((await newestKey(deps, alg)) as SigningKeyRow), is_new: inserted > 0 }
}

const rotated = ({ alg, kid }: SigningKeyRow, at_once: boolean, by: Pick<AuditEvent, 'by'>): AuditEvent => ({
  action: 'key-rotated',
  ...by,
  detail: { alg, kid, at_once },
})

async function newestKey({ db, tenant }: RotateDeps, alg: string): Promise<SigningKeyRow | undefined> {
  const rows = await db.all(keys.listSigningKeys, { tenant_id: tenant.id })
  return rows.findLast((row) => row.alg === alg)
}

async function hasten(tx: Tx, next: SigningKeyRow, now: UnixSeconds, longest: number): Promise<void> {
  await tx.run(keys.updateSigningKeyStart, { ...keyOf(next), signs_from: now })
  await retire(tx, { ...next, generation: next.generation - 1 }, now + longest)
}

async function retire(tx: Tx, key: SigningKeyRow, retired_at: UnixSeconds): Promise<void> {
  await tx.run(keys.retireSigningKey, { ...keyOf(key), retired_at })
  await tx.run(bumpConfigVersion, {})
}

const keyOf = ({ tenant_id, alg, generation }: SigningKeyRow) => ({ tenant_id, alg, generation })

/** Of anything that is verified by the key set alone, in seconds. */
async function longestLifetime({ db, tenant }: RotateDeps): Promise<number> {
  const clients = (await db.all(listClients, { tenant_id: tenant.id })).map(clientOf)
  const { access_token_ttl, id_token_ttl } = tenant.policy
  const own = clients.flatMap((client) =>
    (['access_token_ttl', 'id_token_ttl'] as const).map((name) => ttlOf(client, tenant.policy, name)),
  )
  return Math.max(access_token_ttl, id_token_ttl, ...own)
}

/**
 * In every tenant: keys that have signed for as long as its policy lets them are replaced, and those that nobody has asked
 * for in a long time are forgotten. A key that a clock made for a time far away, before it was set right, comes in time.
 *
 * @returns how many were replaced
 */
export async function keepSigningKeys(deps: Deps): Promise<number> {
  const { db, now } = deps
  await db.run(keys.deleteSigningKeys, { before: now() - KEPT_AFTER })
  await db.transaction(async (tx) => {
    const latest = now() + KEY_LEAD
    if ((await tx.run(keys.limitSigningKeyStarts, { latest })) > 0) await tx.run(bumpConfigVersion, {})
  })
  let replaced = 0
  for (const { tenant_id, alg, signs_from } of await db.all(keys.listNewestSigningKeys, { now: now() })) {
    const scoped = await inTenant(deps, tenant_id)
    const { signing_key_ttl } = scoped.tenant.policy
    if (signing_key_ttl === 0 || signs_from + signing_key_ttl > now()) continue
    const { is_new } = await rotateSigningKey(scoped, alg, false, { by: 'system' })
    if (is_new) replaced += 1
  }
  return replaced
}
