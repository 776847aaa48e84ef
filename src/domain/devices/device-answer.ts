/**
 * A person's answer to a device that asked: allowed, refused, or taken back.
 *
 * Implements: RFC 8628 §3.3, §5.4; OpenID Connect Core 1.0 §2 (auth_time, amr, acr), §3.1.2.4; RFC 7009 §2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { parseUuid, timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { deleteConsent, findConsent } from '../../store/consents.ts'
import type { Queries } from '../../store/database.ts'
import { answerDeviceCode, findDeviceCode } from '../../store/device-codes.ts'
import { findGrant, insertGrant, revokeGrant } from '../../store/grants.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import type { Account } from '../account/account.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { isStillLive, touchSession } from '../authentication/session.ts'
import { addConsent } from '../authorization/consent.ts'
import { ttlOf } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { isOwnResource, resourcesText } from '../resources/resource.ts'
import { scopeText } from '../scope.ts'
import type { WaitingDevice } from './waiting-device.ts'

type AnswerDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'notice' | 'requester'>

/**
 * @returns false when it was answered meanwhile, or its time was up
 * @throws {OAuthError} `login_required` when the person signed out meanwhile; nothing is written then
 */
export async function allowDevice(
  deps: AnswerDeps,
  device: WaitingDevice,
  { session }: Account,
): Promise<boolean> {
  const { db, tenant, now, notice } = deps
  const { client_id } = device.client
  const { scope, beyond_scope } = device
  const grant = grantOf(deps, device, { session })
  const isAllowed = await db.transaction(async (tx) => {
    const answer = { tenant_id: tenant.id, id: device.id, grant_id: grant.id, now: now() }
    if (!(await tx.first(answerDeviceCode, answer))) return false
    if (!(await isStillLive(deps, tx, session))) {
      throw new OAuthError('login_required', 'The person signed out meanwhile.', { reason: 'session-ended' })
    }
    await touchSession(deps, tx, session)
    await tx.run(insertGrant, grant)
    const services = device.resources.filter((resource) => !isOwnResource(tenant, resource))
    await addConsent(deps, tx, session, client_id, { scope, beyond_scope, services })
    return true
  })
  if (isAllowed) notice({ flow: 'device', step: 'allowed', client_id })
  return isAllowed
}

/** It belongs to no session: what is signed in on a device goes on when the browser that allowed it signs out. */
function grantOf(
  { tenant, now, random }: AnswerDeps,
  { client, scope, resources, expires_at }: WaitingDevice,
  { session }: Pick<Account, 'session'>,
): GrantRow {
  return {
    id: timeOrderedId(now(), random, 'grant'),
    tenant_id: tenant.id,
    client_id: client.client_id,
    user_id: session.user_id,
    session_id: null,
    scope: scopeText(scope),
    nonce: null,
    auth_time: session.auth_time,
    amr: session.amr.join(' '),
    acr: session.acr,
    outlives_session: 1,
    claims: null,
    resources: resourcesText(resources),
    claim_set_id: null,
    organization_id: null,
    connection_id: session.connection_id ?? null,
    created_at: now(),
    // Long enough for the access token that the device fetches as late as it may.
    expires_at: expires_at + ttlOf(client, tenant.policy, 'access_token_ttl'),
    revoked_at: null,
  }
}

/** @returns false when it was answered meanwhile, or its time was up */
export async function refuseDevice(
  { db, tenant, now, notice }: AnswerDeps,
  { id, client }: WaitingDevice,
): Promise<boolean> {
  const answer = { tenant_id: tenant.id, id, grant_id: null, now: now() }
  if (!(await db.first(answerDeviceCode, answer))) return false
  notice({ flow: 'device', step: 'refused', client_id: client.client_id })
  return true
}

/**
 * What became of a device that the person allowed.
 *
 * @param id as in the address of the page
 * @returns undefined for one that this person did not allow, or that is long gone
 */
export async function findAllowedDevice(
  deps: Pick<TenantDeps, 'db' | 'tenant'>,
  account: Account,
  id: string,
): Promise<Readonly<{ isTakenBack: boolean }> | undefined> {
  const grant = await findOwnGrant(deps, deps.db, account, id)
  return grant && { isTakenBack: grant.revoked_at !== null }
}

/** What it was given, and the consent as far as it was given with it. @returns false when there is nothing of this person */
export async function takeBackDevice(deps: AnswerDeps, account: Account, id: string): Promise<boolean> {
  const { db, tenant, now, notice } = deps
  const grant = await db.transaction(async (tx) => {
    const grant = await findOwnGrant(deps, tx, account, id)
    if (!grant) return undefined
    const { client_id, created_at } = grant
    const revoked = await tx.run(revokeGrant, { tenant_id: tenant.id, id: grant.id, now: now() })
    const given = { tenant_id: tenant.id, user_id: account.user.id, client_id }
    const consent = await tx.first(findConsent, given)
    const deleted = consent?.given_at === created_at ? await tx.run(deleteConsent, given) : 0
    const event = { action: 'consent-withdrawn', user_id: account.user.id, client_id } as const
    if (revoked + deleted > 0) await recordEvent(deps, tx, event)
    return grant
  })
  if (grant) notice({ flow: 'device', step: 'taken-back', client_id: grant.client_id })
  return grant !== undefined
}

async function findOwnGrant(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  queries: Queries,
  { user }: Account,
  id: string,
): Promise<GrantRow | undefined> {
  const key = parseUuid(id)
  const device = key && (await queries.first(findDeviceCode, { tenant_id: tenant.id, id: key }))
  if (!device?.grant_id) return undefined
  const grant = await queries.first(findGrant, { tenant_id: tenant.id, id: device.grant_id })
  return grant?.user_id?.equals(user.id) ? grant : undefined
}
