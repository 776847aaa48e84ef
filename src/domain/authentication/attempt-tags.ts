/**
 * How pools of tries, and of whatever else is limited, are named where they are counted: neither a name nor an address can
 * be read from it.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'

export type TagDeps = Pick<TenantDeps, 'tenant' | 'secrets'>

export const tagOf = ({ tenant, secrets }: TagDeps, kind: string, value: string): Buffer =>
  hmacSha256(secrets.derive('attempt'), JSON.stringify([kind, tenant.id, value]))
