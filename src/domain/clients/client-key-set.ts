/**
 * A client's own public keys: those that it stated, or those at its jwks_uri, fetched when they are wanted and kept.
 *
 * What was fetched is asked for again when it is old, and once when a key is wanted that is not there, since the client may
 * have a new one. While it cannot be had, what was had stays in use.
 *
 * Implements: RFC 7517 §5; OpenID Connect Core 1.0 §10.1.1, §10.2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { findClientKeySet, upsertClientKeySet } from '../../store/client-key-sets.ts'
import type { ClientKeySetRow } from '../../store/client-proof-rows.ts'
import type { Client } from './client.ts'
import { type ClientJwk, publicKeyFault } from './client-key-rule.ts'

export type KeysDeps = Pick<TenantDeps, 'db' | 'now' | 'fetch' | 'parsed' | 'notice'>
export type KeyOwner = Pick<Client, 'tenant_id' | 'client_id' | 'metadata'>

const HOUR = 3600
const DAY = 24 * HOUR

/** So long what was fetched is taken for what is there. */
const FRESH = HOUR
/** So long it is not asked for again, whether or not it could be had. */
const PAUSE = 30
/** So long it is kept since it was last asked for. */
const KEPT = 30 * DAY

const SIZE_LIMIT = 64 * 1024
const TIME_LIMIT = 5

/** The client's keys that fit. */
export async function findKeys(
  deps: KeysDeps,
  { tenant_id, client_id, metadata: { jwks, jwks_uri } }: KeyOwner,
  fits: (jwk: ClientJwk) => boolean,
): Promise<readonly ClientJwk[]> {
  if (jwks_uri === undefined) return (jwks?.keys ?? []).filter(fits)
  const place = { id: sha256(JSON.stringify([tenant_id, jwks_uri])), tenant_id, client_id, jwks_uri }
  const kept = await deps.db.first(findClientKeySet, { id: place.id })
  const isFresh = kept !== undefined && kept.fetched_at + FRESH > deps.now()
  const found = keysOf(isFresh ? kept : await fetchedAgain(deps, place, kept)).filter(fits)
  if (found.length > 0 || !isFresh) return found
  return keysOf(await fetchedAgain(deps, place, kept)).filter(fits)
}

const keysOf = (row: ClientKeySetRow): readonly ClientJwk[] => JSON.parse(row.keys)

type Place = Readonly<{ id: Buffer; tenant_id: string; client_id: string; jwks_uri: string }>

/** What is there now; or what is kept, when it was asked for a moment ago. Those who ask at once share the answer. */
async function fetchedAgain(
  deps: KeysDeps,
  place: Place,
  kept: ClientKeySetRow | undefined,
): Promise<ClientKeySetRow> {
  if (kept && kept.tried_at + PAUSE > deps.now()) return kept
  const key = `client-key-set/${place.tenant_id}/${place.jwks_uri}`
  let had: ClientKeySetRow | undefined
  await deps.parsed.get(key, async () => {
    had = await fetchKeySet(deps, place, kept)
    // Kept in the database, for every process.
    return undefined
  })
  return had ?? ((await deps.db.first(findClientKeySet, { id: place.id })) as ClientKeySetRow)
}

async function fetchKeySet(
  { db, fetch, now, notice }: KeysDeps,
  { id, tenant_id, client_id, jwks_uri: url }: Place,
  kept: ClientKeySetRow | undefined,
): Promise<ClientKeySetRow> {
  const reply = await fetch({
    url,
    headers: { accept: 'application/jwk-set+json, application/json' },
    body: undefined,
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  const read =
    reply.fault === undefined ? readKeySet(reply.status, reply.body) : `${reply.fault} (${reply.detail})`
  const times = { tried_at: now(), expires_at: now() + KEPT }
  const had = typeof read === 'string' ? undefined : { keys: JSON.stringify(read), fetched_at: now() }
  const row = {
    id,
    tenant_id,
    ...(had ?? { keys: kept?.keys ?? '[]', fetched_at: kept?.fetched_at ?? 0 }),
    ...times,
  }
  await db.run(upsertClientKeySet, row)
  if (typeof read === 'string') {
    notice({
      flow: 'client-keys',
      step: 'fetch',
      client_id,
      rule: 'client-keys-not-fetched',
      sent: `${url}: ${read}`,
    })
  }
  return row
}

/** §5: keys that are of no use here are passed over. @returns a text: what is wrong with all of it */
function readKeySet(status: number, body: Buffer): readonly ClientJwk[] | string {
  if (status !== 200) return `status ${status}`
  try {
    const { keys } = JSON.parse(body.toString('utf8'))
    const isKey = (jwk: unknown) =>
      typeof jwk === 'object' && jwk !== null && !publicKeyFault(jwk as ClientJwk)
    return Array.isArray(keys) ? keys.filter(isKey) : 'no array of keys'
  } catch {
    return 'no JSON'
  }
}
