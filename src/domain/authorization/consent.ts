/**
 * Consent: what a person allows a client to have, remembered.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { findConsent, upsertConsent } from '../../store/consents.ts'
import { updateInteractionConsent } from '../../store/interactions.ts'
import type { Session } from '../authentication/session.ts'
import { type Scope, scopeOfText, scopeText } from '../scope.ts'
import type { Interaction } from './interaction.ts'

export type Consent = Readonly<{ scope: Scope; given_at: UnixSeconds }>

/** What was allowed before, to tell what is new. */
export async function allowedBefore(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  { user_id }: Session,
  client_id: string,
): Promise<Consent | undefined> {
  const row = await db.first(findConsent, { tenant_id: tenant.id, user_id, client_id })
  return row && { scope: scopeOfText(row.scope), given_at: row.given_at }
}

/** Adds what is asked for now to what was allowed before. */
export async function giveConsent(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  interaction: Interaction,
  session: Session,
  scope: Scope,
): Promise<void> {
  const { db, tenant, now } = deps
  const key = { tenant_id: tenant.id, user_id: session.user_id, client_id: interaction.client_id }
  await db.transaction(async (tx) => {
    const before = await tx.first(findConsent, key)
    const allowed = new Set([...scopeOfText(before?.scope ?? ''), ...scope])
    await tx.run(upsertConsent, { ...key, scope: scopeText(allowed), given_at: now() })
    await tx.run(updateInteractionConsent, {
      tenant_id: tenant.id,
      id: interaction.id,
      session_id: session.id,
    })
  })
}
