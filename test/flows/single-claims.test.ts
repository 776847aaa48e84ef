import t, { type Test } from 'tap'
import { answerOf, Browser, givenPerson } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import {
  bearer,
  claimsOf,
  givenClient,
  givenQuickKeys,
  redemption,
  refreshing,
  request,
} from '../helpers/given.ts'

const CLAIMS = { name: 'Ada Lovelace', gender: 'female', nickname: 'Countess', zoneinfo: 'Europe/London' }

async function scene(t: Test, metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenQuickKeys(server)
  await givenClient(server, { metadata })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada', { claims: CLAIMS }))
  const ask = (claims: unknown, more: Record<string, string> = {}) =>
    browser.authorize({ claims: JSON.stringify(claims), ...more })
  const userinfo = async (access_token: string) =>
    (await server.app.inject({ url: '/api/oidc/default/userinfo', headers: bearer(access_token) })).json()
  return { server, browser, ask, userinfo }
}

t.test('Core §5.5: a claim is told in the place where it is asked for, after a refresh too', async (t) => {
  const { server, ask, userinfo } = await scene(t)
  const claims = {
    id_token: { gender: { essential: true }, middle_name: { essential: true } },
    userinfo: { 'nickname#de': null, zoneinfo: { value: 'Asia/Tokyo' } },
  }
  const { code } = answerOf(await ask(claims))
  const tokens = await request(server, redemption(String(code)))
  const refreshed = await request(server, refreshing(tokens.refresh_token))
  const narrowed = await request(server, refreshing(refreshed.refresh_token, { scope: 'openid' }))
  for (const { id_token, access_token } of [tokens, refreshed, narrowed]) {
    const told = claimsOf(id_token)
    t.equal(told['gender'], 'female')
    t.notOk('nickname' in told || 'name' in told || 'middle_name' in told)
    const { sub, ...others } = await userinfo(access_token)
    t.equal(sub, told['sub'])
    t.same(
      others,
      { nickname: 'Countess', zoneinfo: 'Europe/London' },
      'as it is, whatever value was hoped for',
    )
  }
})

t.test('Core §5.5: in an ID token from the front channel as well', async (t) => {
  const metadata = {
    id_token_claims: false,
    response_types: ['id_token', 'code id_token'],
    grant_types: ['authorization_code', 'implicit'],
  }
  const { ask } = await scene(t, metadata)
  for (const response_type of metadata.response_types) {
    const reply = await ask({ id_token: { name: { essential: true } } }, { response_type, nonce: 'n' })
    const { hash } = new URL(String(reply.headers.location))
    const id_token = new URLSearchParams(hash.slice(1)).get('id_token') ?? ''
    t.equal(claimsOf(id_token)['name'], 'Ada Lovelace', response_type)
    t.notOk('gender' in claimsOf(id_token))
  }
})

t.test('Core §3.1.2.4, §5.5: a person is asked about them once, and by name', async (t) => {
  const { browser, ask } = await scene(t, { first_party: false })
  const claims = { userinfo: { gender: null } }
  const url = String((await ask(claims)).headers.location)
  t.match(url, /\/consent\//)
  const page = await browser.get(url)
  t.match(page.body, /<dt><code>gender<\/code>[\s\S]*<bdi>female<\/bdi>/)
  const allowed = await browser.submit(url, page.body)
  t.match(answerOf(await browser.get(String(allowed.headers.location))), { code: /./ })
  t.match(answerOf(await ask(claims, { prompt: 'none' })), { code: /./ })
  t.match(answerOf(await ask({ id_token: { gender: null } }, { prompt: 'none' })), { code: /./ })
  t.match(answerOf(await ask({ userinfo: { nickname: null } }, { prompt: 'none' })), {
    error: 'consent_required',
  })
  const account = await browser.get('/api/oidc/default/account/applications')
  t.match(account.body, /gender/)
})

t.test('Core §5.5.1: sub with a value is as good as an id_token_hint', async (t) => {
  const { server, browser, ask } = await scene(t)
  const { code } = answerOf(await ask({}))
  const { id_token } = await request(server, redemption(String(code)))
  const { sub } = claimsOf(id_token)
  for (const place of ['id_token', 'userinfo']) {
    const hers = await ask({ [place]: { sub: { values: ['somebody', sub] } } }, { prompt: 'none' })
    t.match(answerOf(hers), { code: /./ }, place)
    const another = { [place]: { sub: { value: 'somebody' } } }
    t.match(answerOf(await ask(another, { prompt: 'none' })), { error: 'login_required' })
    t.match((await ask(another)).headers.location, /\/sign-in\//)
  }
  const both = {
    claims: JSON.stringify({ id_token: { sub: { value: 'somebody' } } }),
    id_token_hint: id_token,
  }
  t.match((await browser.authorize(both)).headers.location, /\/sign-in\//, 'both are to hold')
})
