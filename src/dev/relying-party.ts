/**
 * The demo application's side of OpenID Connect, over HTTP with a library that knows nothing of this server.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.7, §3.1.3.7, §5.3, §12; RFC 7636 §4; RFC 9207 §2.4;
 * OpenID Connect RP-Initiated Logout 1.0 §2.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  type UserInfoResponse,
} from 'openid-client'
import { type Refused, refusedBy } from './refused.ts'
import { changesBetween, readTokens, SCOPE, type Tokens } from './tokens.ts'

/** How the demo application is registered, and where it is. */
export type Application = Readonly<{ issuer: string; client_id: string; url: string }>

/** A sign-in that is under way. */
export type Pending = Readonly<{
  provider: Configuration
  state: string
  nonce: string
  code_verifier: string
  sent_at: number
  discovered_ms: number
}>

export type SignedIn = Readonly<{
  /** Where the person was when it began. */
  by: 'browser' | 'television'
  provider: Configuration
  tokens: Tokens
  sent_at: number
  came_back_at: number
  discovered_ms: number
  redeemed_ms: number
  refreshes: number
  refreshed_ms: number | undefined
  /** The one that came with the code. */
  first_refresh_token: string
  /** Names of claims, and of tokens. */
  changed: ReadonlySet<string>
  userinfo: Readonly<{ claims: UserInfoResponse; ms: number }> | undefined
  reuse: Reuse | undefined
}>

/** What became of an old refresh token, and after it of the newest one; undefined: it was accepted. */
export type Reuse = Readonly<{ old: Refused | undefined; newest: Refused | undefined }>

/** One document tells how to talk to the server. @returns how long it took, too */
export const discovered = ({ issuer, client_id }: Application): Promise<[Configuration, number]> =>
  timed(() =>
    discovery(new URL(issuer), client_id, undefined, None(), {
      // The library trusts the connection and leaves signatures alone unless told to check them.
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    }),
  )

/** @param wish what else the authorization request says: prompt, login_hint */
export async function beginSignIn(
  application: Application,
  wish: Readonly<Record<string, string>>,
  now: number,
): Promise<Readonly<{ pending: Pending; authorization_url: string }>> {
  const [provider, discovered_ms] = await discovered(application)
  const [state, nonce, code_verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
  const authorization_url = buildAuthorizationUrl(provider, {
    redirect_uri: `${application.url}/callback`,
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
    ...wish,
  })
  return {
    pending: { provider, state, nonce, code_verifier, sent_at: now, discovered_ms },
    authorization_url: authorization_url.href,
  }
}

/** Signature, issuer, audience, nonce, state and times are checked by the library, which throws. */
export async function completeSignIn(pending: Pending, callback: URL, now: number): Promise<SignedIn> {
  const { provider, state, nonce, code_verifier, sent_at, discovered_ms } = pending
  const [response, redeemed_ms] = await timed(() =>
    authorizationCodeGrant(provider, callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: code_verifier,
    }),
  )
  const tokens = readTokens(response, undefined, now)
  return signedInBy('browser', { provider, tokens, sent_at, came_back_at: now, discovered_ms, redeemed_ms })
}

type Arrived = Pick<
  SignedIn,
  'provider' | 'tokens' | 'sent_at' | 'came_back_at' | 'discovered_ms' | 'redeemed_ms'
>

/** Just now. */
export const signedInBy = (by: SignedIn['by'], arrived: Arrived): SignedIn => ({
  ...arrived,
  by,
  refreshes: 0,
  refreshed_ms: undefined,
  first_refresh_token: arrived.tokens.refresh_token,
  changed: new Set(),
  userinfo: undefined,
  reuse: undefined,
})

export async function refreshTokens(signed_in: SignedIn, now: number): Promise<SignedIn> {
  const { provider, tokens, refreshes } = signed_in
  const [response, refreshed_ms] = await timed(() => refreshTokenGrant(provider, tokens.refresh_token))
  const next = readTokens(response, tokens, now)
  return {
    ...signed_in,
    tokens: next,
    refreshes: refreshes + 1,
    refreshed_ms,
    changed: changesBetween(tokens, next),
    userinfo: undefined,
  }
}

export async function askUserinfo(signed_in: SignedIn): Promise<SignedIn> {
  const { provider, tokens } = signed_in
  const [claims, ms] = await timed(() => fetchUserInfo(provider, tokens.access_token, tokens.claims.sub))
  return { ...signed_in, userinfo: { claims, ms } }
}

/**
 * Does what a thief would do. The last token but one is no theft to the server for some seconds, since an answer can get lost
 * on its way; so one is used that is two generations old.
 */
export async function useOldRefreshToken(signed_in: SignedIn, now: number): Promise<SignedIn> {
  let rotated = signed_in
  while (rotated.refreshes < 2) rotated = await refreshTokens(rotated, now)
  const { provider, tokens, first_refresh_token } = rotated
  const old = await answerTo('The old one', refreshTokenGrant(provider, first_refresh_token))
  const newest = await answerTo(
    'The newest one, afterwards',
    refreshTokenGrant(provider, tokens.refresh_token),
  )
  return { ...rotated, reuse: { old, newest } }
}

/** @param state comes back when the server has ended the session */
export function signOutUrl({ url }: Application, { provider, tokens }: SignedIn, state: string): string {
  const { href } = buildEndSessionUrl(provider, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: url,
    state,
  })
  return href
}

async function answerTo(step: string, request: Promise<unknown>): Promise<Refused | undefined> {
  try {
    await request
    return undefined
  } catch (fault) {
    return refusedBy(step, fault)
  }
}

export async function timed<T>(request: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  return [await request(), performance.now() - began]
}
