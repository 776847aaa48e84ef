import * as oauth from 'oauth4webapi'
import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const SECRET = 'a+secret/with:characters=that%need&encoding'

/** jose and oauth4webapi read the system's clock, so the server's stands at it. */
async function relyingParty(
  t: Parameters<typeof startServer>[0],
  client_type: 'confidential' | 'public',
  metadata = {},
) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenRp(server, { client_type, metadata })
  if (client_type === 'confidential') {
    const hash = sha256(SECRET).toString('base64url')
    await server.db.execute(`UPDATE client SET secret_kind = 'sha256', secret_hash = '${hash}'`)
  }
  const ada = await givenPerson(server, 'ada', { claims: { name: 'Ada 😀 Lovelace', locale: 'en-GB' } })
  const browser = new Browser(server)
  await browser.signIn(ada)
  const options = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  return { server, browser, options, as, client: { client_id: 'rp' } as oauth.Client }
}

type Rp = Awaited<ReturnType<typeof relyingParty>>

async function codeFlow({ browser, options, as, client }: Rp, auth: oauth.ClientAuth, scope: string) {
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = oauth.generateRandomNonce()
  const state = oauth.generateRandomState()
  const reply = await browser.authorize({
    scope,
    nonce,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const parameters = oauth.validateAuthResponse(as, client, new URL(String(reply.headers.location)), state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    parameters,
    REDIRECT_URI,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw new Error('no ID token')
  return { tokens, claims }
}

const AUTHENTICATIONS = [
  ['client_secret_basic', oauth.ClientSecretBasic(SECRET)],
  ['client_secret_post', oauth.ClientSecretPost(SECRET)],
] as const

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  for (const [method, auth] of AUTHENTICATIONS) {
    t.test(`Core §3.1: the code flow with ${alg} and ${method}, judged by a strict client`, async (t) => {
      const rp = await relyingParty(t, 'confidential', { id_token_signed_response_alg: alg })
      const client: oauth.Client = { ...rp.client, id_token_signed_response_alg: alg }
      const { tokens, claims } = await codeFlow({ ...rp, client }, auth, 'openid profile email')
      t.match(claims, { name: 'Ada 😀 Lovelace', email: 'ada@example.com', preferred_username: 'ada' })
      const userinfo = await oauth.processUserInfoResponse(
        rp.as,
        client,
        claims.sub,
        await oauth.userInfoRequest(rp.as, client, tokens.access_token, rp.options),
      )
      t.match(userinfo, { sub: claims.sub, email: 'ada@example.com', email_verified: true, locale: 'en-GB' })

      const refreshed = await oauth.processRefreshTokenResponse(
        rp.as,
        client,
        await oauth.refreshTokenGrantRequest(rp.as, client, auth, tokens.refresh_token ?? '', rp.options),
      )
      t.not(refreshed.refresh_token, tokens.refresh_token)
      t.equal(oauth.getValidatedIdTokenClaims(refreshed)?.sub, claims.sub)

      await oauth.processRevocationResponse(
        await oauth.revocationRequest(rp.as, client, auth, refreshed.refresh_token ?? '', rp.options),
      )
      await t.rejects(
        oauth
          .userInfoRequest(rp.as, client, refreshed.access_token, rp.options)
          .then((response) => oauth.processUserInfoResponse(rp.as, client, claims.sub, response)),
        'revoking the refresh token ends the whole grant',
      )
    })
  }
}

t.test('RFC 7636: a public client with PKCE, and RFC 9068: its access token', async (t) => {
  const rp = await relyingParty(t, 'public')
  const { tokens, claims } = await codeFlow(rp, oauth.None(), 'openid offline_access')
  t.match(tokens, {
    refresh_token: /./,
    scope: 'openid offline_access',
    token_type: 'bearer',
    expires_in: 3600,
  })
  const request = new Request('http://localhost:3000/resource', {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  const access = await oauth.validateJwtAccessToken(rp.as, request, rp.server.issuer, rp.options)
  t.match(access, { sub: claims.sub, client_id: 'rp', scope: 'openid offline_access', iss: rp.server.issuer })
})
