/**
 * The ID tokens that a page hands to Viafoura, judged as the document says that its servers judge them.
 */
import { createLocalJWKSet, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { registerClient, updateClient } from '../../src/domain/clients/client-registration.ts'
import { createUser } from '../../src/domain/users/user-administration.ts'
import { answerOf, Browser, CODE_CHALLENGE, CODE_VERIFIER, REDIRECT_URI } from '../helpers/authorization.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { serverOn, startServer, type TestServer, testConfig } from '../helpers/fixtures.ts'
import { CLIENT_ID } from '../helpers/gazette.ts'
import { claimsOf, givenQuickKeys, post, type Tokens } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'
import { ALGORITHMS, TokenRefused, Viafoura } from '../helpers/viafoura.ts'

/** Four bytes each in UTF-8, one of them of two code points, and a name in two scripts. */
const NAME = 'Ada 😀 Lovelace 👩‍🚀 エイダ'

const ADA = {
  username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  status: undefined,
  claims: { name: NAME, picture: 'https://example.com/ada.png' },
}

/** A public client of an administrator, Ada with a session, and Viafoura's servers. */
async function sceneOn(server: TestServer) {
  await givenQuickKeys(server)
  const inside = await server.tenant()
  const metadata = { redirect_uris: [REDIRECT_URI], first_party: true }
  const made = await registerClient(inside, { client_id: CLIENT_ID, client_type: 'public', metadata })
  if (made.client_secret !== undefined) throw new Error('a public client has no secret')
  const { id } = await createUser(inside, ADA, undefined)
  const browser = new Browser(server)
  await browser.signIn(id)
  const fetched: string[] = []
  const viafoura = viafouraOf(server, { fetched })
  return { server, browser, viafoura, fetched }
}

function viafouraOf(
  server: TestServer,
  { tenant_id = 'default', client_id = CLIENT_ID, fetched = [] as string[] },
): Viafoura {
  const into = fetchInto(server)
  return new Viafoura({
    well_known: `${server.config.public_url}/api/oidc/${tenant_id}/.well-known/openid-configuration`,
    client_id,
    fetch: (url) => {
      fetched.push(url)
      return into(url)
    },
    now: () => server.clock.seconds,
  })
}

const scene = async (t: Test) => sceneOn(await startServer(t))

async function signedIn({ server, browser }: Awaited<ReturnType<typeof scene>>): Promise<string> {
  const pkce = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
  const asked = { client_id: CLIENT_ID, scope: 'openid profile email', ...pkce }
  const { code } = answerOf(await browser.authorize(asked))
  const redemption = {
    grant_type: 'authorization_code',
    client_id: CLIENT_ID,
    code,
    redirect_uri: REDIRECT_URI,
  }
  const reply = await post(server, '/token', { ...redemption, code_verifier: CODE_VERIFIER })
  const { id_token = '' }: Tokens = reply.json()
  return id_token
}

t.test(
  '3-3: each of the eleven algorithms that Viafoura lists signs ID tokens (RFC 7518 §3.1, RFC 8812 §3.2)',
  async (t) => {
    const place = await scene(t)
    const discovery = await place.server.app.inject('/api/oidc/default/.well-known/openid-configuration')
    t.same([...discovery.json().id_token_signing_alg_values_supported].sort(), [...ALGORITHMS].sort())
    for (const alg of ALGORITHMS) {
      const metadata = { id_token_signed_response_alg: alg }
      await updateClient(await place.server.tenant(), {
        client_id: CLIENT_ID,
        client_type: 'public',
        metadata,
      })
      const id_token = await signedIn(place)
      t.match(JSON.parse(Buffer.from(id_token.split('.')[0] ?? '', 'base64url').toString()), {
        alg,
        kid: /./,
      })
      t.match(await place.viafoura.login(id_token), { name: NAME }, alg)
      await t.rejects(place.viafoura.login(forged(id_token)), alg)
    }
    t.equal(place.viafoura.accounts.size, 1)
  },
)

/** Another name under the same signature. */
function forged(id_token: string): string {
  const [header, payload = '', signature] = id_token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), name: 'Eve' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

t.test(
  '3-4: the key set is public, may be kept, and also stands at jwks.json (RFC 7517 §5, RFC 9111 §5.2.2)',
  async (t) => {
    const place = await scene(t)
    const { jwks_uri } = (
      await place.server.app.inject('/api/oidc/default/.well-known/openid-configuration')
    ).json()
    t.equal(jwks_uri, `${place.server.issuer}/.well-known/jwks`)
    await place.viafoura.login(await signedIn(place))
    t.same(place.fetched, [`${place.server.issuer}/.well-known/openid-configuration`, jwks_uri])
    const [set, alias] = [
      await place.server.app.inject(jwks_uri),
      await place.server.app.inject(`${jwks_uri}.json`),
    ]
    for (const { statusCode, headers } of [set, alias]) {
      t.equal(statusCode, 200)
      t.match(headers, {
        'content-type': /^application\/json/,
        'cache-control': 'public, max-age=60',
        etag: /./,
      })
      t.equal(headers['set-cookie'], undefined)
    }
    t.equal(alias.payload, set.payload)
    t.ok(set.json().keys.length > 0)
    for (const key of set.json().keys) {
      t.match(key, { kid: /./, use: 'sig', alg: /./ })
      t.notOk('d' in key)
    }
  },
)

t.test('3-5: iss is the issuer of the well-known document (Core §3.1.3.7)', async (t) => {
  const place = await scene(t)
  const id_token = await signedIn(place)
  t.equal(claimsOf(id_token)['iss'], place.server.issuer)
  const elsewhere = viafouraOf(place.server, { tenant_id: 'other' })
  await t.rejects(elsewhere.login(id_token), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

t.test('3-6: aud is the client id as one string (Core §2)', async (t) => {
  const place = await scene(t)
  const id_token = await signedIn(place)
  t.equal(claimsOf(id_token)['aud'], CLIENT_ID)
  const another = viafouraOf(place.server, { client_id: 'another' })
  await t.rejects(another.login(id_token), new TokenRefused('aud is not the client id'))
})

t.test('3-7: iat and exp are numbers of seconds, and exp is ahead (RFC 7519 §2)', async (t) => {
  const place = await scene(t)
  const { clock } = place.server
  const id_token = await signedIn(place)
  t.match(claimsOf(id_token), { iat: clock.seconds, exp: clock.seconds + 3600 })
  clock.seconds += 3599
  await t.resolves(place.viafoura.login(id_token))
  clock.seconds += 1
  await t.rejects(place.viafoura.login(id_token), new TokenRefused('exp is no number, or over'))
})

t.test('3-11: claims that Viafoura does not use do no harm (Core §3.1.3.7)', async (t) => {
  const place = await scene(t)
  const id_token = await signedIn(place)
  const claims = claimsOf(id_token)
  t.match(claims, { auth_time: Number, amr: Array, acr: String, updated_at: Number })
  const { sub: id, picture } = claims
  t.same(await place.viafoura.login(id_token), { id, name: NAME, email: ADA.email, picture })
})

t.test(
  '3-10: a name of four-byte characters survives storage, signing and decoding (RFC 3629 §3)',
  async (t) => {
    await onBothDatabases(t, '3-10: from the database to the ID token', async (t, db) => {
      const server = await serverOn(db, testConfig())
      t.teardown(() => server.app.close())
      const place = await sceneOn(server)
      const id_token = await signedIn(place)
      t.equal((await place.viafoura.login(id_token)).name, NAME)
      const keys = createLocalJWKSet((await server.app.inject('/api/oidc/default/.well-known/jwks')).json())
      const currentDate = new Date(server.clock.seconds * 1000)
      t.equal((await jwtVerify(id_token, keys, { currentDate })).payload['name'], NAME)
      const payload = Buffer.from(id_token.split('.')[1] ?? '', 'base64url')
      t.ok(payload.includes(Buffer.from('😀')), 'as UTF-8, not as two halves')
    })
  },
)
