/**
 * Back from a provider of somebody else: what the browser brings is checked and spent, what the provider says is checked, and
 * the person is signed in, in the interaction that waits.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.5, §3.1.3.7, §5.7; RFC 6749 §10.12; RFC 9700 §4.4, §4.7; RFC 9207 §2.4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'
import { type Handle, parseHandle, secretMatches, uuidText } from '../../primitives/time-ordered-id.ts'
import type { UpstreamRequestRow } from '../../store/connection-rows.ts'
import type { Tx } from '../../store/database.ts'
import { insertUpstreamAccount, updateUpstreamAccountLastUsed } from '../../store/upstream-accounts.ts'
import { findUpstreamRequest, useUpstreamRequest } from '../../store/upstream-requests.ts'
import { insertUser, updateUserClaims } from '../../store/users.ts'
import { type AuditEvent, recordEvent } from '../audit/audit-event.ts'
import { CONNECTION_ACR, connectionAmr } from '../authentication/assurance.ts'
import { findSession, startSession } from '../authentication/session.ts'
import {
  attachSession,
  findInteraction,
  type Interaction,
  interactionUrl,
} from '../authorization/interaction.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { type OidcConnection, requestedConnection } from './connection.ts'
import { upstreamClient } from './connection-secret.ts'
import { boundTo } from './departure.ts'
import { upstreamFault } from './upstream-fault.ts'
import { denied, findUpstreamPerson, type UpstreamClaims, type UpstreamPerson } from './upstream-person.ts'

/** The cookies as they came, '' for none. */
export type Return = Readonly<{
  /** Whose address it came back to. */
  connection_id: string
  parameters: Parameters
  browser: string
  session: string | undefined
}>

export type ArrivalOutcome = Readonly<
  /** `session` is the text of the cookie to set. */
  | { next: 'signed-in'; url: string; session: string }
  /** `url`: where the person can try again. */
  | { next: 'refused'; refusal: OAuthError; url: string }
  /** The interaction cannot go on; its address shows why. */
  | { next: 'show'; url: string }
>

/** @throws {OAuthError} for a page, when it is not known which sign-in this is */
export async function arriveFromUpstream(deps: TenantDeps, came: Return): Promise<ArrivalOutcome> {
  const { handle, request } = await spendRequest(deps, came)
  const interaction = uuidText(request.interaction_id)
  const url = interactionUrl(deps.tenant.base, interaction)
  const waiting = await findInteraction(deps, interaction, came.browser)
  if (waiting.fault !== undefined) return { next: 'show', url }
  const { client_id } = waiting.interaction
  try {
    const connection = (await requestedConnection(deps, request)) as OidcConnection
    const claims = await claimsOf(deps, connection, handle, came.parameters)
    checkRecent(request, claims)
    const session = await signIn(deps, connection, request, claims, { ...came, client_id })
    deps.notice({ flow: 'connection', step: 'signed-in', sent: connection.id })
    return { next: 'signed-in', url, session }
  } catch (error) {
    if (error instanceof OAuthError) return { next: 'refused', refusal: error, url }
    throw error
  }
}

/**
 * Of several that come back with it exactly one goes on, whatever then comes of it. RFC 9700 §4.4.2: a provider that sends
 * people on to another one would else be handed that one's code.
 */
async function spendRequest(
  { db, tenant, now }: TenantDeps,
  { connection_id, parameters, browser }: Return,
): Promise<Readonly<{ handle: Handle; request: UpstreamRequestRow }>> {
  const handle = parseHandle(optional(parameters, 'state') ?? '')
  const key = handle && { tenant_id: tenant.id, id: handle.id }
  const row = key && (await db.first(findUpstreamRequest, key))
  if (!row || row.connection_id !== connection_id || !secretMatches(handle, row.state_hash))
    throw unfit('state is not known.', 'upstream-state-unknown')
  const browser_hash = sha256(browser)
  if (!equalInConstantTime(browser_hash, row.browser_hash)) {
    throw unfit('state is of another browser.', 'upstream-other-browser')
  }
  const request = await db.first(useUpstreamRequest, { ...key, browser_hash, now: now() })
  if (request) return { handle, request }
  throw unfit('state was used, or has expired.', 'upstream-state-spent')
}

const unfit = (description: string, reason: string): OAuthError =>
  new OAuthError('invalid_request', description, { reason })

async function claimsOf(
  deps: TenantDeps,
  connection: OidcConnection,
  handle: Handle,
  parameters: Parameters,
): Promise<UpstreamClaims> {
  const sent = Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  )
  const told = await deps.upstream.claims(upstreamClient(deps, connection), {
    ...boundTo(deps, connection, handle),
    parameters: new URLSearchParams(sent),
  })
  if (told.fault !== undefined) throw upstreamFault(told)
  return told.claims
}

/** Clocks of two servers differ, in seconds. */
const TOLERANCE = 60

/** Counted from when the browser was sent there, so that no time is lost on the way. */
function checkRecent({ max_age, created_at }: UpstreamRequestRow, { auth_time }: UpstreamClaims): void {
  if (max_age === null) return
  if (typeof auth_time === 'number' && auth_time >= created_at - max_age - TOLERANCE) return
  throw denied('The provider does not say that the sign-in is recent.', 'upstream-not-recent')
}

/** A sub is at most 255 characters of ASCII (Core §2). */
const SUBJECT = /^[\x20-\x7E]{1,255}$/

async function signIn(
  deps: TenantDeps,
  connection: OidcConnection,
  { interaction_id }: UpstreamRequestRow,
  claims: UpstreamClaims,
  { session: cookie, client_id }: Pick<Return, 'session'> & Pick<Interaction, 'client_id'>,
): Promise<string> {
  const subject = String(claims['sub'])
  if (!SUBJECT.test(subject)) throw upstreamFault({ fault: 'invalid', detail: 'sub' })
  const person = await findUpstreamPerson(deps, connection, subject, claims)
  const previous = await findSession(deps, cookie)
  return deps.db.transaction(async (tx) => {
    await keepPerson(deps, tx, connection, subject, person)
    const begun = await startSession(
      deps,
      tx,
      {
        user_id: person.user.id,
        amr: connectionAmr(claims['amr']),
        acr: CONNECTION_ACR,
        upstream: { connection_id: connection.id, auth_time: authTime(claims, deps.now()) },
      },
      previous,
    )
    await attachSession(deps, tx, interaction_id, begun.session.id)
    await recordEvent(deps, tx, eventOf(connection, person, client_id))
    return begun.cookie
  })
}

const eventOf = (
  { id: connection }: OidcConnection,
  { standing, user }: UpstreamPerson,
  client_id: string,
): AuditEvent => ({
  action: standing === 'new' ? 'sign-up' : 'sign-in',
  user_id: user.id,
  client_id,
  detail: { connection, ...(standing === 'linked' ? { linked: true } : {}) },
})

/** Of two first visits at the same time one is written; throwing undoes what the other wrote. */
async function keepPerson(
  { tenant, now }: TenantDeps,
  tx: Tx,
  { id: connection_id }: OidcConnection,
  subject: string,
  { standing, user, is_changed }: UpstreamPerson,
): Promise<void> {
  const key = { tenant_id: tenant.id, connection_id, subject }
  const times = { created_at: now(), last_used_at: now() }
  const is_made = standing !== 'new' || (await tx.run(insertUser, user)) === 1
  const written =
    standing === 'known'
      ? await tx.run(updateUpstreamAccountLastUsed, { ...key, now: now() })
      : is_made && (await tx.run(insertUpstreamAccount, { ...key, ...times, user_id: user.id }))
  if (!written)
    throw denied('The account belongs to somebody else at the provider.', 'upstream-account-taken')
  const { id, claims } = user
  if (is_changed) await tx.run(updateUserClaims, { tenant_id: tenant.id, id, claims, now: now() })
}

/** A clock that is ahead makes nobody sign in tomorrow. */
const authTime = ({ auth_time }: UpstreamClaims, now: UnixSeconds): UnixSeconds =>
  typeof auth_time === 'number' && auth_time > 0 ? Math.min(Math.floor(auth_time), now) : now
