/**
 * Federated Directory as its document describes it: one confidential client, which sends no PKCE, looks for
 * preferred_username and knows people by it.
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import * as openid from 'openid-client'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import type { Browser } from './authorization.ts'
import type { TestServer } from './fixtures.ts'
import { givenQuickKeys } from './given.ts'
import { fetchInto } from './inject-fetch.ts'

/** As they are printed. */
export const CLIENT_ID = '2631c0c9-7a52-4df0-a4e4-340689fa6864'
export const CALLBACK = 'https://api.federated.directory/v2/Login/Oidc/Callback'
export const STATE = 'n-4bv08jPXPOfupMRa-HGm7ZwmVmV5u0tm4JXLV3JPg'
export const NONCE = '6JIXPp_oBEWII8fX-ODmRDM8hkFWHNvuQOkcjLTwa7I'
export const EXAMPLE = `client_id=${CLIENT_ID}&scope=openid profile email&response_type=code&redirect_uri=${CALLBACK}&state=${STATE}&nonce=${NONCE}`

/** A space in a request line would end it, so a browser that is sent to the example writes it so. */
export const ENCODED_EXAMPLE = EXAMPLE.replaceAll(' ', '%20')

export const LOGGED_OUT = 'https://acme.example/logged-out'

/** @returns the client secret */
export async function givenDirectory(server: TestServer, metadata: object = {}): Promise<string> {
  await givenQuickKeys(server)
  const { client_secret = '' } = await registerClient(await server.tenant(), {
    client_id: CLIENT_ID,
    client_type: 'confidential',
    metadata: {
      client_name: 'Federated Directory',
      redirect_uris: [CALLBACK],
      post_logout_redirect_uris: [LOGGED_OUT],
      first_party: true,
      ...metadata,
    },
  })
  return client_secret
}

/** From its Configuration URL on, with openid-client. */
export const discovered = (server: TestServer, authentication: openid.ClientAuth) =>
  openid.discovery(
    new URL(`${server.issuer}/.well-known/openid-configuration`),
    CLIENT_ID,
    undefined,
    authentication,
    {
      [openid.customFetch]: fetchInto(server) as openid.CustomFetch,
      execute: [openid.allowInsecureRequests],
    },
  )

/** What it does with where the browser came back to. */
export const redeemed = (config: openid.Configuration, url: string) =>
  openid.authorizationCodeGrant(config, new URL(url), {
    expectedState: STATE,
    expectedNonce: NONCE,
    idTokenExpected: true,
  })

/** First in the ID token; where it is not there, in userinfo. */
export async function userNameOf(
  config: openid.Configuration,
  tokens: Awaited<ReturnType<typeof redeemed>>,
): Promise<unknown> {
  const claims = tokens.claims()
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, String(claims?.sub))
  return claims?.['preferred_username'] ?? userinfo.preferred_username
}

/** A request line as it stands here, sent over a socket of its own. @returns the head of the answer */
export async function sendLine(server: TestServer, target: string, browser: Browser): Promise<string> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const socket = connect(server.config.port, 'localhost')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
  return text(socket)
}

export const locationIn = (head: string): string => /^location: (.*)$/im.exec(head)?.[1]?.trim() ?? ''
