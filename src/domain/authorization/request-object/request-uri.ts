/**
 * request_uri: a request object that is fetched from where its client keeps it.
 *
 * Implements: RFC 9101 §5.2, §5.2.1, §5.2.3, §10.4.1; OpenID Connect Core 1.0 §6.2, §6.2.3, §16.17.
 */
import type { TenantDeps } from '../../../deps.ts'
import { sha256 } from '../../../primitives/digest.ts'
import { clientNetwork } from '../../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../../authentication/window-limit.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../oauth-error.ts'

const ACCEPT = 'application/oauth-authz-req+jwt, application/jwt;q=0.9, text/plain;q=0.5'
const SIZE_LIMIT = 16 * 1024
const TIME_LIMIT = 5

/** Whoever comes makes this server fetch, so that it could be set on somebody. */
export const FETCH_LIMIT = windowLimit('request-uri-network', 600, 600)

type FetchDeps = Pick<TenantDeps, 'db' | 'fetch' | 'now' | 'requester' | 'secrets' | 'tenant'>

/** By the hash of what they are, so that they cannot become anything else. */
const kept = new Map<string, string>()
const MOST_KEPT = 200

/**
 * §6.2: a fragment is the hash of what is there, so that it need not be fetched again. One that is not changes nothing.
 *
 * @throws {OAuthError} `invalid_request_uri`; `temporarily_unavailable` when too much was fetched for the same network
 */
export async function fetchRequestObject(
  deps: FetchDeps,
  client: Client,
  request_uri: string,
): Promise<string> {
  const [place = '', fragment = ''] = request_uri.split('#')
  const registered = client.metadata.request_uris.map((uri) => uri.split('#')[0])
  if (!registered.includes(place)) {
    throw refused('request_uri is not registered for this client.', 'request-uri-unregistered', place)
  }
  const known = kept.get(fragment)
  if (known !== undefined) return known
  await charge(deps)
  const text = await fetchText(deps, place)
  if (sha256(text).toString('base64url') === fragment) keep(fragment, text)
  return text.trim()
}

function keep(fragment: string, text: string): void {
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(fragment, text.trim())
}

async function charge(deps: FetchDeps): Promise<void> {
  const { db, requester } = deps
  if (!requester) return
  const network = clientNetwork(requester.address)
  const wait = await db.transaction((tx) => chargeWindow(deps, tx, FETCH_LIMIT, network))
  if (wait === undefined) return
  throw tooMany(FETCH_LIMIT, wait, {
    description: 'Too many requests were fetched for this network.',
    reason: 'request-uris-too-many',
  })
}

async function fetchText({ fetch }: Pick<FetchDeps, 'fetch'>, url: string): Promise<string> {
  const reply = await fetch({
    url,
    headers: { accept: ACCEPT },
    body: undefined,
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  if (reply.fault === undefined && reply.status === 200) return reply.body.toString('utf8')
  const fault = reply.fault === undefined ? `status ${reply.status}` : `${reply.fault} (${reply.detail})`
  throw refused('Nothing could be fetched at request_uri.', 'request-uri-not-fetched', `${url}: ${fault}`)
}

const refused = (description: string, reason: string, sent: string): OAuthError =>
  new OAuthError('invalid_request_uri', description, { reason, sent })
