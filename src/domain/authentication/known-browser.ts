/**
 * Known browsers: a cookie that says where somebody has signed in before. It proves nobody; it only keeps strangers' tries
 * apart from those of the people who use the browser, of whom there may be several.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle, parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import * as browsers from '../../store/known-browsers.ts'
import { whereabouts } from './whereabouts.ts'

/** Of the cookie and of what it stands for, in seconds. */
export const KNOWN_BROWSER_TTL = 365 * 24 * 3600

/** One cookie holds the handles of so many people, the newest first. */
const MOST_PEOPLE = 6
const SEPARATOR = '~'

/** So many are known of a person: those that were used last. A program that never keeps its cookie makes no more. */
const MOST_BROWSERS = 50

export type KnownBrowser = Readonly<{ id: Buffer; user_id: Buffer; handle: string }>

/** @returns what the cookie holds and is still valid, in its order */
export async function findKnownBrowsers(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  cookie: string | undefined,
): Promise<readonly KnownBrowser[]> {
  const found: KnownBrowser[] = []
  for (const text of cookie?.split(SEPARATOR, MOST_PEOPLE) ?? []) {
    const handle = parseHandle(text)
    const row = handle && (await db.first(browsers.findKnownBrowser, { tenant_id: tenant.id, id: handle.id }))
    if (!row || !secretMatches(handle, row.secret_hash) || row.expires_at <= now()) continue
    found.push({ id: row.id, user_id: row.user_id, handle: text })
  }
  return found
}

/**
 * Notes that a person signed in with the browser, inside the transaction that proved it.
 *
 * @returns what it is known as, and the text of the cookie
 */
export async function rememberBrowser(
  deps: Pick<TenantDeps, 'tenant' | 'now' | 'random' | 'requester'>,
  tx: Tx,
  known: readonly KnownBrowser[],
  user_id: Buffer,
): Promise<Readonly<{ id: Buffer; cookie: string }>> {
  const { tenant, now, random } = deps
  const handles = known.map(({ handle }) => handle)
  const mine = known.find((browser) => browser.user_id.equals(user_id))
  if (mine) {
    const used = { tenant_id: tenant.id, id: mine.id, now: now(), ...whereabouts(deps) }
    await tx.run(browsers.updateKnownBrowserLastUsed, used)
    return { id: mine.id, cookie: handles.join(SEPARATOR) }
  }
  const owner = { tenant_id: tenant.id, user_id }
  // Before the new one is there, which a clock that was set back would make the oldest. Few have so many.
  const most = MOST_BROWSERS - 1
  if (await tx.first(browsers.findFurtherKnownBrowser, { user_id, most })) {
    await tx.run(browsers.deleteOldestKnownBrowsers, { ...owner, most })
  }
  const handle = newHandle(now(), random, 'known-browser')
  await tx.run(browsers.insertKnownBrowser, {
    ...owner,
    id: handle.id,
    secret_hash: sha256(handle.secret),
    created_at: now(),
    last_used_at: now(),
    expires_at: now() + KNOWN_BROWSER_TTL,
    ...whereabouts(deps),
  })
  const cookie = [handleText(handle), ...handles].slice(0, MOST_PEOPLE).join(SEPARATOR)
  return { id: handle.id, cookie }
}
