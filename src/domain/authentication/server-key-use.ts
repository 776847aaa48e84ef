/**
 * How many passcodes are under which of a tenant's server keys, so that it can be seen how far a rotation has come.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { countPasscodesByServerKey, listServerKeys } from '../../store/passcode-server-keys.ts'

export type ServerKeyUse = Readonly<{
  generation: number
  created_at: UnixSeconds
  retired_at: UnixSeconds | null
  is_current: boolean
  passcodes: number
}>

/** The newest first. */
export async function serverKeyUses({
  db,
  tenant,
}: Pick<TenantDeps, 'db' | 'tenant'>): Promise<readonly ServerKeyUse[]> {
  const tenant_id = tenant.id
  const counts = await db.all(countPasscodesByServerKey, { tenant_id })
  const rows = (await db.all(listServerKeys, { tenant_id })).toReversed()
  return rows.map(({ generation, created_at, retired_at }, index) => ({
    generation,
    created_at,
    retired_at,
    is_current: index === 0,
    passcodes: counts.find((count) => count.generation === generation)?.passcodes ?? 0,
  }))
}
