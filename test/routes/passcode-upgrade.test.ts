import t from 'tap'
import { rotateServerKey } from '../../src/domain/authentication/server-key.ts'
import * as client from '../../src/passcode/opaque-client.ts'
import { findPasscodeOfName } from '../../src/store/passcodes.ts'
import { Browser, givenRp } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer, type TestServer } from '../helpers/fixtures.ts'
import { answerTo, clientSide, givenEnrolled } from '../helpers/passcode.ts'

const HEADERS = { 'content-type': 'application/json', origin: PUBLIC_URL }

async function givenServer(t: import('tap').Test) {
  const server = await startServer(t)
  await givenRp(server)
  await givenEnrolled(server)
  return server
}

const post = (browser: Browser, step: string, payload: object | string, headers: object = {}) =>
  browser.send({
    method: 'POST',
    url: `/api/oidc/default/passcode/${step}`,
    headers: { ...HEADERS, ...headers },
    payload,
  })

/** Signs ann in; @returns the answer to the finish */
async function signIn(server: TestServer, browser: Browser) {
  const { uuid } = (await server.tenant()).tenant
  const own = await clientSide(uuid)
  const reply = await browser.authorize({ prompt: 'login' })
  const interaction = String(reply.headers.location).split('/').at(-1) ?? ''
  const started = await post(browser, 'login/start', { username: 'ann', ke1: own.ke1, interaction })
  const { challenge, ke2, ksf } = started.json()
  const answer = await answerTo(uuid, own, { ke2, ksf }, { challenge, interaction })
  return (await post(browser, 'login/finish', { challenge, ...answer })).json()
}

async function begin(server: TestServer, browser: Browser, ticket: string) {
  const { uuid: tenant_uuid } = (await server.tenant()).tenant
  const { password } = await clientSide(tenant_uuid)
  const { request, client_state } = client.startRegistration(password)
  const reply = await post(browser, 'upgrade/start', { ticket, request })
  const { response, ksf } = reply.json()
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const terms = { password, tenant_uuid, key_stretching, client_state, response }
  return { reply, record: client.finishRegistration(terms).record }
}

const generation = async ({ db }: TestServer) =>
  (await db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' }))?.server_key_generation

t.test('RFC 9807 §5: a sign-in under an older key ends with the passcode under the new one', async (t) => {
  const server = await givenServer(t)
  const browser = new Browser(server)
  t.same(Object.keys(await signIn(server, browser)), ['ok', 'next'], 'nothing to do')
  await rotateServerKey(await server.tenant())
  const { upgrade } = await signIn(server, browser)
  t.same(Object.keys(upgrade), ['ticket'])

  const { reply, record } = await begin(server, browser, upgrade.ticket)
  t.equal(reply.statusCode, 200)
  t.same(Object.keys(reply.json()), ['ticket', 'response', 'ksf'])
  t.equal(reply.headers['cache-control'], 'no-store')
  const { ticket } = reply.json()
  const finished = await post(browser, 'upgrade/finish', { ticket, record })
  t.equal(finished.statusCode, 200)
  t.same(finished.json(), { ok: true })
  t.equal(finished.headers['cache-control'], 'no-store')
  t.same(finished.cookies, [], 'sessions and known browsers stay')
  t.equal(await generation(server), 2)
  t.same(Object.keys(await signIn(server, browser)), ['ok', 'next'])

  const again = await post(browser, 'upgrade/finish', { ticket, record })
  t.equal(again.statusCode, 410)
  t.same(again.json(), { error: 'expired' })
})

t.test('RFC 9110 §15.5.11: a ticket is worth nothing elsewhere, or later', async (t) => {
  const server = await givenServer(t)
  const browser = new Browser(server)
  await signIn(server, browser)
  await rotateServerKey(await server.tenant())
  const { upgrade } = await signIn(server, browser)
  const { reply, record } = await begin(server, browser, upgrade.ticket)
  const { ticket } = reply.json()
  const request = 'A'.repeat(43)
  const stranger = new Browser(server)
  const refused = async (who: Browser) => {
    for (const [step, body] of [
      ['upgrade/start', { ticket: upgrade.ticket, request }],
      ['upgrade/finish', { ticket, record }],
    ] as const) {
      const answer = await post(who, step, body)
      t.equal(answer.statusCode, 410, step)
      t.same(answer.json(), { error: 'expired' })
      t.equal(answer.headers['cache-control'], 'no-store')
    }
  }
  await refused(stranger)
  server.clock.seconds += 60
  await refused(browser)
  t.equal(await generation(server), 1)
})

t.test('RFC 9110 §15.5.16, RFC 6454 §7: what is not of the form, or of another origin', async (t) => {
  const server = await givenServer(t)
  const browser = new Browser(server)
  await signIn(server, browser)
  await rotateServerKey(await server.tenant())
  const { upgrade } = await signIn(server, browser)
  const { ticket } = upgrade
  const bad = [
    ['upgrade/start', { ticket, request: 'short' }],
    ['upgrade/start', { ticket, request: '!'.repeat(43) }],
    ['upgrade/start', { ticket, request: 'A'.repeat(43), more: 1 }],
    ['upgrade/start', { ticket: 'x'.repeat(1001), request: 'A'.repeat(43) }],
    ['upgrade/finish', { ticket, record: 'A'.repeat(255) }],
    ['upgrade/finish', { ticket, record: '!'.repeat(256) }],
  ] as const
  for (const [step, body] of bad) {
    const reply = await post(browser, step, body)
    t.equal(reply.statusCode, 400, JSON.stringify(body))
    t.match(reply.json(), { error: 'invalid_request' })
  }
  for (const step of ['upgrade/start', 'upgrade/finish']) {
    const body = { ticket, request: 'A'.repeat(43), record: 'A'.repeat(256) }
    const form = await post(browser, step, JSON.stringify(body), { 'content-type': 'text/plain' })
    t.match(form.json(), { error: 'invalid_request' })
    const { request, record } = body
    const payload = step.endsWith('start') ? { ticket, request } : { ticket, record }
    const foreign = await post(browser, step, payload, { origin: 'https://evil.example' })
    t.equal(foreign.statusCode, 403)
  }
})
