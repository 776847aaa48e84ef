/**
 * Clients that are known by a document: the client_id is its address. It is fetched when somebody is to be asked for such a
 * client and it is not fresh any more, and what it says is kept like a registration.
 *
 * Implements: OAuth Client ID Metadata Document §3, §4, §4.1, §4.2, §4.3, §5, §6.5; RFC 9111 §5.2.2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import * as clients from '../../store/clients.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Tx } from '../../store/database.ts'
import { updateDocumentClient } from '../../store/registered-clients.ts'
import type { ClientRow } from '../../store/schema.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, windowLimit } from '../authentication/window-limit.ts'
import { type Client, clientOf, findClient } from '../clients/client.ts'
import { administered } from '../clients/client-metadata.ts'
import { insertNewClient } from '../clients/client-registration.ts'
import { restateLogo } from '../logos/logo.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Stated } from '../stated-settings.ts'
import { readRegistration } from './registration-metadata.ts'
import { checkVouchedFor } from './registration-policy.ts'
import { checkSectorIdentifier } from './sector-identifier.ts'

/** §6.6: enough for any, and little to send for. In bytes and seconds. */
const SIZE_LIMIT = 16 * 1024
const TIME_LIMIT = 5

const MINUTE = 60
const HOUR = 60 * MINUTE

/** §4.4: how long one is fresh, whatever its host says; and where it says nothing. */
const SHORTEST = 5 * MINUTE
const LONGEST = 24 * HOUR
const USUAL = HOUR

/** In characters: it stands wherever the client is named, in the trail too. */
const LONGEST_ADDRESS = 2000

const NETWORK_LIMIT = windowLimit('client-document-network', 60, 10 * MINUTE)
const TENANT_LIMIT = windowLimit('client-document', 1000, 10 * MINUTE)

type DocumentDeps = Pick<
  TenantDeps,
  'cache' | 'db' | 'parsed' | 'tenant' | 'now' | 'random' | 'secrets' | 'fetch' | 'notice' | 'requester'
>

/**
 * The deps of a request for a client, who is described there as the document says now.
 *
 * @param client_id as it was sent
 * @throws {OAuthError} `unauthorized_client` when its document cannot be had, or does not describe it
 */
export async function withClientDocument<D extends DocumentDeps>(deps: D, client_id: unknown): Promise<D> {
  if (!deps.tenant.policy.client_id_metadata_documents || !isDocumentAddress(client_id)) return deps
  const known = await findClient(deps, client_id)
  if (known && (known.origin !== 'document' || isFresh(known, deps.now()))) return deps
  await charge(deps)
  const { body, max_age } = await fetchDocument(deps, client_id)
  const row = await rowOf(deps, client_id, body, max_age)
  await deps.db.transaction((tx) => keep(deps, tx, row))
  deps.notice({ flow: 'registration', step: 'document-read', client_id })
  return { ...deps, parsed: await deps.cache.current() }
}

const isFresh = ({ fresh_until }: Client, now: number): boolean => fresh_until !== null && fresh_until > now

/** §3. @returns false for every other client_id too */
export function isDocumentAddress(client_id: unknown): client_id is string {
  if (typeof client_id !== 'string' || !client_id.startsWith('https://')) return false
  if (client_id.length > LONGEST_ADDRESS) return false
  const url = URL.parse(client_id)
  // What another writing of the same address would be is not compared, so there must be none.
  return url !== null && url.href === client_id && url.pathname !== '/' && isPlain(url)
}

const isPlain = ({ hash, href, username, password }: URL): boolean =>
  hash === '' && !href.includes('#') && username === '' && password === ''

async function charge(deps: DocumentDeps): Promise<void> {
  const network = clientNetwork(deps.requester?.address ?? '')
  const wait = await deps.db.transaction(
    async (tx) =>
      (await chargeWindow(deps, tx, NETWORK_LIMIT, network)) ??
      (await chargeWindow(deps, tx, TENANT_LIMIT, '')),
  )
  if (wait !== undefined) throw refused('client-documents-too-many', `${wait} s`)
}

async function fetchDocument({ fetch }: DocumentDeps, client_id: string) {
  const reply = await fetch({
    url: client_id,
    headers: { accept: 'application/json' },
    body: undefined,
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  if (reply.fault !== undefined)
    throw refused('client-document-unreachable', `${reply.fault} (${reply.detail})`)
  if (reply.status !== 200) throw refused('client-document-unreachable', `status ${reply.status}`)
  if (!/^application\/([\w.-]+\+)?json$/.test(reply.media_type ?? '')) {
    throw refused('client-document-no-json', String(reply.media_type))
  }
  return { body: objectIn(reply.body), max_age: maxAge(reply.headers['cache-control']) }
}

function objectIn(bytes: Buffer): Stated {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Stated
  } catch {
    // Told below, like everything that is no object.
  }
  throw refused('client-document-no-json', 'no JSON object')
}

function maxAge(header: string | undefined): number {
  const told = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(header ?? '')?.[1]
  if (/no-store|no-cache/i.test(header ?? '')) return SHORTEST
  return told === undefined ? USUAL : Math.min(LONGEST, Math.max(SHORTEST, Number(told)))
}

/** §4.1: what two would have to know in secret cannot be told in public. */
const SECRET_METHODS = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']
const SECRET_MEMBERS = ['client_secret', 'client_secret_expires_at']

async function rowOf(
  deps: DocumentDeps,
  client_id: string,
  body: Stated,
  max_age: number,
): Promise<ClientRow> {
  if (body['client_id'] !== client_id) throw refused('client-document-of-another', String(body['client_id']))
  const secret = SECRET_MEMBERS.find((name) => Object.hasOwn(body, name))
  if (secret !== undefined) throw refused('client-document-with-secret', secret)
  const method = body['token_endpoint_auth_method'] ?? 'none'
  if (SECRET_METHODS.includes(String(method))) throw refused('client-document-with-secret', String(method))
  const { client_type, metadata } = await describe(deps, client_id, {
    ...body,
    token_endpoint_auth_method: method,
  })
  const now = deps.now()
  return {
    tenant_id: deps.tenant.id,
    client_id,
    client_type,
    secret_kind: null,
    secret_hash: null,
    metadata: JSON.stringify(metadata),
    locked: 0,
    origin: 'document',
    registration_hash: null,
    fresh_until: now + max_age,
    created_at: now,
    updated_at: now,
  }
}

/** By the rules of every client that makes itself known. */
async function describe(deps: DocumentDeps, client_id: string, body: Stated) {
  try {
    const draft = readRegistration(client_id, body)
    checkVouchedFor('document', draft.metadata)
    await checkSectorIdentifier(deps, draft.metadata)
    return draft
  } catch (error) {
    if (error instanceof OAuthError) throw refused('client-document-faulty', error.description)
    throw error
  }
}

/** Of two that read it at once, both write the same. */
async function keep(deps: DocumentDeps, tx: Tx, row: ClientRow): Promise<void> {
  await tx.run(bumpConfigVersion, {})
  const about = { by: 'client', client_id: row.client_id } as const
  if ((await insertNewClient(tx, row)) === 1) {
    return recordEvent(deps, tx, { ...about, action: 'client-created', detail: { origin: 'document' } })
  }
  const { tenant_id, client_id, client_type, updated_at: now } = row
  const before = (await tx.first(clients.findClient, { tenant_id, client_id })) as ClientRow
  // What an administrator decided since is not for the document to take back.
  const decided = administered(JSON.parse(before.metadata))
  const told: Stated = JSON.parse(row.metadata)
  // In the order in which it was written first, so that the same once more is the same text.
  const metadata = JSON.stringify({ ...told, ...decided, ...told })
  const fresh_until = Number(row.fresh_until)
  await tx.run(updateDocumentClient, { tenant_id, client_id, client_type, metadata, fresh_until, now })
  await restateLogo(tx, { tenant_id, client_id }, clientOf(row).metadata.logo_uri, now)
  if (metadata !== before.metadata) await recordEvent(deps, tx, { ...about, action: 'client-updated' })
}

const refused = (reason: string, sent: string): OAuthError =>
  new OAuthError('unauthorized_client', 'The document that describes the client cannot be used.', {
    reason,
    sent,
  })
