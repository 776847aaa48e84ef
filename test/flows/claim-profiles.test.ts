import t, { type Test } from 'tap'
import { CLAIM_PROFILE, createNamed, updateNamed } from '../../src/domain/claims/named-claims.ts'
import { updateClient } from '../../src/domain/clients/client-registration.ts'
import { answerOf, Browser, givenPerson } from '../helpers/authorization.ts'
import { askAsDevice } from '../helpers/device.ts'
import { startServer } from '../helpers/fixtures.ts'
import {
  basic,
  bearer,
  claimsOf,
  givenClient,
  givenQuickKeys,
  givenTokens,
  post,
  refreshing,
  request,
  SECRET,
} from '../helpers/given.ts'
import { allLogouts } from '../helpers/logout.ts'
import { BOTH, exchanging, givenResources, PHOTOS, tokensFor } from '../helpers/resources.ts'

const PREFIX = { sub: { from: 'sub', prefix: 'auth0|' } }

/** `rp` with a profile, and ada, who is signed in with the browser. */
async function scene(t: Test, profile: object, metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenQuickKeys(server)
  const stated = { id: 'vts', claims: profile as Record<string, unknown> }
  await createNamed(await server.tenant(), CLAIM_PROFILE, stated)
  await givenClient(server, { metadata: { claim_profile: 'vts', ...metadata } })
  const browser = new Browser(server)
  const claims = { name: 'Ada Lovelace', nickname: 'Countess' }
  await browser.signIn(await givenPerson(server, 'ada', { claims }))
  const tokens = (parameters: Record<string, string> = {}) => givenTokens(server, browser, parameters)
  const userinfo = async (access_token: string) =>
    (await server.app.inject({ url: '/api/oidc/default/userinfo', headers: bearer(access_token) })).json()
  const introspect = async (token: string | undefined) =>
    (await post(server, '/introspect', { token }, basic('rp', SECRET))).json()
  return { server, browser, tokens, userinfo, introspect }
}

for (const [name, metadata] of Object.entries({
  public: {},
  pairwise: { subject_type: 'pairwise' },
  opaque: { access_token_format: 'opaque' },
})) {
  t.test(`Core §8: a prefixed sub is one everywhere (${name})`, async (t) => {
    const { server, browser, tokens, userinfo, introspect } = await scene(t, PREFIX, metadata)
    const { id_token, access_token, refresh_token } = await tokens()
    const sub = String(claimsOf(id_token)['sub'])
    t.match(sub, /^auth0\|[A-Za-z0-9_-]{36,43}$/)
    t.equal((await userinfo(access_token)).sub, sub)
    t.equal((await introspect(access_token)).sub, sub)
    t.equal((await introspect(refresh_token)).sub, sub)
    if (name !== 'opaque') t.equal(claimsOf(access_token)['sub'], sub)
    const refreshed = await request(server, refreshing(refresh_token))
    t.equal(claimsOf(refreshed.id_token)['sub'], sub)

    const silently = async (parameters: Record<string, string>) =>
      answerOf(await browser.authorize({ prompt: 'none', ...parameters }))
    const expecting = (value: string) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) })
    t.match(await silently({ id_token_hint: id_token ?? '' }), { code: /./ })
    t.match(await silently(expecting(sub)), { code: /./ })
    t.match(await silently(expecting(sub.slice('auth0|'.length))), { error: 'login_required' })
  })
}

t.test('Back-Channel Logout §2.4: logout tokens name the person as ID tokens do', async (t) => {
  const backchannel_logout_uri = 'https://rp.example/logout'
  const { server, browser, tokens } = await scene(t, PREFIX, { backchannel_logout_uri })
  const { id_token = '' } = await tokens()
  const url = `/api/oidc/default/logout?${new URLSearchParams({ id_token_hint: id_token })}`
  t.match(await browser.get(url), { statusCode: 200 }, 'the hint is hers')
  t.match(await server.db.all(allLogouts, {}), [{ client_id: 'rp', sub: claimsOf(id_token)['sub'] }])
})

t.test(
  'RP-Initiated Logout §2: a sid that the profile tells ends its session, without a cookie',
  async (t) => {
    const { server, browser, tokens } = await scene(t, { sid: { from: 'sid' } })
    const { id_token = '' } = await tokens()
    t.match(claimsOf(id_token)['sid'], /^[A-Za-z0-9_-]{22}$/)
    const url = `/api/oidc/default/logout?${new URLSearchParams({ id_token_hint: id_token })}`
    t.equal((await server.app.inject({ url })).statusCode, 200)
    t.match(answerOf(await browser.authorize({ prompt: 'none' })), { error: 'login_required' })
    t.same(await server.db.all(allLogouts, {}), [], 'and nobody is told, who does not want to be')
  },
)

t.test(
  'RFC 9068 §2.2.2: access tokens say of a person what the profile says, and introspection does',
  async (t) => {
    const profile = {
      display: { from: 'name', in: ['access_token'], scope: 'profile' },
      level: { value: 3, in: ['access_token'] },
    }
    const { tokens, userinfo, introspect } = await scene(t, profile)
    const { access_token, id_token } = await tokens({ scope: 'openid profile' })
    t.match(claimsOf(access_token), { display: 'Ada Lovelace', level: 3 })
    t.match(await introspect(access_token), { active: true, display: 'Ada Lovelace', level: 3 })
    for (const told of [claimsOf(id_token), await userinfo(access_token)])
      t.notOk('display' in told || 'level' in told)
    const bare = claimsOf((await tokens()).access_token)
    t.match(bare, { display: undefined, level: 3 })
  },
)

t.test('Core §5.5: a claim of the profile may be asked for by its name', async (t) => {
  const profile = {
    display: { from: 'name', scope: 'profile' },
    nickname: { from: 'username', scope: 'profile' },
  }
  const { tokens, userinfo } = await scene(t, profile)
  const claims = JSON.stringify({
    id_token: { display: null, 'nickname#de': null },
    userinfo: { display: null },
  })
  const asked = await tokens({ claims })
  t.match(claimsOf(asked.id_token), { display: 'Ada Lovelace', nickname: 'ada' })
  const { sub: _, ...told } = await userinfo(asked.access_token)
  t.same(told, { display: 'Ada Lovelace' })
  t.notOk('display' in claimsOf((await tokens()).id_token))
})

t.test('Core §3.1.2.4: a person is asked for what it comes from, and again when it is more', async (t) => {
  const { server, browser } = await scene(t, { display: { from: 'nickname' } }, { first_party: false })
  const allow = async () => {
    const url = String((await browser.authorize()).headers.location)
    t.match(url, /\/consent\//)
    const page = await browser.get(url)
    const allowed = await browser.submit(url, page.body)
    t.match(answerOf(await browser.get(String(allowed.headers.location))), { code: /./ })
    return page.body
  }
  const first = await allow()
  t.match(first, /<dt><code>nickname<\/code>[\s\S]*<bdi>Countess<\/bdi>/)
  t.notMatch(first, /Email address/)
  t.match(answerOf(await browser.authorize({ prompt: 'none' })), { code: /./ })
  const more = { display: { from: 'nickname' }, name: { from: 'email' }, level: { value: 1 } }
  await updateNamed(await server.tenant(), CLAIM_PROFILE, { id: 'vts', claims: more })
  t.match(answerOf(await browser.authorize({ prompt: 'none' })), { error: 'consent_required' })
  t.match(await allow(), /Email address[\s\S]*ada@example\.com/)
  const account = await browser.get('/api/oidc/default/account/applications')
  t.match(account.body, /nickname/)
})

t.test('RFC 8628 §3.3: who connects a device is told of it too', async (t) => {
  const grant_types = ['urn:ietf:params:oauth:grant-type:device_code']
  const device = { grant_types, response_types: [], redirect_uris: [], first_party: false }
  const { server, browser } = await scene(t, { display: { from: 'nickname' } }, device)
  const basicly = { client_id: 'rp', client_secret: SECRET, scope: 'openid' }
  const { user_code } = await askAsDevice(server, basicly)
  const page = await browser.get(`/api/oidc/default/device?user_code=${user_code}`)
  t.match(page.body, /nickname/)
  const allowed = await browser.submit('/api/oidc/default/device/allow', page.body)
  t.equal(allowed.statusCode, 303)
  const account = await browser.get('/api/oidc/default/account/applications')
  t.match(account.body, /nickname/)
})

t.test(
  'RFC 8693 §2.2.1: an exchanged token names the person as the client that gets it knows her',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenResources(server)
    const inside = await server.tenant()
    await createNamed(inside, CLAIM_PROFILE, { id: 'vts', claims: PREFIX })
    await updateClient(inside, {
      client_id: 'notes',
      client_type: undefined,
      metadata: { claim_profile: 'vts' },
    })
    const { access_token } = await tokensFor(server, browser, BOTH)
    const exchanged = await request(server, exchanging(access_token, { resource: PHOTOS }))
    const { sub } = claimsOf(access_token)
    t.match(sub, /^[0-9a-f-]{36}$/)
    t.match(claimsOf(exchanged.access_token), { sub: `auth0|${sub}`, client_id: 'notes' })
  },
)
