/**
 * A signing key as it is made: its private half sealed to its row, its public half as it will be published, unchanged.
 *
 * Implements: RFC 7517 §4; RFC 7638 §3.
 */
import type { Deps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { SigningKeyRow } from '../../store/schema.ts'
import { jose } from '../jose.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { ALGORITHMS, type Algorithm } from './algorithms.ts'

export async function newSigningKey(
  { secrets, now }: Pick<Deps, 'secrets' | 'now'>,
  tenant: Pick<Tenant, 'id'>,
  alg: string,
  { generation, signs_from }: Readonly<{ generation: number; signs_from: UnixSeconds }>,
): Promise<SigningKeyRow> {
  const { pkcs8, public_members } = await algorithmOf(alg).generate()
  const { calculateJwkThumbprint } = await jose()
  const kid = await calculateJwkThumbprint(public_members)
  return {
    tenant_id: tenant.id,
    alg,
    generation,
    kid,
    public_jwk: JSON.stringify({ ...public_members, kid, use: 'sig', alg }),
    private_sealed: secrets.seal('signing-key', [tenant.id, kid], pkcs8),
    created_at: now(),
    signs_from,
    retired_at: null,
  }
}

export function algorithmOf(alg: string): Algorithm {
  const found = ALGORITHMS[alg]
  if (!found) throw new Error(`${alg} is no signature algorithm of this server`)
  return found
}
