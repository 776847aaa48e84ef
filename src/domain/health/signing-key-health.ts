/**
 * Whether a tenant can sign: its keys open, and none has signed for longer than its policy lets it.
 *
 * Implements: NIST SP 800-57 Part 1 §5.3.
 */
import type { Deps } from '../../deps.ts'
import type { SigningKeyRow } from '../../store/schema.ts'
import { listSigningKeys } from '../../store/signing-keys.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** In seconds: a server that runs replaces a key within minutes of its time. */
const OVERDUE_AFTER = 86_400

export type SigningKeyHealth = Readonly<{
  keys: number
  /** Key ids. */
  unreadable: readonly string[]
  /** Algorithms whose key should have been replaced. */
  overdue: readonly string[]
}>

type HealthDeps = Pick<Deps, 'db' | 'now' | 'secrets'>

export async function signingKeyHealth(
  { db, now, secrets }: HealthDeps,
  { id, policy }: Tenant,
): Promise<SigningKeyHealth> {
  const rows = await db.all(listSigningKeys, { tenant_id: id })
  const newest = [...new Map(rows.map((row) => [row.alg, row])).values()]
  const { signing_key_ttl } = policy
  const oldest = now() - signing_key_ttl - OVERDUE_AFTER
  return {
    keys: rows.length,
    unreadable: rows.filter((row) => !opens(secrets, row)).map(({ kid }) => kid),
    overdue: newest.filter((row) => signing_key_ttl > 0 && row.signs_from < oldest).map(({ alg }) => alg),
  }
}

function opens(secrets: Deps['secrets'], { tenant_id, kid, private_sealed }: SigningKeyRow): boolean {
  try {
    secrets.open('signing-key', [tenant_id, kid], private_sealed).fill(0)
    return true
  } catch {
    return false
  }
}
