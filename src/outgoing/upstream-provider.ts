/**
 * OpenID Providers of somebody else, where people are sent to sign in: this server is their client. openid-client checks
 * what they answer; whatever is fetched from them goes through the guarded fetch.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2, §3.1.3, §5.3; OpenID Connect Discovery 1.0 §4; RFC 7636 §4; RFC 9207 §2.4.
 */
import type { Configuration, IDToken, ServerMetadata } from 'openid-client'
import type { UnixSeconds } from '../primitives/clock.ts'
import { once } from '../primitives/once.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import { asFetch, UnreachableError } from './whatwg-fetch.ts'

export type UpstreamClient = Readonly<{
  issuer: string
  client_id: string
  /** undefined: this server is a public client there. */
  client_secret: string | undefined
  token_endpoint_auth_method: 'client_secret_basic' | 'client_secret_post' | 'none'
}>

type Bound = Readonly<{ redirect_uri: string; state: string; nonce: string; code_verifier: string }>

/** What a browser is sent there with. */
export type Departure = Bound &
  Readonly<{
    scope: string
    login_hint: string | undefined
    prompt: string | undefined
    max_age: number | undefined
  }>

/** What it came back with: the parameters, as they came. */
export type Arrival = Bound & Readonly<{ parameters: URLSearchParams }>

/**
 * `unreachable`: nothing could be fetched. `denied`: the person did not sign in there. `refused`: the provider says that it
 * will not. `invalid`: what it says cannot be trusted, or read. `detail`: for the log alone.
 */
export type UpstreamFault = Readonly<{
  fault: 'unreachable' | 'denied' | 'refused' | 'invalid'
  detail: string
}>

type Claims = Readonly<Record<string, unknown>>

/** Neither rejects: whatever the other side does is an answer. */
export type Upstream = Readonly<{
  authorizationUrl: (
    client: UpstreamClient,
    departure: Departure,
  ) => Promise<Readonly<{ fault: undefined; url: string }> | UpstreamFault>
  /** Of the ID token, and of userinfo where there is one. */
  claims: (
    client: UpstreamClient,
    arrival: Arrival,
  ) => Promise<Readonly<{ fault: undefined; claims: Claims }> | UpstreamFault>
}>

/** Few sign-ins need it, and a start none. */
const library = once(() => import('openid-client'))

type Library = Awaited<ReturnType<typeof library>>

/** For so long its discovery document is not asked for again, in seconds. */
const KEPT_FOR = 3600

type Kept = Readonly<{ metadata: ServerMetadata; until: UnixSeconds }>

export function makeUpstream(fetch: GuardedFetch, now: () => UnixSeconds): Upstream {
  const kept = new Map<string, Kept>()
  const configured = async (client: UpstreamClient): Promise<Configuration> => {
    const known = kept.get(client.issuer)
    const metadata = known && known.until > now() ? known.metadata : await discover(fetch, client.issuer)
    if (metadata !== known?.metadata) kept.set(client.issuer, { metadata, until: now() + KEPT_FOR })
    return configurationOf(await library(), fetch, now(), metadata, client)
  }
  return {
    authorizationUrl: (client, departure) =>
      answered(async () => {
        const config = await configured(client)
        return { fault: undefined, url: await authorizationUrl(config, departure) }
      }),
    claims: (client, arrival) =>
      answered(async () => ({ fault: undefined, claims: await claimsOf(await configured(client), arrival) })),
  }
}

async function discover(fetch: GuardedFetch, issuer: string): Promise<ServerMetadata> {
  const { allowInsecureRequests, customFetch, discovery, None } = await library()
  const options = { [customFetch]: asFetch(fetch), execute: [allowInsecureRequests] }
  const found = await discovery(new URL(issuer), 'unused', undefined, None(), options)
  return found.serverMetadata()
}

function configurationOf(
  library: Library,
  fetch: GuardedFetch,
  now: UnixSeconds,
  metadata: ServerMetadata,
  client: UpstreamClient,
): Configuration {
  const { allowInsecureRequests, clockSkew, enableNonRepudiationChecks } = library
  // There is one clock, and it is not the library's.
  const skew = { [clockSkew]: now - Math.floor(Date.now() / 1000) }
  const config = new library.Configuration(metadata, client.client_id, skew, authOf(library, client))
  config[library.customFetch] = asFetch(fetch)
  // Without TLS the guarded fetch reaches what the operator allowed, and nothing else.
  allowInsecureRequests(config)
  // Core §3.1.3.7 (6): the signature is checked though TLS would do.
  enableNonRepudiationChecks(config)
  return config
}

function authOf(library: Library, { client_secret, token_endpoint_auth_method: method }: UpstreamClient) {
  if (client_secret === undefined) return library.None()
  return method === 'client_secret_post'
    ? library.ClientSecretPost(client_secret)
    : library.ClientSecretBasic(client_secret)
}

async function authorizationUrl(
  config: Configuration,
  { code_verifier, max_age, ...departure }: Departure,
): Promise<string> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await library()
  const parameters = {
    response_type: 'code',
    ...departure,
    max_age: max_age?.toString(),
    code_challenge: await calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
  }
  const sent = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined)
  return buildAuthorizationUrl(config, new URLSearchParams(sent)).href
}

async function claimsOf(config: Configuration, arrival: Arrival): Promise<Claims> {
  const { authorizationCodeGrant, fetchUserInfo } = await library()
  const { redirect_uri, parameters, state, nonce, code_verifier } = arrival
  const tokens = await authorizationCodeGrant(config, new URL(`${redirect_uri}?${parameters}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: code_verifier,
    idTokenExpected: true,
  })
  const told = tokens.claims() as IDToken
  if (config.serverMetadata().userinfo_endpoint === undefined) return told
  const { email_verified, ...others } = await fetchUserInfo(config, tokens.access_token, told.sub)
  const is_of_same = told['email'] === undefined || told['email'] === others.email
  // Its own words are not signed: the ID token's stand above them. What is verified is the address beside it, and no other.
  return { ...others, ...(is_of_same ? { email_verified } : {}), ...told }
}

async function answered<T>(ask: () => Promise<T>): Promise<T | UpstreamFault> {
  try {
    return await ask()
  } catch (error) {
    return faultOf(await library(), error)
  }
}

function faultOf({ AuthorizationResponseError, ResponseBodyError }: Library, error: unknown): UpstreamFault {
  if (error instanceof UnreachableError) return { fault: 'unreachable', detail: error.message }
  if (error instanceof AuthorizationResponseError) {
    return { fault: error.error === 'access_denied' ? 'denied' : 'refused', detail: error.error }
  }
  if (error instanceof ResponseBodyError) return { fault: 'refused', detail: error.error }
  const { message, cause } = error as Error
  return { fault: 'invalid', detail: cause instanceof Error ? `${message}: ${cause.message}` : message }
}
