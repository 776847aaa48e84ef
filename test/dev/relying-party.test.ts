import { createServer } from 'node:http'
import { allowInsecureRequests, Configuration, None } from 'openid-client'
import t, { type Test } from 'tap'
import { type SignedIn, useOldRefreshToken } from '../../src/dev/relying-party.ts'

/** A server that rotates nothing and catches nobody, and somebody who is signed in there. */
async function signedInAtLenientServer(t: Test): Promise<SignedIn> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ access_token: 'a2', token_type: 'bearer' }))
  })
  t.teardown(() => server.close())
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, 'localhost', resolve)
  await promise
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const issuer = `http://localhost:${port}`
  const provider = new Configuration({ issuer, token_endpoint: `${issuer}/token` }, 'demo', undefined, None())
  allowInsecureRequests(provider)
  return {
    by: 'browser',
    provider,
    tokens: {
      id_token: 'e30.e30.AA',
      claims: { iss: issuer, sub: 'ada', aud: 'demo', exp: 2, iat: 1 },
      alg: 'RS256',
      kid: 'k1',
      access_token: 'a1',
      expires_at: undefined,
      scope: 'openid',
      refresh_token: 'r1',
    },
    sent_at: 0,
    came_back_at: 0,
    discovered_ms: 1,
    redeemed_ms: 1,
    refreshes: 0,
    refreshed_ms: undefined,
    first_refresh_token: 'r1',
    changed: new Set(),
    userinfo: undefined,
    reuse: undefined,
  }
}

t.test('RFC 9700 §4.14.2: of a server that lets reuse pass nothing else is said', async (t) => {
  const signed_in = await useOldRefreshToken(await signedInAtLenientServer(t), 0)
  t.match(signed_in, { refreshes: 2, reuse: { old: undefined, newest: undefined } })
})
