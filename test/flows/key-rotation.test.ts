/**
 * A strict client that keeps the key set, and does not fetch it again, follows a rotation.
 */
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import t from 'tap'
import { KEY_LEAD, rotateSigningKey } from '../../src/domain/keys/key-rotation.ts'
import { REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { givenApplication, SECRET } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const browser = await givenApplication(server)
  const into = fetchInto(server)
  const fetched: string[] = []
  const counting: typeof into = (input, options) => {
    fetched.push(new URL(input instanceof Request ? input.url : input).pathname)
    return into(input, options)
  }
  const keySets = () => fetched.filter((path) => path.endsWith('/jwks')).length
  return { server, browser, counting, keySets }
}

t.test('Core §10.1.1: oauth4webapi verifies before and after the switch with one key set', async (t) => {
  const { server, browser, counting, keySets } = await scene(t)
  const jwks = {}
  const options = {
    [oauth.customFetch]: counting,
    [oauth.allowInsecureRequests]: true,
    [oauth.jwksCache]: jwks,
  }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  // The library reads the system's clock, which the server's is ahead of by then.
  const skewed = { [oauth.clockSkew]: 2 * KEY_LEAD }
  const client: oauth.Client = { client_id: 'rp', id_token_signed_response_alg: 'ES256', ...skewed }
  const signIn = async () => {
    const reply = await browser.authorize({ state: 'state' })
    const answer = oauth.validateAuthResponse(as, client, new URL(String(reply.headers.location)), 'state')
    const auth = oauth.ClientSecretPost(SECRET)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      answer,
      REDIRECT_URI,
      oauth.nopkce,
      options,
    )
    const { id_token = '' } = await oauth.processAuthorizationCodeResponse(as, client, response)
    await oauth.validateApplicationLevelSignature(as, response, options)
    return id_token.split('.')[0]
  }
  // The first key is there as soon as anybody asks.
  await server.app.inject('/api/oidc/default/.well-known/jwks')
  const { kid } = await rotateSigningKey(await server.tenant(), 'ES256', false)
  const before = await signIn()
  server.clock.seconds += KEY_LEAD
  const after = await signIn()
  t.not(after, before)
  t.match(JSON.parse(Buffer.from(after ?? '', 'base64url').toString()), { kid })
  t.equal(keySets(), 1)
})

t.test('Core §10.1.1: jose too, with the tokens of both keys', async (t) => {
  const { server, counting, keySets } = await scene(t)
  const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks`), { [customFetch]: counting })
  const sign = async () => {
    const { tenant, parsed } = await server.tenant()
    const claims = { iss: server.issuer, exp: server.clock.seconds + 3600 }
    return server.deps.sign({ tenant, parsed, client_id: undefined, kind: 'access', alg: 'ES256', claims })
  }
  const tokens = [await sign()]
  await rotateSigningKey(await server.tenant(), 'ES256', false)
  for (const token of tokens) await jwtVerify(token, keys)
  server.clock.seconds += KEY_LEAD
  tokens.push(await sign())
  for (const token of tokens) t.match(await jwtVerify(token, keys), { payload: { iss: server.issuer } })
  t.equal(keySets(), 1)
})
