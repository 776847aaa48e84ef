/**
 * Links: what a mailed or handed-over address stands for. Opening one changes nothing, since mail scanners open links; the
 * form behind it spends it, once.
 *
 * Implements: RFC 9110 §9.2.1 (GET is safe); RFC 9700 §4.2.4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'
import {
  type Handle,
  handleText,
  newHandle,
  parseHandle,
  secretMatches,
} from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import type { MailTokenPurpose, MailTokenRow } from '../../store/enrolment-rows.ts'
import * as tokens from '../../store/mail-tokens.ts'

export type LinkPurpose = MailTokenPurpose

export type LinkTerms = Readonly<{
  purpose: LinkPurpose
  /** null: of somebody new. */
  user_id: Buffer | null
  /** The address it is sent to, or is about. */
  email: string | null
  /** The browser cookie of the browser that asked, when it is for that one alone. */
  browser: string | null
  /** The authorization request that waits for it. */
  interaction_id: Buffer | null
  /** The name that somebody new wants. */
  username?: string
  /** Seconds. */
  ttl: number
}>

/** A link that may still be spent. */
export type Link = Readonly<{
  id: Buffer
  purpose: LinkPurpose
  user_id: Buffer | null
  /** Empty: it is about none. */
  email: string
  /** The name that somebody new wants; empty for everybody else. */
  username: string
  interaction_id: Buffer | null
  expires_at: UnixSeconds
  /** Whether it may be spent in the browser that opened it: of a link that signs in, where it was asked for. */
  is_here: boolean
}>

/** Of somebody who is here already. */
export type OwnedLink = Link & Readonly<{ user_id: Buffer }>

type MakeDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random'>

/** Inside the transaction that queues its letter. @returns its address, which is nowhere else */
export async function makeLink(deps: MakeDeps, tx: Tx, terms: LinkTerms): Promise<string> {
  const { row, url } = draftLink(deps, terms)
  await tx.run(tokens.insertMailToken, row)
  return url
}

/** The row and the address that belong together. */
export function draftLink(
  { tenant, now, random }: MakeDeps,
  { purpose, user_id, email, browser, interaction_id, username, ttl }: LinkTerms,
): Readonly<{ row: MailTokenRow; url: string }> {
  const handle: Handle = newHandle(now(), random, 'link')
  const row: MailTokenRow = {
    id: handle.id,
    tenant_id: tenant.id,
    purpose,
    secret_hash: sha256(handle.secret),
    user_id,
    email,
    browser_hash: browser === null ? null : sha256(browser),
    interaction_id,
    code_hash: null,
    code_tries: 0,
    created_at: now(),
    expires_at: now() + ttl,
    used_at: null,
    username: username ?? null,
  }
  return { row, url: linkUrl(tenant.base, handleText(handle)) }
}

export const linkUrl = (base: string, token: string): string => `${base}/link/${token}`

/**
 * @param browser the browser cookie of whoever opened it
 * @returns undefined for a link that is unknown here, spent, or too old: nobody is told which
 */
export async function findLink(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  token: string,
  browser: string,
): Promise<Link | undefined> {
  const handle = parseHandle(token)
  const row = handle && (await db.first(tokens.findMailToken, { tenant_id: tenant.id, id: handle.id }))
  if (!row || !secretMatches(handle, row.secret_hash)) return undefined
  if (row.used_at !== null || row.expires_at <= now()) return undefined
  const { id, purpose, user_id, browser_hash, interaction_id, expires_at } = row
  const is_here = browser_hash === null || equalInConstantTime(sha256(browser), browser_hash)
  // Elsewhere a link that signs in shows a code for the browser that asked; any other is no link there.
  if (!is_here && purpose !== 'sign-in') return undefined
  const { email, username } = row
  const told = { email: email ?? '', username: username ?? '' }
  return { id, purpose, user_id, ...told, interaction_id, expires_at, is_here }
}

/** Inside the transaction that does what the link is for. @returns whether it was still there to be spent */
export async function spendLink(
  { tenant, now }: Pick<TenantDeps, 'tenant' | 'now'>,
  tx: Tx,
  { id }: Pick<Link, 'id'>,
  purpose: LinkPurpose,
): Promise<boolean> {
  const spent = await tx.first(tokens.consumeMailToken, { tenant_id: tenant.id, id, purpose, now: now() })
  return spent !== undefined
}
