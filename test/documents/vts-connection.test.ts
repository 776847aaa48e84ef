/**
 * VTS: `connection` names where a person is to sign in. Here: what an application may send, what becomes of it, and what its
 * tokens say; the provider is a server of its own, asked over HTTP.
 */
import t, { type Test } from 'tap'
import { findSession } from '../../src/domain/authentication/session.ts'
import { authorize } from '../../src/domain/authorization/authorize.ts'
import { findRedirectTarget } from '../../src/domain/authorization/redirect-target.ts'
import { createConnection } from '../../src/domain/connections/connection-administration.ts'
import { givenPerson, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { answeredBy } from '../helpers/authorization-answer.ts'
import { allSessions, allUsers, connectionScene, onwardOf, visit } from '../helpers/connections.ts'
import { countingDb } from '../helpers/counting-db.ts'
import {
  allGrants,
  claimsOf,
  FORM,
  givenClient,
  givenCode,
  post,
  redemption,
  request,
  SECRET,
} from '../helpers/given.ts'
import { givenConnection } from '../helpers/upstream-provider.ts'

async function scene(t: Test, settings: Record<string, unknown> = {}) {
  const given = await connectionScene(t, { create_people: true, ...settings })
  const { server } = given
  await createConnection(await server.tenant(), {
    id: 'own',
    type: 'passcode',
    client_secret: undefined,
    settings: {},
  })
  return given
}

/** `rp` with a secret, so that it gets tokens. */
async function tokenScene(t: Test) {
  const given = await scene(t)
  await givenClient(given.server, { client_id: 'web' })
  return given
}

t.test(
  '4-5: an unknown connection is invalid_request by redirect, without a code (Core §3.1.2.6)',
  async (t) => {
    const { server, browser } = await scene(t)
    await browser.signIn(await givenPerson(server, 'ada'))
    await givenConnection(server, { issuer: 'https://op.example' }, {}, { id: 'theirs', tenant_id: 'other' })
    for (const [connection, rule] of [
      ['nobody', 'connection-unknown'],
      ['Corporate', 'connection-unknown'],
      ['theirs', 'connection-unknown'],
      ['__proto__', 'connection-unknown'],
      ['x'.repeat(5000), 'connection-unknown'],
      ['corpo\0rate', 'parameter-nul'],
    ] as const) {
      for (const more of [{}, { prompt: 'none' }, { prompt: 'login' }]) {
        const reply = await browser.authorize({ connection, ...more })
        t.equal(reply.statusCode, 303, JSON.stringify(connection.slice(0, 20)))
        const { to, fields } = answeredBy(reply)
        t.equal(to, REDIRECT_URI)
        const { error_description, session_state, ...told } = fields
        t.same(told, { error: 'invalid_request', state: REQUEST.state, iss: server.issuer })
        t.match(error_description, /^connection /)
        t.match(server.notices.at(-1), { rule })
      }
    }
    const twice = await browser.authorize({ connection: ['corporate', 'own'] })
    t.match(answeredBy(twice).fields, { error: 'invalid_request', state: REQUEST.state })
    const posted = await browser.send({
      method: 'POST',
      url: '/api/oidc/default/authorize',
      headers: FORM,
      payload: new URLSearchParams({ ...REQUEST, connection: 'nobody' }).toString(),
    })
    t.match(answeredBy(posted), { to: REDIRECT_URI, fields: { error: 'invalid_request' } })
    t.same(await server.db.all(allGrants, {}), [])
  },
)

t.test('4-5: an unknown connection cannot be pushed either (RFC 9126 §2.3)', async (t) => {
  const { server } = await tokenScene(t)
  const { state, ...pushed } = REQUEST
  const sent = { ...pushed, client_id: 'web', client_secret: SECRET, state }
  const refused = await post(server, '/par', { ...sent, connection: 'nobody' })
  t.equal(refused.statusCode, 400)
  t.match(refused.json(), { error: 'invalid_request', error_description: 'connection is not known here.' })
  t.equal((await post(server, '/par', { ...sent, connection: 'corporate' })).statusCode, 201)
  t.equal((await post(server, '/par', { ...sent, connection: '' })).statusCode, 201)
})

t.test('4-5: connection= (empty) and absent behave the same', async (t) => {
  const { server, browser } = await scene(t)
  for (const parameters of [{}, { connection: '' }]) {
    const { location } = (await browser.authorize(parameters)).headers
    t.match(location, /\/sign-in\/[0-9a-f-]{36}$/)
    t.match(answeredBy(await browser.authorize({ ...parameters, prompt: 'none' })).fields, {
      error: 'login_required',
    })
  }
  await browser.signIn(await givenPerson(server, 'ada'))
  for (const parameters of [{}, { connection: '' }]) {
    t.match(answeredBy(await browser.authorize(parameters)), { to: REDIRECT_URI, fields: { code: /./ } })
  }
})

t.test('4-5: without connection a request asks the database no more than it did', async (t) => {
  const { server, browser } = await scene(t)
  await browser.signIn(await givenPerson(server, 'ada'))
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  const target = await findRedirectTarget(deps, REQUEST)
  const ask = async (parameters: Record<string, string>) => {
    const { db, ran } = countingDb(deps.db)
    await authorize({ ...deps, db }, { ...REQUEST, ...parameters }, target, session, 'browser')
    return ran.join(' ')
  }
  const first = await ask({})
  await ask({ connection: 'own' })
  t.equal(await ask({}), first)
  t.equal(await ask({ connection: 'own' }), first, 'nor with one that is known by then')
})

t.test(
  '4-5: connection= of type passcode leads to the sign-in page, and a session from here is enough',
  async (t) => {
    const { server, browser } = await scene(t)
    t.match((await browser.authorize({ connection: 'own' })).headers['location'], /\/sign-in\//)
    await browser.signIn(await givenPerson(server, 'ada'))
    t.ok(answeredBy(await browser.authorize({ connection: 'own' })).fields['code'])
  },
)

t.test('4-5: connection= of type passcode: who came in elsewhere signs in here', async (t) => {
  const given = await scene(t)
  const { browser } = given
  const back = await visit(given)
  await browser.get(onwardOf(back))
  t.ok(answeredBy(await browser.authorize({})).fields['code'], 'anywhere is here too')
  t.ok(answeredBy(await browser.authorize({ connection: 'corporate' })).fields['code'], 'and there')
  t.match((await browser.authorize({ connection: 'own' })).headers['location'], /\/sign-in\//)
  t.match(answeredBy(await browser.authorize({ connection: 'own', prompt: 'none' })).fields, {
    error: 'login_required',
  })
  t.match(answeredBy(await browser.authorize({ prompt: 'none' })).fields, { code: /./ })
})

t.test(
  '4-5: connection= of a provider: who signed in here is sent there, and prompt=none says so',
  async (t) => {
    const { server, browser } = await scene(t)
    await browser.signIn(await givenPerson(server, 'ada'))
    t.match(
      (await browser.authorize({ connection: 'corporate' })).headers['location'],
      /\/connections\/[0-9a-f-]{36}$/,
    )
    const silent = answeredBy(await browser.authorize({ connection: 'corporate', prompt: 'none' }))
    t.match(silent, { to: REDIRECT_URI, fields: { error: 'login_required', state: REQUEST.state } })
    const create = await browser.authorize({ connection: 'corporate', prompt: 'consent' })
    t.match(create.headers['location'], /\/connections\//)
  },
)

t.test('4-5: a known connection routes the login there; the tokens say where it was (Core §2)', async (t) => {
  const given = await tokenScene(t)
  const { server, browser, provider } = given
  provider.lies.id_token = { preferred_username: 'ann', name: 'Ann There', amr: ['mfa', 'hwk'] }
  const back = await visit(given, { client_id: 'web', nonce: 'n-1', scope: 'openid profile' })
  const { code } = answeredBy(await browser.get(onwardOf(back))).fields
  const tokens = await request(server, redemption(String(code), { client_id: 'web' }))
  t.match(claimsOf(tokens.id_token), {
    iss: server.issuer,
    nonce: 'n-1',
    name: 'Ann There',
    preferred_username: 'ann',
    acr: 'urn:vignette:acr:connection',
    amr: ['mfa', 'hwk'],
  })
  t.match(await server.db.all(allUsers, {}), [{ username: 'ann' }])
  t.match(await server.db.all(allSessions, {}), [{ connection_id: 'corporate' }])
  const again = await givenCode(browser, { client_id: 'web', connection: 'corporate', prompt: 'none' })
  t.match(claimsOf((await request(server, redemption(again, { client_id: 'web' }))).id_token), {
    acr: 'urn:vignette:acr:connection',
  })
})

t.test(
  '4-5: a client that demands the passcode gets it, wherever its person came in (RFC 9470 §5)',
  async (t) => {
    const given = await scene(t)
    const { browser } = given
    await browser.get(onwardOf(await visit(given)))
    const wish = { acr_values: 'urn:vignette:acr:passcode' }
    t.match((await browser.authorize(wish)).headers['location'], /\/sign-in\//)
    const essential = (value: string) => ({
      claims: JSON.stringify({ id_token: { acr: { essential: true, value } } }),
      connection: 'corporate',
    })
    const contrary = answeredBy(await browser.authorize(essential('urn:vignette:acr:passcode')))
    t.match(contrary.fields, { error: 'unmet_authentication_requirements' })
    const fitting = answeredBy(await browser.authorize(essential('urn:vignette:acr:connection')))
    t.ok(fitting.fields['code'])
  },
)
