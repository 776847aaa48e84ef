/**
 * The delivery of logout tokens: tried at once and then again and again, outside of any transaction. A process takes one
 * for one try in one statement, so of several exactly one sends it.
 *
 * Implements: OpenID Connect Back-Channel Logout 1.0 §2.4, §2.5, §2.8.
 */
import type { Deps } from '../../deps.ts'
import * as deliveries from '../../store/logout-deliveries.ts'
import type { LogoutDeliveryRow } from '../../store/logout-rows.ts'
import { findClient, idTokenAlg } from '../clients/client.ts'
import { findTenant } from '../tenants/tenant.ts'
import { CLAIM_TTL, waitAfter } from './logout-schedule.ts'
import { sidText } from './session-client.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** §2.4: short, so that a token which was caught is soon worth nothing. In seconds. */
const TOKEN_TTL = 120
const JTI_LENGTH = 16

/** What a client answers with is not read. In bytes and seconds. */
const SIZE_LIMIT = 64 * 1024
const TIME_LIMIT = 5
const LONGEST_ERROR = 500

/** At the same time: one that is slow does not hold up all others. */
const BATCH_SIZE = 10

type DeliveryDeps = Pick<
  Deps,
  'cache' | 'config' | 'db' | 'fetch' | 'notice' | 'now' | 'random' | 'secrets' | 'sign'
>
type Due = Pick<LogoutDeliveryRow, 'id' | 'attempts'>

/** Sends what is due. @returns how many arrived */
export async function deliverLogouts(deps: DeliveryDeps): Promise<number> {
  let arrived = 0
  let due: readonly Due[]
  do {
    due = await deps.db.all(deliveries.listDueLogouts, { now: deps.now(), limit: BATCH_SIZE })
    arrived += await deliverThese(deps, due)
  } while (due.length === BATCH_SIZE)
  return arrived
}

/** @returns how many arrived; those that somebody else is at are left */
export async function deliverThese(deps: DeliveryDeps, due: readonly Due[]): Promise<number> {
  const outcomes = await Promise.all(due.map((delivery) => deliver(deps, delivery)))
  return outcomes.filter(Boolean).length
}

async function deliver(deps: DeliveryDeps, { id, attempts }: Due): Promise<boolean> {
  const { db, notice, now } = deps
  const tried = attempts + 1
  const claimed = await db.first(deliveries.claimLogout, { id, attempts, tried, due_at: now() + CLAIM_TTL })
  if (!claimed) return false
  const sent = await send(deps, claimed)
  if (sent.fault === undefined) {
    await db.run(deliveries.updateLogoutDelivered, { id, now: now() })
    return true
  }
  const wait = sent.is_final ? undefined : waitAfter(tried)
  const due_at = wait === undefined ? claimed.expires_at : now() + wait
  const last_error = sent.fault.slice(0, LONGEST_ERROR)
  await db.run(deliveries.updateLogoutError, { id, tried, last_error, due_at })
  const { client_id } = claimed
  notice({
    flow: 'back-channel-logout',
    step: 'send',
    rule: 'logout-not-delivered',
    client_id,
    sent: last_error,
  })
  return false
}

type Sent = Readonly<{ fault: undefined } | { fault: string; is_final: boolean }>

async function send(deps: DeliveryDeps, { id, tenant_id, client_id, sub }: LogoutDeliveryRow): Promise<Sent> {
  const parsed = await deps.cache.current()
  const tenant = await findTenant(deps, parsed, tenant_id)
  const client = tenant && (await findClient({ ...deps, parsed, tenant }, client_id))
  const url = client?.metadata.backchannel_logout_uri
  if (!tenant || !client || url === undefined) {
    return { fault: 'the client has no backchannel_logout_uri any more', is_final: true }
  }
  const now = deps.now()
  const claims = {
    iss: tenant.issuer,
    sub,
    aud: client_id,
    iat: now,
    exp: now + TOKEN_TTL,
    jti: deps.random('logout-token', JTI_LENGTH).toString('base64url'),
    events: { [EVENT]: {} },
    sid: sidText(id),
  }
  const alg = idTokenAlg(client, tenant)
  const logout_token = await deps.sign({ tenant, parsed, client_id, kind: 'logout', alg, claims })
  const reply = await deps.fetch({
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token }).toString(),
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  if (reply.fault !== undefined) return { fault: `${reply.fault} (${reply.detail})`, is_final: false }
  // §2.8: 200, and 204 of those that have nothing to say.
  if (reply.status >= 200 && reply.status < 300) return { fault: undefined }
  return { fault: `status ${reply.status}`, is_final: false }
}
