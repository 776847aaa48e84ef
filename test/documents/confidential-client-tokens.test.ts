/**
 * The guide for confidential clients: what its client redeems, verifies, refreshes and takes back.
 */
import axios from 'axios'
import { decodeProtectedHeader, type JWTVerifyResult } from 'jose'
import * as oauth from 'oauth4webapi'
import t from 'tap'
import { KEY_LEAD, rotateSigningKey } from '../../src/domain/keys/key-rotation.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { claimsOf } from '../helpers/given.ts'
import {
  anotherClient,
  CALLBACKS,
  codeVerifier,
  type GuidedClient,
  guidedClient,
  post,
  redemption,
  refusal,
  signedIn,
  tokensOf,
} from '../helpers/guided-client.ts'

type Jwk = Readonly<Record<'kid' | 'use' | 'alg' | 'kty', string>>

/** What the sample calls of jose, which is the same in each of its majors. */
type Jose = Readonly<{
  importJWK: (jwk: Jwk) => Promise<unknown>
  createLocalJWKSet: (jwks: { keys: readonly Jwk[] }) => unknown
  jwtVerify: (
    token: string,
    key: unknown,
    options: { issuer: string; audience: string; algorithms: string[]; currentDate?: Date },
  ) => Promise<JWTVerifyResult>
}>

const MAJORS = ['jose4', 'jose5', 'jose'] as const

const loadJose = async (major: (typeof MAJORS)[number]): Promise<Jose> =>
  (await import(major)) as unknown as Jose

const keysOf = async ({ discovered }: GuidedClient): Promise<readonly Jwk[]> =>
  (await axios.get<{ keys: Jwk[] }>(discovered.jwks_uri)).data.keys

/** The sample's verifyIdToken: by the first key of the set that is for signatures, whatever kid the token names. */
async function verified(client: GuidedClient, jose: Jose, id_token: string, keys: readonly Jwk[]) {
  const { discovered, server, client_id } = client
  const signingKey = keys.find((key) => key.use === 'sig')
  if (signingKey === undefined) throw new Error('No suitable signing key found in JWKS.')
  return jose.jwtVerify(id_token, await jose.importJWK(signingKey), {
    issuer: discovered.issuer,
    audience: client_id,
    algorithms: discovered.id_token_signing_alg_values_supported,
    currentDate: new Date(server.clock.seconds * 1000),
  })
}

for (const major of MAJORS) {
  t.test(
    `1-9: the first key for signatures verifies, by ${major} and told no algorithm (RFC 7517 §4)`,
    async (t) => {
      const jose = await loadJose(major)
      for (const id_token_signed_response_alg of ['RS256', 'EdDSA']) {
        const client = await guidedClient(t)
        await givenPolicy(client.server, { id_token_signed_response_alg })
        const { id_token } = await tokensOf(client)
        const keys = await keysOf(client)
        for (const key of keys) t.match(key, { kid: /./, use: 'sig', alg: /./ })
        const { payload } = await verified(client, jose, id_token, keys)
        t.match(payload, { email: 'ann@example.com', name: 'Ann Lee' }, id_token_signed_response_alg)
        t.equal(decodeProtectedHeader(id_token).alg, id_token_signed_response_alg)
      }
    },
  )

  t.test(
    `1-9: of several algorithms the tenant's own comes first; other clients ask ${major} by kid (Core §10.1)`,
    async (t) => {
      const jose = await loadJose(major)
      const client = await guidedClient(t)
      await givenPolicy(client.server, { id_token_signed_response_alg: 'RS256' })
      const other = await anotherClient(client.server, { id_token_signed_response_alg: 'EdDSA' })
      const foreign = { ...client, ...other }
      const { id_token } = await tokensOf(foreign)
      const own = (await tokensOf(client)).id_token
      const keys = await keysOf(client)
      t.same(
        keys.map(({ alg }) => alg),
        ['RS256', 'EdDSA'],
      )
      await verified(client, jose, own, keys)
      t.equal(decodeProtectedHeader(id_token).alg, 'EdDSA', 'as discovery calls it')
      await t.rejects(verified(foreign, jose, id_token, keys), 'the first key is not for it')
      const { discovered, client_id: audience } = foreign
      const algorithms = discovered.id_token_signing_alg_values_supported
      const options = { issuer: discovered.issuer, audience, algorithms }
      await jose.jwtVerify(id_token, jose.createLocalJWKSet({ keys }), options)
    },
  )
}

t.test('1-9: through a rotation the first key is the one that signs (Core §10.1.1)', async (t) => {
  const jose = await loadJose('jose')
  const client = await guidedClient(t)
  const { server } = client
  const [first] = await keysOf(client)
  const { kid } = await rotateSigningKey(await server.tenant(), 'ES256', false)
  const published = await keysOf(client)
  t.same(
    published.map((key) => key.kid),
    [first?.kid, kid],
    'the next key waits behind it',
  )
  await verified(client, jose, (await tokensOf(client)).id_token, published)

  server.clock.seconds += KEY_LEAD
  const afterwards = await keysOf(client)
  t.same(
    afterwards.map((key) => key.kid),
    [kid, first?.kid],
    'the former one does not come first',
  )
  await verified(client, jose, (await tokensOf(client)).id_token, afterwards)
})

t.test('1-11: the token request of the samples gives all three tokens (RFC 6749 §5.1)', async (t) => {
  const client = await guidedClient(t)
  const { data, status, headers } = await post(
    client.discovered.token_endpoint,
    redemption(client, await signedIn(client)),
  )
  t.equal(status, 200)
  t.match(headers, { 'content-type': /^application\/json\b/, 'cache-control': 'no-store' })
  t.match(data, {
    id_token: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    access_token: /./,
    refresh_token: /./,
    token_type: /^bearer$/i,
    expires_in: 3600,
  })
  const elsewhere = redemption(client, await signedIn(client), { tenant_id: 'other' })
  t.same(await refusal(post(client.discovered.token_endpoint, elsewhere)), {
    status: 400,
    error: 'invalid_request',
  })
})

/** The prose of the guide names no more than grant_type, code, client_id and client_secret. */
const LEAST = { redirect_uri: undefined, code_verifier: undefined, tenant_id: undefined }
const NO_CHALLENGE = { code_challenge: undefined, code_challenge_method: undefined }
const INVALID_GRANT = { status: 400, error: 'invalid_grant' }
const INVALID_CLIENT = { status: 401, error: 'invalid_client' }

t.test(
  '1-12: the four fields of the prose are enough where nothing else could be meant (RFC 6749 §4.1.3)',
  async (t) => {
    const client = await guidedClient(t, { redirect_uris: [CALLBACKS[1]] })
    const { token_endpoint } = client.discovered
    const { data } = await post(
      token_endpoint,
      redemption(client, await signedIn(client, NO_CHALLENGE), LEAST),
    )
    t.match(data, { id_token: /./, access_token: /./, refresh_token: /./ })

    const different = { ...LEAST, redirect_uri: CALLBACKS[0] }
    const unverified = { ...LEAST, redirect_uri: CALLBACKS[1] }
    const unasked = { ...unverified, code_verifier: codeVerifier() }
    for (const [fields, asked, why] of [
      [different, NO_CHALLENGE, 'one that is sent must match'],
      [unverified, {}, 'a challenge was sent, and no verifier'],
      [unasked, NO_CHALLENGE, 'a verifier, and no challenge was sent'],
    ] as const) {
      const body = redemption(client, await signedIn(client, asked), fields)
      t.same(await refusal(post(token_endpoint, body)), INVALID_GRANT, why)
    }

    const two = { ...client, ...(await anotherClient(client.server)) }
    const body = redemption(two, await signedIn(two, NO_CHALLENGE), LEAST)
    t.same(await refusal(post(token_endpoint, body)), INVALID_GRANT, 'two are registered, and none is named')
  },
)

t.test('1-13: verifiers as long as the generator of the sample may make them (RFC 7636 §4.1)', async (t) => {
  const client = await guidedClient(t)
  const { token_endpoint } = client.discovered
  for (const length of [43, 64, 128]) {
    const signed = await signedIn(client, {}, codeVerifier(length))
    t.equal(signed.code_verifier.length, length)
    t.equal((await post(token_endpoint, redemption(client, signed))).status, 200)
  }
  for (const length of [42, 129]) {
    const signed = await signedIn(client, {}, codeVerifier(length))
    t.equal(signed.code_verifier.length, length)
    t.same(await refusal(post(token_endpoint, redemption(client, signed))), INVALID_GRANT, String(length))
  }
})

t.test(
  '1-14: what is wrong says so where axios finds it, and a wrong secret spends nothing (RFC 6749 §5.2)',
  async (t) => {
    const client = await guidedClient(t)
    const { server, discovered } = client
    const { token_endpoint } = discovered
    const signed = await signedIn(client)
    const wrong = redemption(client, signed, { client_secret: 'your_confidential_client_secret' })
    t.same(await refusal(post(token_endpoint, wrong)), INVALID_CLIENT)
    const { data } = await post(token_endpoint, redemption(client, signed))
    t.match(data, { id_token: /./ }, 'the same code, and its own secret')

    const userinfo = () =>
      axios.get(`${server.issuer}/userinfo`, { headers: { authorization: `Bearer ${data.access_token}` } })
    t.equal((await userinfo()).status, 200)
    t.same(await refusal(post(token_endpoint, redemption(client, signed))), INVALID_GRANT, 'used before')
    t.match(await refusal(userinfo()), { status: 401 }, 'RFC 6749 §4.1.2: and what it gave is taken back')

    const other = await anotherClient(server)
    for (const [fields, why] of [
      [{ code_verifier: codeVerifier() }, 'a wrong verifier'],
      [other, 'the code of another client'],
      [{ redirect_uri: CALLBACKS[0] }, 'another redirect_uri, registered as it is'],
      [{ code: 'nonsense' }, 'no code of ours'],
    ] as const) {
      const body = redemption(client, await signedIn(client), fields)
      t.same(await refusal(post(token_endpoint, body)), INVALID_GRANT, why)
    }
  },
)

t.test('1-15: the ID token says who it is, as text, to this client alone (Core §2, §5.1)', async (t) => {
  const client = await guidedClient(t)
  const { discovered, server, client_id } = client
  const signed = await signedIn(client)
  const { data } = await post(discovered.token_endpoint, redemption(client, signed))
  const { email, name, sub, iat, exp, ...claims } = claimsOf(data.id_token)
  t.match(claims, { iss: discovered.issuer, aud: client_id, nonce: signed.nonce })
  t.same({ email, name }, { email: 'ann@example.com', name: 'Ann Lee' })
  t.type(sub, 'string')
  t.equal(iat, server.clock.seconds)
  t.equal(exp, server.clock.seconds + 3600)
})

/** As a client that is stricter than the samples sees it. */
const strict = ({ discovered, client_id, client_secret }: GuidedClient) => {
  const as: oauth.AuthorizationServer = discovered
  return {
    as,
    client: { client_id },
    auth: oauth.ClientSecretPost(client_secret),
    options: { [oauth.allowInsecureRequests]: true },
  }
}

const isActive = async ({ server }: GuidedClient, access_token: string): Promise<boolean> => {
  const headers = { authorization: `Bearer ${access_token}` }
  const { status } = await axios.get(`${server.issuer}/userinfo`, { headers, validateStatus: null })
  return status === 200
}

t.test(
  '1-17: the revocation that the sample has commented out, of an ID token alone (RFC 7009 §2.1, §2.2)',
  async (t) => {
    const client = await guidedClient(t)
    const { revocation_endpoint } = client.discovered
    const { id_token, access_token, refresh_token } = await tokensOf(client)
    t.same(await refusal(post(revocation_endpoint, { token: id_token })), INVALID_CLIENT)

    const { client_id, client_secret } = client
    const own = { client_id, client_secret }
    for (const token of [id_token, id_token.slice(0, -3), `${id_token}.${id_token}`, 'nonsense']) {
      const { status, data } = await post<object>(revocation_endpoint, { token, ...own })
      t.same({ status, data }, { status: 200, data: {} }, token.slice(-8))
    }
    t.ok(await isActive(client, access_token), 'an ID token is nothing that could be taken back')

    const { as, client: self, auth, options } = strict(client)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, self, auth, refresh_token, options),
    )
    t.notOk(await isActive(client, access_token), 'a refresh token is, with all that came of it')
  },
)

t.test(
  '1-18: a refresh token gives a new access token to the client that has the secret (RFC 6749 §6)',
  async (t) => {
    const client = await guidedClient(t)
    const { token_endpoint } = client.discovered
    const { client_id, client_secret } = client
    const first = await tokensOf(client)
    const refreshing = { grant_type: 'refresh_token', refresh_token: first.refresh_token, client_id }
    t.same(await refusal(post(token_endpoint, refreshing)), INVALID_CLIENT)
    t.same(await refusal(post(token_endpoint, { ...refreshing, client_secret: 'wrong' })), INVALID_CLIENT)

    const { data } = await post(token_endpoint, { ...refreshing, client_secret })
    t.not(data.access_token, first.access_token)
    t.ok(await isActive(client, data.access_token))
    t.match(claimsOf(data.id_token), { email: 'ann@example.com', name: 'Ann Lee' })

    const { as, client: self, auth, options } = strict(client)
    const response = await oauth.refreshTokenGrantRequest(as, self, auth, data.refresh_token, options)
    const again = await oauth.processRefreshTokenResponse(
      as,
      { ...self, id_token_signed_response_alg: 'ES256' },
      response,
    )
    t.ok(await isActive(client, again.access_token))
  },
)
