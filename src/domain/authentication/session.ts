/**
 * Sessions: that a person is signed in with a browser, since when, and how.
 *
 * Implements: OpenID Connect Core 1.0 §2 (auth_time, amr, acr), §3.1.2.3; RFC 8176 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle, parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import type { SessionRow } from '../../store/schema.ts'
import * as sessions from '../../store/sessions.ts'
import { endSession } from '../logout/session-end.ts'
import { whereabouts } from './whereabouts.ts'

export type Session = Readonly<{
  id: Buffer
  user_id: Buffer
  auth_time: UnixSeconds
  amr: readonly string[]
  acr: string
  last_seen_at: UnixSeconds
  /** By way of which she came in; undefined: she signed in here. */
  connection_id: string | undefined
}>

export type Authentication = Readonly<{
  user_id: Buffer
  amr: readonly string[]
  acr: string
  /** What it was remembered as; a sign-in that leaves none says nothing. */
  known_browser_id?: Buffer
  /** Where it was proved, if not here, and when. */
  upstream?: Readonly<{ connection_id: string; auth_time: UnixSeconds }>
}>

/** Its last-seen time is moved at most this often, in seconds: reading who is signed in is no reason to write. */
const LAST_SEEN_STEP = 60

/**
 * Begins a session inside the transaction that proved the person. The same person's own session in this browser goes on
 * under a new secret; another person's ends.
 *
 * @param previous the session this browser had until now
 * @returns the session, and the text of its cookie, which is nowhere else
 */
export async function startSession(
  deps: Pick<TenantDeps, 'tenant' | 'now' | 'random' | 'requester'>,
  tx: Tx,
  authentication: Authentication,
  previous: Session | undefined,
): Promise<Readonly<{ session: Session; cookie: string }>> {
  const { tenant, now, random } = deps
  const { user_id, amr, acr, known_browser_id = null, upstream } = authentication
  const continued = previous?.user_id.equals(user_id) ? previous : undefined
  if (previous && !continued) await endSession(deps, tx, previous)
  const fresh = newHandle(now(), random, 'session')
  const handle = { ...fresh, id: continued?.id ?? fresh.id }
  const row: SessionRow = {
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    user_id,
    auth_time: upstream?.auth_time ?? now(),
    amr: amr.join(' '),
    acr,
    created_at: now(),
    last_seen_at: now(),
    expires_at: now() + tenant.policy.session_ttl,
    ended_at: null,
    ...whereabouts(deps),
    known_browser_id,
    connection_id: upstream?.connection_id ?? null,
  }
  // It may have ended since it was read; then a new one begins.
  if ((await tx.run(sessions.upsertSession, row)) === 0) {
    return startSession(deps, tx, authentication, undefined)
  }
  return { session: sessionOf(row.id, row), cookie: handleText(handle) }
}

/** @returns undefined for a cookie that stands for no live session of this tenant */
export async function findSession(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  cookie: string | undefined,
): Promise<Session | undefined> {
  const handle = parseHandle(cookie ?? '')
  const row = handle && (await db.first(sessions.findSession, { tenant_id: tenant.id, id: handle.id }))
  if (!row || !secretMatches(handle, row.secret_hash)) return undefined
  return isLive(row, now(), tenant.policy.session_idle_ttl) ? sessionOf(handle.id, row) : undefined
}

/** For whoever proved otherwise than by its cookie which one is meant. @returns undefined for one that is not live */
export async function findSessionById(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  id: Buffer,
): Promise<Session | undefined> {
  const row = await db.first(sessions.findSession, { tenant_id: tenant.id, id })
  return row && isLive(row, now(), tenant.policy.session_idle_ttl) ? sessionOf(id, row) : undefined
}

/** Asked inside the transaction that builds on it: it may have been ended since it was read. */
export async function isStillLive(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  tx: Tx,
  { id }: Pick<Session, 'id'>,
): Promise<boolean> {
  const row = await tx.first(sessions.findSessionEnd, { tenant_id: tenant.id, id })
  return row?.ended_at === null
}

/** Notes that the browser was seen, inside a transaction that happens anyway. */
export async function touchSession(
  { tenant, now }: Pick<TenantDeps, 'tenant' | 'now'>,
  tx: Tx,
  session: Session,
): Promise<void> {
  if (session.last_seen_at + LAST_SEEN_STEP > now()) return
  await tx.run(sessions.updateSessionLastSeen, { tenant_id: tenant.id, id: session.id, now: now() })
}

type Life = Pick<SessionRow, 'ended_at' | 'expires_at' | 'last_seen_at'>

export function isLive(row: Life, now: UnixSeconds, idle_ttl: number): boolean {
  return row.ended_at === null && row.expires_at > now && row.last_seen_at + idle_ttl > now
}

type SessionMembers = 'user_id' | 'auth_time' | 'amr' | 'acr' | 'last_seen_at' | 'connection_id'

const sessionOf = (id: Buffer, row: Pick<SessionRow, SessionMembers>): Session => ({
  id,
  user_id: row.user_id,
  auth_time: row.auth_time,
  amr: row.amr.split(' '),
  acr: row.acr,
  last_seen_at: row.last_seen_at,
  connection_id: row.connection_id ?? undefined,
})
