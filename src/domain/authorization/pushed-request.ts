/**
 * Requests that a client handed in beforehand: the browser comes with a reference to one, which is good for a short time, for
 * this client, and for one answer.
 *
 * Implements: RFC 9126 §2.2, §4, §7.1, §7.3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import {
  handleText,
  newHandle,
  parseHandle,
  parseUuid,
  secretMatches,
  uuidText,
} from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import {
  findPushedRequest,
  insertPushedRequest,
  type PushedRequestRow,
  usePushedRequest,
} from '../../store/pushed-requests.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../authentication/window-limit.ts'
import type { Client } from '../clients/client.ts'
import type { AuthenticatedClient } from '../clients/client-authentication.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Parameters } from '../parameters.ts'

/** The parameters of a request, whichever way they came. */
export type EffectiveRequest = Readonly<{
  parameters: Parameters
  /** What is wrong with how they came. */
  fault: OAuthError | undefined
}>

const PREFIX = 'urn:ietf:params:oauth:request_uri:'

/** Long enough for a redirect, in seconds (§2.2). */
export const PUSHED_TTL = 60

export const isPushedReference = (request_uri: string): boolean => request_uri.startsWith(PREFIX)

/** Of clients that prove nothing, so that anybody may be one: each request waits in the database until it expires. */
export const PUSH_LIMIT = windowLimit('push-network', 3000, 600)

type KeepDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'requester'>

/**
 * @returns the request_uri, which is nowhere else
 * @throws {OAuthError} `temporarily_unavailable` when too many were pushed from the same network
 */
export async function keepPushedRequest(
  deps: KeepDeps,
  { client: { client_id }, method }: AuthenticatedClient,
  parameters: Parameters,
): Promise<string> {
  const { db, tenant, now, random, requester } = deps
  const handle = newHandle(now(), random, 'pushed-request')
  const row: PushedRequestRow = {
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    client_id,
    parameters: JSON.stringify(parameters),
    expires_at: now() + PUSHED_TTL,
    used_at: null,
  }
  const network = method === 'none' && requester ? clientNetwork(requester.address) : undefined
  const wait = await db.transaction(async (tx) => {
    const wait = network === undefined ? undefined : await chargeWindow(deps, tx, PUSH_LIMIT, network)
    if (wait === undefined) await tx.run(insertPushedRequest, row)
    return wait
  })
  if (wait === undefined) return PREFIX + handleText(handle)
  throw tooMany(PUSH_LIMIT, wait, {
    description: 'Too many requests were pushed from this network.',
    reason: 'pushes-too-many',
  })
}

/**
 * The request that was pushed, with a request_uri that names its row: that stays with it until it is answered. One that cannot
 * be answered any more is known still, so that its client learns of it.
 *
 * @throws {OAuthError} `invalid_request_uri` for none of this client
 */
export async function pushedRequest(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  { client_id }: Client,
  request_uri: string,
): Promise<EffectiveRequest> {
  const handle = parseHandle(request_uri.slice(PREFIX.length))
  const row = handle && (await db.first(findPushedRequest, { tenant_id: tenant.id, id: handle.id }))
  if (!row || !secretMatches(handle, row.secret_hash)) throw refused('pushed-request-unknown')
  if (row.client_id !== client_id) throw refused('pushed-request-of-another-client')
  const parameters = { ...JSON.parse(row.parameters), request_uri: PREFIX + uuidText(row.id) }
  const reason = unfitness(row, now())
  return { parameters, fault: reason === undefined ? undefined : refused(reason) }
}

function unfitness({ used_at, expires_at }: PushedRequestRow, now: UnixSeconds): string | undefined {
  if (used_at !== null) return 'pushed-request-used'
  return expires_at <= now ? 'pushed-request-expired' : undefined
}

/** Which pushed request the effective parameters are of; undefined: none. */
export function pushedRequestId({ request_uri }: Parameters): Buffer | undefined {
  return typeof request_uri === 'string' ? parseUuid(request_uri.slice(PREFIX.length)) : undefined
}

/**
 * Spends it: inside the transaction that answers.
 *
 * @throws {OAuthError} `invalid_request_uri` when it was answered already
 */
export async function spendPushedRequest(
  { tenant, now }: Pick<TenantDeps, 'tenant' | 'now'>,
  tx: Tx,
  id: Buffer | undefined,
): Promise<void> {
  if (id === undefined) return
  const spent = await tx.first(usePushedRequest, { tenant_id: tenant.id, id, now: now() })
  if (!spent) throw refused('pushed-request-used')
}

const refused = (reason: string): OAuthError =>
  new OAuthError('invalid_request_uri', 'request_uri is unknown here, has expired or was used.', { reason })
