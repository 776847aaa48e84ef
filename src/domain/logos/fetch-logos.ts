/**
 * Fetches the logos that are due, beside everything else: nobody waits for one, and one that cannot be had is
 * not shown. One that was had stays for a while when it is gone from where it was.
 *
 * Implements: RFC 7591 §5; RFC 9110 §13.1.2, §15.4.5.
 */
import type { Deps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import * as logos from '../../store/logos.ts'
import { readLogoPicture } from './logo-picture.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From one time to the next. */
const FRESH = DAY
/** After each failure in a row; then as one that is there. */
const WAITS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR]
/** So long one is shown that was not seen any more. */
const KEPT = 30 * DAY

const SIZE_LIMIT = 256 * 1024
const TIME_LIMIT = 10
/** For so long nobody else tries. */
const CLAIM_TTL = MINUTE
const LONGEST_ETAG = 200
/** At the same time. */
const BATCH_SIZE = 10

const ACCEPT = 'image/png,image/webp,image/jpeg,image/gif'

type LogosDeps = Pick<Deps, 'db' | 'fetch' | 'notice' | 'now'>

/** @returns how many were tried */
export async function fetchLogos(deps: LogosDeps): Promise<number> {
  const due = await deps.db.all(logos.listDueLogos, { now: deps.now(), limit: BATCH_SIZE })
  const tried = await Promise.all(due.map((logo) => refresh(deps, logo)))
  return tried.filter(Boolean).length
}

async function refresh(deps: LogosDeps, logo: logos.DueLogo): Promise<boolean> {
  const { id, uri, due_at } = logo
  const until = deps.now() + CLAIM_TTL
  if ((await deps.db.run(logos.claimLogo, { id, uri, due_at, until })) === 0) return false
  const had = await fetchLogo(deps, logo)
  if (had.fault !== undefined) await keepFailure(deps, logo, had.fault)
  else await keepLogo(deps, logo, had.file)
  return true
}

type LogoFile = Readonly<{
  hash: string
  media_type: string
  width: number
  height: number
  bytes: Buffer
  etag: string | null
}>

/** `file` is undefined where it is what it was. */
type Had = Readonly<{ fault: undefined; file: LogoFile | undefined } | { fault: string }>

async function fetchLogo({ fetch }: LogosDeps, { uri, etag }: logos.DueLogo): Promise<Had> {
  const headers = { accept: ACCEPT, ...(etag === null ? {} : { 'if-none-match': etag }) }
  const reply = await fetch({
    url: uri,
    headers,
    body: undefined,
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  if (reply.fault !== undefined) return { fault: `${reply.fault} (${reply.detail})` }
  if (etag !== null && reply.status === 304) return { fault: undefined, file: undefined }
  if (reply.status !== 200) return { fault: `status ${reply.status}` }
  const picture = readLogoPicture(reply.body)
  if ('fault' in picture) return { fault: picture.fault }
  const told = reply.headers.etag
  const file = {
    ...picture,
    hash: sha256(reply.body).toString('base64url'),
    bytes: reply.body,
    etag: told !== undefined && told.length <= LONGEST_ETAG ? told : null,
  }
  return { fault: undefined, file }
}

async function keepLogo(
  { db, now }: LogosDeps,
  { id, uri, hash }: logos.DueLogo,
  file: LogoFile | undefined,
): Promise<void> {
  const seen = { id, uri, now: now(), due_at: now() + FRESH }
  await db.transaction(async (tx) => {
    if (file === undefined) return void (await tx.run(logos.updateLogoSeen, seen))
    await tx.run(logos.updateLogo, { ...seen, ...file })
    if (file.hash !== hash) await tx.run(bumpConfigVersion, {})
  })
}

async function keepFailure(
  { db, notice, now }: LogosDeps,
  { id, uri, fetched_at, failures }: logos.DueLogo,
  fault: string,
): Promise<void> {
  const due_at = now() + (WAITS[failures] ?? FRESH)
  await db.transaction(async (tx) => {
    await tx.run(logos.updateLogoFailed, { id, uri, failures: failures + 1, fault, due_at })
    if (fetched_at === null || now() - fetched_at < KEPT) return
    await tx.run(logos.emptyLogo, { id, uri })
    await tx.run(bumpConfigVersion, {})
  })
  notice({ flow: 'logo', step: 'fetch', rule: 'logo-not-fetched', sent: `${uri}: ${fault}` })
}
