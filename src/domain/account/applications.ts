/**
 * What a person lets applications have: by having allowed it, or by being signed in with one that need not ask. Taken back, it is
 * gone with its codes and tokens.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4; RFC 6749 §1.3, §10.3; RFC 7009 §2.1 (the grant goes with its tokens).
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { deleteConsent, listConsents } from '../../store/consents.ts'
import { listGrants, revokeGrantsOfUserToClient } from '../../store/grants.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { type Client, findClient } from '../clients/client.ts'
import { type Scope, scopeOfText } from '../scope.ts'
import type { Account } from './account.ts'

export type AllowedApplication = Readonly<{
  client: Client
  /** With the names of claims that were asked for one by one, and the addresses of services. */
  scope: Scope
  /** undefined: it did not have to ask. */
  allowed_at: UnixSeconds | undefined
  /** As far back as is kept. */
  last_used_at: UnixSeconds | undefined
}>

/** @returns by their ids */
export async function listApplications(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'parsed' | 'now'>,
  { user }: Account,
): Promise<readonly AllowedApplication[]> {
  const { db, tenant, now } = deps
  const owner = { tenant_id: tenant.id, user_id: user.id }
  const consents = await db.all(listConsents, owner)
  const grants = (await db.all(listGrants, owner)).filter(
    ({ revoked_at, expires_at }) => revoked_at === null && expires_at > now(),
  )
  const ids = new Set([...consents, ...grants].map(({ client_id }) => client_id))
  const found = await Promise.all(
    [...ids].sort().map(async (client_id) => {
      const isOf = (row: { client_id: string }) => row.client_id === client_id
      const allowed = consents.find(isOf)
      const used = grants.filter(isOf)
      const client = await findClient(deps, client_id)
      const words = [
        allowed?.scope,
        allowed?.claims,
        allowed?.resources,
        ...used.map(({ scope }) => scope),
      ].flatMap((text) => [...scopeOfText(text ?? '')])
      return (
        client && {
          client,
          scope: new Set(words),
          allowed_at: allowed?.given_at,
          last_used_at: used.at(-1)?.created_at,
        }
      )
    }),
  )
  return found.filter((application) => application !== undefined)
}

/** @returns false when it has nothing that could be taken back */
export async function withdrawApplication(
  deps: AuditDeps & Pick<TenantDeps, 'db' | 'notice'>,
  { user }: Account,
  client_id: string,
): Promise<boolean> {
  const { db, tenant, now, notice } = deps
  const owned = { tenant_id: tenant.id, user_id: user.id, client_id }
  const taken = await db.transaction(async (tx) => {
    const consents = await tx.run(deleteConsent, owned)
    const count = consents + (await tx.run(revokeGrantsOfUserToClient, { ...owned, now: now() }))
    const event = { action: 'consent-withdrawn', user_id: user.id, client_id } as const
    if (count > 0) await recordEvent(deps, tx, event)
    return count
  })
  if (taken === 0) return false
  notice({ flow: 'account', step: 'application-withdrawn', client_id })
  return true
}
