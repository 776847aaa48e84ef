/**
 * VTS: `organization`, which its guide has an application send on when there is one.
 */
import t, { type Test } from 'tap'
import { issueTokens } from '../../src/domain/tokens/token.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { updateOrganization } from '../../src/store/organizations.ts'
import { answerOf, Browser, givenPerson, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { countingDb } from '../helpers/counting-db.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  bearer,
  claimsOf,
  FORM,
  givenClient,
  givenCode,
  givenQuickKeys,
  givenTokens,
  post,
  redemption,
  refreshing,
  request,
  SECRET,
} from '../helpers/given.ts'
import { allCodes, givenKitchen, joinKitchen, KITCHEN, leaveKitchen } from '../helpers/organizations.ts'
import { signingClient } from '../helpers/request-object.ts'

const FOR_KITCHEN = { organization: KITCHEN.id }
const TOLD = { org_id: KITCHEN.id, org_name: KITCHEN.name }

/** ann is a member, and signed in with `browser`; ben is none, and signed in with `bens`. */
async function scene(t: Test, metadata = {}) {
  const server = await startServer(t)
  await givenQuickKeys(server)
  await givenClient(server, { metadata })
  const [ann, ben] = [await givenPerson(server, 'ann'), await givenPerson(server, 'ben')]
  await givenKitchen(server, ann)
  const [browser, bens] = [new Browser(server), new Browser(server)]
  await browser.signIn(ann)
  await bens.signIn(ben)
  return { server, browser, bens, ann }
}

const userinfo = ({ app }: TestServer, access_token: string) =>
  app.inject({ url: '/api/oidc/default/userinfo', headers: bearer(access_token) })

async function introspected(server: TestServer, token: string | undefined) {
  return (await post(server, '/introspect', { client_id: 'rp', client_secret: SECRET, token })).json()
}

async function pushed(server: TestServer, fields: Record<string, string>): Promise<Record<string, string>> {
  const reply = await post(server, '/par', { ...REQUEST, ...fields, client_secret: SECRET })
  return reply.json()
}

t.test('4-6: a member gets in, and every token names the organization (Core §5.1.2)', async (t) => {
  const { server, browser } = await scene(t)
  const tokens = await givenTokens(server, browser, FOR_KITCHEN)
  t.match(claimsOf(tokens.id_token), TOLD)
  t.match(claimsOf(tokens.access_token), TOLD)
  t.match((await userinfo(server, tokens.access_token)).json(), TOLD)
  t.match(await introspected(server, tokens.access_token), { active: true, ...TOLD })
  t.match(await introspected(server, tokens.refresh_token), { active: true, ...TOLD })

  const renamed = { tenant_id: 'default', id: KITCHEN.id, name: 'Caraway', now: START }
  await server.db.run(updateOrganization, renamed)
  await server.db.run(bumpConfigVersion, {})
  const refreshed = await request(server, refreshing(tokens.refresh_token))
  for (const token of [refreshed.id_token, refreshed.access_token]) {
    t.match(claimsOf(token), { org_id: KITCHEN.id, org_name: 'Caraway' })
  }
})

t.test('4-6: an opaque access token stands for it likewise (RFC 7662 §2.2)', async (t) => {
  const { server, browser } = await scene(t, { access_token_format: 'opaque' })
  const { access_token } = await givenTokens(server, browser, FOR_KITCHEN)
  t.match(await introspected(server, access_token), { active: true, ...TOLD })
  t.match((await userinfo(server, access_token)).json(), TOLD)
})

t.test('4-6: however the request comes: posted, pushed, signed (Core §3.1.2.1, RFC 9126 §2)', async (t) => {
  const { jwks, sign } = await signingClient()
  const { server, browser, bens } = await scene(t, { jwks })
  const posted = (who: Browser) =>
    who.send({
      method: 'POST',
      url: '/api/oidc/default/authorize',
      headers: FORM,
      payload: new URLSearchParams({ ...REQUEST, ...FOR_KITCHEN }).toString(),
    })
  const push = async (who: Browser) =>
    who.authorize({ request_uri: String((await pushed(server, FOR_KITCHEN))['request_uri']) })
  const signed = async (who: Browser) => who.authorize({ request: await sign(FOR_KITCHEN) })
  for (const ask of [posted, push, signed]) {
    const { code = '' } = answerOf(await ask(browser))
    const { id_token } = await request(server, redemption(code))
    t.match(claimsOf(id_token), TOLD)
    t.match((await ask(bens)).headers.location, `${server.issuer}/not-admitted/`)
  }
})

t.test('4-6: who is no member gets a page, or the application access_denied; never a code', async (t) => {
  const { server, bens } = await scene(t)
  const asked = await bens.authorize(FOR_KITCHEN)
  const url = String(asked.headers.location)
  t.match(await bens.get(url), { statusCode: 403, body: /This account is not in <bdi>Cumin Kitchen</ })
  const silent = await bens.authorize({ ...FOR_KITCHEN, prompt: 'none' })
  t.match(silent.headers.location, `${REDIRECT_URI}?`)
  t.match(answerOf(silent), { error: 'access_denied', state: REQUEST.state, iss: server.issuer })
  const cancelled = await bens.submit(
    `${url.replace('/not-admitted/', '/sign-in/')}/cancel`,
    (await bens.get(url)).body,
  )
  t.match(answerOf(cancelled), { error: 'access_denied', state: REQUEST.state })
  t.same(await server.db.all(allCodes, {}), [])
})

t.test('4-6: an organization that is not there is invalid_request (Core §3.1.2.6)', async (t) => {
  const { server, browser } = await scene(t)
  for (const organization of ['org_other', 'ORG_KITCHEN', '../x', ' ']) {
    const answer = answerOf(await browser.authorize({ organization }))
    t.match(answer, { error: 'invalid_request', state: REQUEST.state })
    t.notOk('code' in answer)
    t.match(await pushed(server, { organization }), { error: 'invalid_request' })
  }
  const twice = answerOf(await browser.authorize({ organization: [KITCHEN.id, KITCHEN.id] }))
  t.match(twice, { error: 'invalid_request' })
  // Nobody has to sign in to learn it.
  t.match(answerOf(await new Browser(server).authorize({ organization: 'org_other' })), {
    error: 'invalid_request',
  })
})

t.test('4-6: one of another tenant is not there either', async (t) => {
  const { server } = await scene(t)
  await givenClient(server, { tenant_id: 'other' })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann', { tenant_id: 'other' }), 'other')
  t.match(answerOf(await browser.authorize(FOR_KITCHEN, 'other')), { error: 'invalid_request' })
})

t.test('4-6: empty is absent (RFC 6749 §3.1)', async (t) => {
  const { server, browser, bens } = await scene(t)
  for (const who of [browser, bens]) {
    const { id_token } = await givenTokens(server, who, { organization: '' })
    t.notOk('org_id' in claimsOf(id_token))
  }
})

t.test('4-6: a member who leaves loses what she got as one, until she is back (RFC 6749 §5.2)', async (t) => {
  const { server, browser, ann } = await scene(t)
  const code = await givenCode(browser, FOR_KITCHEN)
  const tokens = await givenTokens(server, browser, FOR_KITCHEN)
  const own = await givenTokens(server, browser)
  await leaveKitchen(server, ann)
  const gone = { code: 'invalid_grant', reason: 'organization-not-member' }
  await t.rejects(request(server, refreshing(tokens.refresh_token)), gone)
  await t.rejects(request(server, redemption(code)), gone)
  t.match(await userinfo(server, tokens.access_token), {
    statusCode: 401,
    headers: { 'www-authenticate': /error="invalid_token"/ },
  })
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    t.same(await introspected(server, token), { active: false })
  }
  t.equal((await userinfo(server, own.access_token)).statusCode, 200, 'what is her own stays')
  await joinKitchen(server, ann)
  t.match(claimsOf((await request(server, refreshing(tokens.refresh_token))).id_token), TOLD)
})

t.test('4-6: tokens of the front channel name it too (Core §3.2.2.10)', async (t) => {
  const metadata = { grant_types: ['implicit'], response_types: ['id_token token'] }
  const { browser } = await scene(t, metadata)
  const reply = await browser.authorize({ ...FOR_KITCHEN, response_type: 'id_token token', nonce: 'n' })
  const fragment = new URLSearchParams(new URL(String(reply.headers.location)).hash.slice(1))
  for (const name of ['id_token', 'access_token']) {
    t.match(claimsOf(fragment.get(name) ?? ''), TOLD)
  }
})

t.test('4-7: older clients, which send none of the three, get what they always got', async (t) => {
  const { server, browser } = await scene(t)
  const { id_token, access_token } = await givenTokens(server, browser)
  t.same(Object.keys(claimsOf(id_token)).sort(), [
    'acr',
    'amr',
    'at_hash',
    'aud',
    'auth_time',
    'exp',
    'iat',
    'iss',
    'sub',
  ])
  for (const claims of [claimsOf(access_token), (await userinfo(server, access_token)).json()]) {
    t.notOk('org_id' in claims || 'org_name' in claims)
  }
})

t.test('4-7: and the database is asked no more for their sake', async (t) => {
  const { server, browser } = await scene(t)
  const asked = async (parameters: Record<string, string>) => {
    const code = await givenCode(browser, parameters)
    const deps = await server.tenant()
    const { db, ran } = countingDb(deps.db)
    await issueTokens({ ...deps, db }, { basic: undefined, parameters: redemption(code) })
    return ran
  }
  const plain = await asked({})
  const named = await asked(FOR_KITCHEN)
  t.equal(
    plain.filter((kind) => kind === 'tx read').length + 1,
    named.filter((kind) => kind === 'tx read').length,
  )
})
