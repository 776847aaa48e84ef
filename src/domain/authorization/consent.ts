/**
 * Consent: what a person allows a client to have, remembered.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4, §5.5.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { findConsent, upsertConsent } from '../../store/consents.ts'
import type { Tx } from '../../store/database.ts'
import { updateInteractionConsent } from '../../store/interactions.ts'
import type { ConsentRow } from '../../store/schema.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import type { Session } from '../authentication/session.ts'
import { claimNamesOf } from '../claims/standard-claims.ts'
import { resourcesOfText, resourcesText } from '../resources/resource.ts'
import { type Scope, scopeOfText, scopeText } from '../scope.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Interaction } from './interaction.ts'

/** `claims`: names of those that the client is told beside its scope. `services`: resources that are not the tenant's own. */
export type Consent = Readonly<{
  scope: Scope
  claims: ReadonlySet<string>
  services: ReadonlySet<string>
  given_at: UnixSeconds
}>

type Asked = Pick<AuthorizationRequest, 'scope' | 'beyond_scope' | 'services'>

/** The names of all the claims that it lets the client have. */
export const claimsAllowed = ({ scope, claims }: Omit<Consent, 'services'>): ReadonlySet<string> =>
  claims.union(new Set(claimNamesOf(scope)))

/** Whether it lets the client have all that is asked for. */
export function covers(consent: Consent, asked: Asked): boolean {
  return (
    asked.scope.isSubsetOf(consent.scope) &&
    (asked.beyond_scope.size === 0 || asked.beyond_scope.isSubsetOf(claimsAllowed(consent))) &&
    asked.services.every((resource) => consent.services.has(resource))
  )
}

/** What was allowed before, to tell what is new. */
export async function allowedBefore(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  { user_id }: Session,
  client_id: string,
): Promise<Consent | undefined> {
  const row = await db.first(findConsent, { tenant_id: tenant.id, user_id, client_id })
  return row && consentOf(row)
}

const consentOf = ({ scope, claims, resources, given_at }: ConsentRow): Consent => ({
  scope: scopeOfText(scope),
  claims: scopeOfText(claims),
  services: new Set(resourcesOfText(resources)),
  given_at,
})

/** Adds what is asked for now to what was allowed before. */
export async function giveConsent(
  deps: AuditDeps & Pick<TenantDeps, 'db'>,
  interaction: Interaction,
  session: Session,
  asked: Asked,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await addConsent(deps, tx, session, interaction.client_id, asked)
    await tx.run(updateInteractionConsent, {
      tenant_id: deps.tenant.id,
      id: interaction.id,
      session_id: session.id,
    })
  })
}

/** Inside the transaction of what it is given for. */
export async function addConsent(
  deps: AuditDeps,
  tx: Tx,
  { user_id }: Pick<Session, 'user_id'>,
  client_id: string,
  asked: Asked,
): Promise<void> {
  const { tenant, now } = deps
  const key = { tenant_id: tenant.id, user_id, client_id }
  const before = await tx.first(findConsent, key)
  const scope = scopeOfText(before?.scope ?? '').union(asked.scope)
  const claims = scopeOfText(before?.claims ?? '').union(asked.beyond_scope)
  const resources = new Set([...resourcesOfText(before?.resources ?? ''), ...asked.services])
  await tx.run(upsertConsent, {
    ...key,
    scope: scopeText(scope),
    claims: scopeText(claims),
    resources: resourcesText([...resources]),
    given_at: now(),
  })
  await recordEvent(deps, tx, { action: 'consent-given', user_id, client_id })
}
