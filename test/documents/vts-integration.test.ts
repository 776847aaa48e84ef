/**
 * VTS: `ext-integration-id`, by which its guide has an application ask for the custom claims of its integration.
 */
import t from 'tap'
import { CLAIM_SET, createNamed, deleteNamed, updateNamed } from '../../src/domain/claims/named-claims.ts'
import { answerOf, CODE_CHALLENGE, CODE_VERIFIER, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { claimsOf, givenCode, post, request } from '../helpers/given.ts'
import { INTEGRATION, signIn, type VtsTenant, vtsTenant } from '../helpers/vts-claims.ts'

const SITA = { 'ext-integration-id': 'sita' }
const PKCE = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
const REDEMPTION = { client_id: 'rp', redirect_uri: REDIRECT_URI, code_verifier: CODE_VERIFIER }

/** Which of them are there. */
const custom = (claims: object) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => Object.hasOwn(INTEGRATION, name)))

async function tokens({ server, browser }: VtsTenant, parameters: Record<string, string> = {}) {
  const code = await givenCode(browser, { ...PKCE, ...parameters })
  return request(server, { grant_type: 'authorization_code', code, ...REDEMPTION })
}

const refreshed = ({ server }: VtsTenant, refresh_token: string | undefined) =>
  request(server, { grant_type: 'refresh_token', refresh_token, client_id: 'rp' })

t.test(
  '4-4: the static claims of ext-integration-id are in the ID token, and at userinfo (Core §5.1.2)',
  async (t) => {
    const { claims, userinfo, tokens } = await signIn(await vtsTenant(t), SITA)
    t.same(custom(claims), INTEGRATION)
    t.equal(claims['building_address'], '1166 Avenue of the Americas')
    t.same(custom(userinfo), INTEGRATION)
    t.same(custom(claimsOf(tokens.access_token)), {}, 'an access token is no place for them')
  },
)

t.test('4-4: absent, or empty, there are no custom claims (RFC 6749 §3.1)', async (t) => {
  const scene = await vtsTenant(t)
  for (const parameters of [{}, { 'ext-integration-id': '' }] as Record<string, string>[]) {
    const { claims, userinfo } = await signIn(scene, parameters)
    t.same([custom(claims), custom(userinfo)], [{}, {}])
  }
})

t.test(
  '4-4: an unknown one is invalid_request by redirect, with no code and nobody asked (Core §3.1.2.6)',
  async (t) => {
    const scene = await vtsTenant(t)
    const { server, browser } = scene
    await createNamed(await server.tenant('other'), CLAIM_SET, { id: 'theirs', claims: {} })
    const others: Record<string, string>[] = [{}, { prompt: 'none' }, { prompt: 'login' }]
    for (const id of ['nobody', 'SITA', 'theirs', '../sita', 'constructor']) {
      for (const more of others) {
        const reply = await browser.authorize({ ...PKCE, ...more, 'ext-integration-id': id })
        t.equal(reply.statusCode, 303)
        t.match(answerOf(reply), { error: 'invalid_request', state: REQUEST.state, code: undefined }, id)
      }
    }
    const pushed = { ...REQUEST, ...PKCE, 'ext-integration-id': 'nobody' }
    t.match((await post(server, '/par', pushed)).json(), { error: 'invalid_request', request_uri: undefined })
    const twice = await browser.authorize({ ...PKCE, 'ext-integration-id': ['sita', 'sita'] })
    t.match(answerOf(twice), { error: 'invalid_request', code: undefined })
  },
)

t.test('4-4: a request that waited for a person is asked again whether the set is there', async (t) => {
  const scene = await vtsTenant(t, { metadata: { first_party: false } })
  const { server, browser } = scene
  const url = String((await browser.authorize({ ...PKCE, ...SITA })).headers.location)
  t.match(url, /\/consent\//)
  const page = await browser.get(url)
  await deleteNamed(await server.tenant(), CLAIM_SET, 'sita')
  const allowed = await browser.submit(url, page.body)
  const answer = answerOf(await browser.get(String(allowed.headers.location)))
  t.match(answer, { error: 'invalid_request', code: undefined })
})

t.test(
  '4-4: they are kept over refreshes, as they are by then, also pushed beforehand (Core §12.2)',
  async (t) => {
    const scene = await vtsTenant(t, { metadata: { token_endpoint_auth_method: 'none' } })
    const { server } = scene
    const pushed = await post(server, '/par', {
      ...REQUEST,
      ...PKCE,
      ...SITA,
      scope: 'openid offline_access',
    })
    const first = await tokens(scene, { request_uri: pushed.json().request_uri })
    t.same(custom(claimsOf(first.id_token)), INTEGRATION)
    const second = await refreshed(scene, first.refresh_token)
    t.same(custom(claimsOf(second.id_token)), INTEGRATION)
    await updateNamed(await server.tenant(), CLAIM_SET, { id: 'sita', claims: { floor: 1 } })
    const third = await refreshed(scene, second.refresh_token)
    t.same(custom(claimsOf(third.id_token)), { floor: 1 })
    await deleteNamed(await server.tenant(), CLAIM_SET, 'sita')
    const fourth = await refreshed(scene, third.refresh_token)
    t.same(custom(claimsOf(fourth.id_token)), {})
  },
)

t.test('4-4: they never take the place of what the person or the server says (Core §2)', async (t) => {
  const scene = await vtsTenant(t)
  const inside = await scene.server.tenant()
  const clash = { building: 'Nowhere', preferred_address: 'here' }
  await createNamed(inside, CLAIM_SET, { id: 'clash', claims: clash })
  const { claims, userinfo } = await signIn(scene, { 'ext-integration-id': 'clash' })
  for (const told of [claims, userinfo]) {
    t.match(told, { building: 'Sita Manhattan', preferred_address: 'here' }, 'the profile’s claim stays')
  }
  await scene.server.db.execute(`UPDATE "user" SET claims = '{}'`)
  const without = await signIn(scene, { 'ext-integration-id': 'clash' })
  for (const told of [without.claims, without.userinfo]) {
    t.match(told, { building: undefined, preferred_address: 'here' }, 'and who has none chooses none')
  }
  for (const name of ['iss', 'sub', 'aud', 'exp', 'nonce', 'sid', 'name', 'email']) {
    const stated = { id: 'wrong', claims: { [name]: 'x' } }
    await t.rejects(createNamed(inside, CLAIM_SET, stated), { name: 'Refusal', reason: 'faulty' }, name)
  }
})

t.test('4-4: from the front channel where nothing else follows, and else once (Core §3.3.3.6)', async (t) => {
  const response_types = ['id_token', 'code id_token']
  const grant_types = ['authorization_code', 'implicit']
  const scene = await vtsTenant(t, { metadata: { response_types, grant_types } })
  for (const [response_type, wanted] of [
    ['id_token', INTEGRATION],
    ['code id_token', {}],
  ] as const) {
    const pkce = response_type === 'id_token' ? {} : PKCE
    const reply = await scene.browser.authorize({ ...pkce, ...SITA, response_type, nonce: 'n' })
    const answer = new URLSearchParams(new URL(String(reply.headers.location)).hash.slice(1))
    const claims = claimsOf(answer.get('id_token') ?? '')
    t.same(custom(claims), wanted, response_type)
    t.equal('nickname' in claims, response_type === 'id_token', 'as with the claims of the profile')
    t.equal(claims['sub'], `auth0|${scene.bob.sub}`)
  }
})
