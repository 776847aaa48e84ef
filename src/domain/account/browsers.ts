/**
 * Where a person is signed in and has been: one entry for each browser, whether it is known, has a session, or both.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; NIST SP 800-63B §7.1 (a session is ended by its person).
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { parseUuid, uuidText } from '../../primitives/time-ordered-id.ts'
import { revokeGrantsOfOtherSessions, revokeGrantsOfSession } from '../../store/grants.ts'
import {
  deleteKnownBrowserOfUser,
  deleteOtherKnownBrowsers,
  listKnownBrowsers,
} from '../../store/known-browsers.ts'
import type { KnownBrowserRow, SessionRow } from '../../store/schema.ts'
import { endSessionsOfBrowser, listSessions } from '../../store/sessions.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { findKnownBrowsers } from '../authentication/known-browser.ts'
import { isLive } from '../authentication/session.ts'
import type { Whereabouts } from '../authentication/whereabouts.ts'
import { endSessionsOfUser, queueLogouts } from '../logout/session-end.ts'
import type { Account } from './account.ts'

type BrowserDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now'>

type EndDeps = BrowserDeps & AuditDeps

/** Where it was when its person last signed in there. */
export type AccountBrowser = Whereabouts &
  Readonly<{
    id: string
    /** The one that asks. */
    is_this: boolean
    /** undefined: nobody is, now. */
    signed_in_at: UnixSeconds | undefined
    last_seen_at: UnixSeconds
  }>

/** No browser and no session has it. */
const NONE = Buffer.alloc(16)

/**
 * @param known the cookie of the browser that asks
 * @returns the one that asks first, then the newest first
 */
export async function listBrowsers(
  deps: BrowserDeps,
  account: Account,
  known: string | undefined,
): Promise<readonly AccountBrowser[]> {
  const { db, tenant, now } = deps
  const owner = { tenant_id: tenant.id, user_id: account.user.id }
  const known_rows = (await db.all(listKnownBrowsers, owner)).filter(({ expires_at }) => expires_at > now())
  const live = (await db.all(listSessions, owner)).filter((row) =>
    isLive(row, now(), tenant.policy.session_idle_ttl),
  )
  const here = await knownHere(deps, account, known)
  const homeOf = (row: SessionRow): Buffer => homeOfSession(row, known_rows, account, here)
  const alone = live.filter((row) => homeOf(row) === row.id)
  const browsers = [
    ...known_rows.map((row) => {
      const begun = live.filter((session) => homeOf(session).equals(row.id))
      return browserOf(row, row.last_used_at, begun, account)
    }),
    ...alone.map((row) => browserOf(row, row.last_seen_at, [row], account)),
  ]
  return browsers.sort((a, b) => Number(b.is_this) - Number(a.is_this) || b.last_seen_at - a.last_seen_at)
}

/**
 * Signs the person out there, and forgets the browser.
 *
 * @returns false when the person has no such browser: whether another has is not told
 */
export async function endBrowser(deps: EndDeps, { user }: Account, id: string): Promise<boolean> {
  const { db, tenant, now } = deps
  const browser_id = parseUuid(id)
  if (!browser_id) return false
  const owner = { tenant_id: tenant.id, user_id: user.id }
  return db.transaction(async (tx) => {
    const ended = await tx.all(endSessionsOfBrowser, { ...owner, browser_id, now: now() })
    await queueLogouts(deps, tx, ended)
    for (const session of ended) {
      await tx.run(revokeGrantsOfSession, { tenant_id: tenant.id, session_id: session.id, now: now() })
    }
    const forgotten = await tx.run(deleteKnownBrowserOfUser, { ...owner, id: browser_id })
    if (ended.length + forgotten === 0) return false
    await recordEvent(deps, tx, { action: 'sign-out', user_id: user.id, detail: { from: 'one-browser' } })
    return true
  })
}

/** All but the one that asks. */
export async function endOtherBrowsers(
  deps: EndDeps,
  account: Account,
  known: string | undefined,
): Promise<void> {
  const { db, tenant, now } = deps
  const owner = { tenant_id: tenant.id, user_id: account.user.id }
  const session_id = account.session.id
  const here = await knownHere(deps, account, known)
  await db.transaction(async (tx) => {
    const ended = await endSessionsOfUser(deps, tx, account.user.id, session_id)
    await tx.run(revokeGrantsOfOtherSessions, { ...owner, except_session_id: session_id, now: now() })
    const forgotten = await tx.run(deleteOtherKnownBrowsers, { ...owner, except: here })
    const event = { action: 'sign-out', user_id: owner.user_id, detail: { from: 'other-browsers' } } as const
    if (ended + forgotten > 0) await recordEvent(deps, tx, event)
  })
}

/** What the browser that asks is known as; several people may use it. */
async function knownHere(deps: BrowserDeps, { user }: Account, known: string | undefined): Promise<Buffer> {
  const handles = await findKnownBrowsers(deps, known)
  return handles.find(({ user_id }) => user_id.equals(user.id))?.id ?? NONE
}

/**
 * The known browser a session was begun in, or the session itself. A sign-in that left none, such as by a mailed link, belongs to
 * the browser in which it is looked at.
 */
function homeOfSession(
  { id, known_browser_id }: SessionRow,
  known: readonly KnownBrowserRow[],
  { session }: Account,
  here: Buffer,
): Buffer {
  const home = known_browser_id ?? (id.equals(session.id) ? here : NONE)
  return known.some((row) => row.id.equals(home)) ? home : id
}

function browserOf(
  { id, browser, system, address }: Whereabouts & Pick<SessionRow, 'id'>,
  last_used_at: UnixSeconds,
  sessions: readonly SessionRow[],
  { session }: Account,
): AccountBrowser {
  return {
    id: uuidText(id),
    browser,
    system,
    address,
    is_this: sessions.some((row) => row.id.equals(session.id)),
    signed_in_at: sessions.map(({ auth_time }) => auth_time).sort((a, b) => b - a)[0],
    last_seen_at: Math.max(last_used_at, ...sessions.map(({ last_seen_at }) => last_seen_at)),
  }
}
