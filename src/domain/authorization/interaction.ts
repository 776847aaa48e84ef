/**
 * Interactions: an authorization request that waits while a person signs in or agrees, in the browser it came from.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.3, §3.1.2.4; RFC 9700 §4.7;
 * RFC 6749 §4.1.2.1 (temporarily_unavailable).
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'
import { parseUuid, timeOrderedId, uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import * as interactions from '../../store/interactions.ts'
import type { InteractionRow } from '../../store/schema.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../authentication/window-limit.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'

export type Interaction = Readonly<{
  id: Buffer
  client_id: string
  parameters: Parameters
  received_at: UnixSeconds
  /** The session that was begun here; undefined: nobody has signed in here yet. */
  session_id: Buffer | undefined
  /** The page of ours, below the base, that waits for somebody to sign in; undefined: a client does. */
  return_to: string | undefined
  /** The session whose person pressed Allow here. */
  consented_session_id: Buffer | undefined
}>

/** Why it cannot go on; each has a page of its own. */
export type InteractionFault = 'unknown' | 'foreign-browser' | 'expired' | 'finished' | 'cancelled'

type StartDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'requester'>

/** Each waits in the database until it expires, and anybody may ask for one. Many people may share a network. */
export const WAITING_LIMIT = windowLimit('interaction-network', 3000, 600)

/**
 * @param browser the browser cookie: nobody without it can go on with the interaction
 * @throws {OAuthError} `temporarily_unavailable` when too many were begun from the same network
 */
export async function startInteraction(
  deps: StartDeps,
  client_id: string,
  parameters: Parameters,
  browser: string,
): Promise<string> {
  const { db, tenant, now, random, requester } = deps
  const id = timeOrderedId(now(), random, 'interaction')
  const row = {
    id,
    tenant_id: tenant.id,
    browser_hash: sha256(browser),
    client_id,
    parameters: JSON.stringify(parameters),
    received_at: now(),
    expires_at: now() + tenant.policy.interaction_ttl,
    session_id: null,
    consented_session_id: null,
    finished_at: null,
  }
  const network = requester && clientNetwork(requester.address)
  const wait = await db.transaction(async (tx) => {
    const wait = network === undefined ? undefined : await chargeWindow(deps, tx, WAITING_LIMIT, network)
    if (wait === undefined) await tx.run(interactions.insertInteraction, row)
    return wait
  })
  if (wait === undefined) return uuidText(id)
  throw tooMany(WAITING_LIMIT, wait, {
    description: 'Too many sign-ins were begun from this network.',
    reason: 'too-many-interactions',
  })
}

/** Not a client's: one of these is never empty. */
const OUR_OWN = ''

/**
 * A page of ours wants somebody to sign in first, in the language of that page as far as the browser cannot know it.
 *
 * @param return_to that page, below the base
 */
export function startOwnInteraction(
  deps: StartDeps & Pick<TenantDeps, 'languages'>,
  return_to: string,
  login_hint: string | undefined,
  browser: string,
): Promise<string> {
  const { ui_locales, locale } = deps.languages.reader
  const stated = { return_to, login_hint, ui_locales: ui_locales ?? locale }
  const parameters = Object.fromEntries(
    Object.entries(stated).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return startInteraction(deps, OUR_OWN, parameters, browser)
}

/** @param browser the browser cookie as it came; undefined: none did */
export async function findInteraction(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  id: string,
  browser: string | undefined,
): Promise<
  Readonly<
    | { fault: undefined; interaction: Interaction }
    | { fault: InteractionFault; client_id: string | undefined; return_to: string | undefined }
  >
> {
  const key = parseUuid(id)
  const row = key && (await db.first(interactions.findInteraction, { tenant_id: tenant.id, id: key }))
  if (!row) return { fault: 'unknown', client_id: undefined, return_to: undefined }
  const fault = faultOf(row, browser, now())
  const interaction = interactionOf(row)
  const { client_id, return_to } = interaction
  return fault ? { fault, client_id, return_to } : { fault: undefined, interaction }
}

function faultOf(
  row: InteractionRow,
  browser: string | undefined,
  now: UnixSeconds,
): InteractionFault | undefined {
  if (browser === undefined || !equalInConstantTime(sha256(browser), row.browser_hash))
    return 'foreign-browser'
  if (row.finished_at !== null) return row.expires_at > row.finished_at ? 'finished' : 'cancelled'
  return row.expires_at <= now ? 'expired' : undefined
}

function interactionOf(row: InteractionRow): Interaction {
  const parameters: Parameters = JSON.parse(row.parameters)
  return {
    id: row.id,
    client_id: row.client_id,
    parameters,
    return_to: row.client_id === OUR_OWN ? optional(parameters, 'return_to') : undefined,
    received_at: row.received_at,
    session_id: row.session_id ?? undefined,
    consented_session_id: row.consented_session_id ?? undefined,
  }
}

/** Notes who signed in here; inside the transaction that began the session. @returns whether it still waited */
export async function attachSession(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  tx: Tx,
  interaction_id: Buffer,
  session_id: Buffer,
): Promise<boolean> {
  const key = { tenant_id: tenant.id, id: interaction_id }
  return (await tx.run(interactions.updateInteractionSession, { ...key, session_id })) === 1
}

/**
 * The person pressed Cancel: the interaction ends.
 *
 * @returns the answer for the client; undefined when the interaction was answered already
 */
export async function cancelInteraction(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  { id }: Interaction,
): Promise<OAuthError | undefined> {
  const ended = await db.first(interactions.cancelInteraction, { tenant_id: tenant.id, id, now: now() })
  return ended && new OAuthError('access_denied', 'The person did not go on.', { reason: 'person-cancelled' })
}

/** Where the browser goes on after a person has done what was asked. */
export const interactionUrl = (base: string, id: string): string => `${base}/authorize/${id}`
