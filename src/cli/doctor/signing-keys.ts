/**
 * The keys that sign the tokens of each tenant.
 */
import { signingKeyHealth } from '../../domain/health/signing-key-health.ts'
import type { Tenant } from '../../domain/tenants/tenant.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import type { Check, Seen } from './seen.ts'

export const signingKeys: Check = async (seen) => {
  const { db, secrets, tenants } = seen
  if (!db || !secrets)
    return [skipped('signing-keys', 'They are not known without the database and the secret key.')]
  const findings: Finding[] = []
  for (const tenant of tenants) findings.push(await findingOf({ ...seen, db, secrets }, tenant))
  return findings
}

type Opened = Pick<Seen, 'now'> &
  Readonly<{ db: NonNullable<Seen['db']>; secrets: NonNullable<Seen['secrets']> }>

async function findingOf(opened: Opened, tenant: Tenant): Promise<Finding> {
  const id = `signing-keys/${tenant.id}`
  const { keys, unreadable, overdue } = await signingKeyHealth(opened, tenant)
  if (unreadable.length > 0) {
    return fault(
      id,
      `Tenant ${tenant.id} has keys that do not open: ${unreadable.join(', ')}.`,
      'Put the secret key back that they were sealed under, or restore the database of a backup.',
    )
  }
  if (overdue.length > 0) {
    return warning(
      id,
      `Tenant ${tenant.id} has signed by ${overdue.join(', ')} for longer than its signing_key_ttl.`,
      `A server that runs replaces keys by itself; at once: vignette keys rotate --tenant ${tenant.id}`,
    )
  }
  if (keys === 0) return ok(id, `Tenant ${tenant.id} makes its first key when it is first needed.`)
  return ok(id, `Tenant ${tenant.id}: every key opens, and none is overdue.`)
}
