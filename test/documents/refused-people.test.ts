/**
 * What the documents leave to the server: people who are signed in and may not go on, and hints that nobody may rely on.
 * Each is answered with the error that the specification names, or a page that says what to do, and never with a code.
 */
import t, { type Test } from 'tap'
import { DEVICE_CODE_GRANT, TOKEN_EXCHANGE_GRANT } from '../../src/domain/clients/client-metadata.ts'
import { deleteAssignmentOfUser } from '../../src/store/client-assignments.ts'
import { answerOf, Browser, givenPerson, REQUEST } from '../helpers/authorization.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { askAsDevice, pollAsDevice } from '../helpers/device.ts'
import { serverOn, startServer, type TestServer, testConfig } from '../helpers/fixtures.ts'
import {
  allGrants,
  bearer,
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
import { assignTo, givenKitchen, KITCHEN } from '../helpers/organizations.ts'

const FOR_KITCHEN = { organization: KITCHEN.id }

/** ann is in the kitchen; ben is not, and `rp` is assigned to him alone; eve is nowhere. `open` is for everybody. */
async function givenPeople(server: TestServer) {
  await givenQuickKeys(server)
  const grant_types = ['authorization_code', 'refresh_token', DEVICE_CODE_GRANT, TOKEN_EXCHANGE_GRANT]
  await givenClient(server, { metadata: { assigned_only: true, grant_types } })
  await givenClient(server, { client_id: 'open' })
  const ids = {
    ann: await givenPerson(server, 'ann'),
    ben: await givenPerson(server, 'ben'),
    eve: await givenPerson(server, 'eve'),
  }
  await givenKitchen(server, ids.ann)
  await assignTo(server, ids.ben)
  const signedIn = async (who: keyof typeof ids) => {
    const browser = new Browser(server)
    await browser.signIn(ids[who])
    return browser
  }
  return { server, ids, ann: await signedIn('ann'), ben: await signedIn('ben'), eve: await signedIn('eve') }
}

type People = Awaited<ReturnType<typeof givenPeople>>
type Who = 'ann' | 'ben' | 'eve'

const NOT_IN_KITCHEN = 'This account is not in <bdi>Cumin Kitchen</bdi>'
const NOT_FOR_THEM = 'This account can’t use <bdi>Harbour Notes</bdi>'

type PersonRow = readonly [title: string, who: Who, parameters: Record<string, string>, says: string]

const PEOPLE: readonly PersonRow[] = [
  ['outside the organization', 'ben', { client_id: 'open', ...FOR_KITCHEN }, NOT_IN_KITCHEN],
  ['a stranger to the organization', 'eve', { client_id: 'open', ...FOR_KITCHEN }, NOT_IN_KITCHEN],
  ['not assigned to the client', 'ann', {}, NOT_FOR_THEM],
  ['a stranger to the client', 'eve', {}, NOT_FOR_THEM],
  ['in the organization, and not assigned', 'ann', FOR_KITCHEN, NOT_FOR_THEM],
  ['assigned, and not in the organization', 'ben', FOR_KITCHEN, NOT_IN_KITCHEN],
  ['neither', 'eve', FOR_KITCHEN, NOT_IN_KITCHEN],
]

async function judgePerson(t: Test, people: People, [title, who, parameters, says]: PersonRow) {
  const { server } = people
  const browser = people[who]
  const asked = await browser.authorize(parameters)
  const url = String(asked.headers.location)
  t.match(url, `${server.issuer}/not-admitted/`, title)
  const page = await browser.get(url)
  t.equal(page.statusCode, 403, title)
  for (const words of [says, 'Use another account', 'Ask an administrator', 'Cancel'])
    t.match(page.body, words)
  const silent = answerOf(await browser.authorize({ ...parameters, prompt: 'none' }))
  t.match(silent, { error: 'access_denied', state: REQUEST.state, iss: server.issuer }, title)
  t.notOk('code' in silent, title)
  const cancelled = await browser.submit(`${url.replace('/not-admitted/', '/sign-in/')}/cancel`, page.body)
  t.match(answerOf(cancelled), { error: 'access_denied', state: REQUEST.state }, title)
}

await onBothDatabases(t, 'Core §3.1.2.6: people whom a request is not for', async (t, db) => {
  const people = await givenPeople(await serverOn(db, testConfig()))
  for (const row of PEOPLE) await judgePerson(t, people, row)
  t.same(await db.all(allGrants, {}), [], 'nothing was granted')
  t.match(answerOf(await people.ben.authorize()), { code: /./ })
  t.match(answerOf(await people.ann.authorize({ client_id: 'open', ...FOR_KITCHEN })), { code: /./ })
  await people.server.app.close()
})

const withdraw = ({ server, ids }: People) =>
  server.db.run(deleteAssignmentOfUser, { tenant_id: 'default', client_id: 'rp', user_id: ids.ben })

t.test('RFC 6749 §5.2: what somebody was given gives nothing once the client is for others', async (t) => {
  const people = await givenPeople(await startServer(t))
  const { server, ben } = people
  const code = await givenCode(ben)
  const { access_token, refresh_token } = await givenTokens(server, ben)
  await withdraw(people)
  const gone = { code: 'invalid_grant', reason: 'client-not-assigned' }
  await t.rejects(request(server, redemption(code)), gone)
  await t.rejects(request(server, refreshing(refresh_token)), gone)
  const userinfo = await server.app.inject({
    url: '/api/oidc/default/userinfo',
    headers: bearer(access_token),
  })
  t.match(userinfo, { statusCode: 401, headers: { 'www-authenticate': /error="invalid_token"/ } })
  const credentials = { client_id: 'rp', client_secret: SECRET }
  for (const token of [access_token, refresh_token]) {
    t.same((await post(server, '/introspect', { ...credentials, token })).json(), { active: false })
  }
  const exchange = {
    ...credentials,
    grant_type: TOKEN_EXCHANGE_GRANT,
    subject_token: access_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  }
  t.match((await post(server, '/token', exchange)).json(), { error: 'invalid_request' })
})

t.test('RFC 8693 §2.2.2: a client gets no token by exchange of a person whom it is not for', async (t) => {
  const people = await givenPeople(await startServer(t))
  const { server, ann, ben } = people
  await givenClient(server, { client_id: 'shop', metadata: { may_act: 'rp' } })
  const exchanged = async (browser: Browser) => {
    const code = await givenCode(browser, { client_id: 'shop' })
    const { access_token } = await request(server, redemption(code, { client_id: 'shop' }))
    const exchange = {
      client_id: 'rp',
      client_secret: SECRET,
      grant_type: TOKEN_EXCHANGE_GRANT,
      subject_token: access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }
    return (await post(server, '/token', exchange)).json()
  }
  t.match(await exchanged(ben), { access_token: /./ })
  t.match(await exchanged(ann), { error: 'invalid_request', access_token: undefined })
  t.equal(server.notices.at(-1)?.rule, 'client-not-assigned')
})

t.test(
  'RFC 8628 §3.5: a device gets nothing when the client is for others by the time that it polls',
  async (t) => {
    const people = await givenPeople(await startServer(t))
    const { server, ben, ann } = people
    const own = { client_id: 'rp', client_secret: SECRET }
    const { device_code, verification_uri_complete: uri } = await askAsDevice(server, own)
    t.match((await ann.get(uri)).body, NOT_FOR_THEM)
    const page = await ben.get(uri)
    const user_code = /name="user_code" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const allowed = await ben.submit(`${server.issuer}/device/allow`, page.body, { user_code })
    t.match(allowed.headers.location, '/device/answered')
    await withdraw(people)
    t.match((await pollAsDevice(server, device_code, own)).json(), { error: 'access_denied' })
  },
)

/** ann, once signed in with `open`, and what is made of her ID token. */
async function hintScene(t: Test) {
  const people = await givenPeople(await startServer(t))
  const { server, ann } = people
  await givenClient(server, { tenant_id: 'other', client_id: 'open' })
  const there = new Browser(server)
  await there.signIn(await givenPerson(server, 'ann', { tenant_id: 'other' }), 'other')
  const from = async (browser: Browser, tenant_id: string) => {
    const code = await givenCode(browser, { client_id: 'open' }, tenant_id)
    return request(server, redemption(code, { client_id: 'open' }), tenant_id)
  }
  const { id_token = '', access_token } = await from(ann, 'default')
  const { id_token: foreign = '' } = await from(there, 'other')
  const [header = '', payload = '', signature = ''] = id_token.split('.')
  const forged = Buffer.from(payload, 'base64url').toString().replace('"sub":"', '"sub":"0')
  const hints = {
    own: id_token,
    forged: `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`,
    unsigned: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
    'signature cut': `${header}.${payload}.${signature.slice(0, -4)}`,
    'another tenant’s': foreign,
    'an access token': access_token,
    'no token': 'nonsense',
  }
  return { ...people, hints }
}

const BAD_HINTS = [
  'forged',
  'unsigned',
  'signature cut',
  'another tenant’s',
  'an access token',
  'no token',
] as const

t.test('Core §3.1.2.1, §3.1.2.6: a hint that this issuer did not sign is invalid_request', async (t) => {
  const { server, ann, hints } = await hintScene(t)
  const before = (await server.db.all(allGrants, {})).length
  for (const name of BAD_HINTS) {
    for (const browser of [ann, new Browser(server)]) {
      for (const prompt of [undefined, 'none', 'login']) {
        const reply = await browser.authorize({ client_id: 'open', id_token_hint: hints[name], prompt })
        t.match(answerOf(reply), { error: 'invalid_request', state: REQUEST.state }, name)
        t.notOk('code' in answerOf(reply), name)
      }
    }
    const pushed = { ...REQUEST, client_id: 'open', client_secret: SECRET, id_token_hint: hints[name] }
    t.match((await post(server, '/par', pushed)).json(), { error: 'invalid_request' }, name)
    const signing_out = await ann.get(`${server.issuer}/logout?id_token_hint=${hints[name]}`)
    t.match(signing_out, { statusCode: 400, body: /data-error="invalid_request"/ }, name)
    t.match(signing_out.body, 'Go back and try again.', 'what to do')
  }
  t.equal((await server.db.all(allGrants, {})).length, before)
})

t.test('Core §3.1.2.1: an expired hint still says who was signed in, and signs in nobody', async (t) => {
  const { server, ann, eve, hints } = await hintScene(t)
  server.clock.seconds += 7200
  const asked = { client_id: 'open', id_token_hint: hints.own }
  for (const browser of [eve, new Browser(server)]) {
    const silent = answerOf(await browser.authorize({ ...asked, prompt: 'none' }))
    t.match(silent, { error: 'login_required', state: REQUEST.state })
    t.notOk('code' in silent)
    t.match((await browser.authorize(asked)).headers.location, `${server.issuer}/sign-in/`)
  }
  t.match(answerOf(await ann.authorize({ ...asked, prompt: 'none' })), { code: /./ }, 'it is she')
  const signed_out = await ann.get(`${server.issuer}/logout?id_token_hint=${hints.own}`)
  t.match(signed_out, { statusCode: 200 }, 'RP-Initiated Logout §2')
  t.match(answerOf(await ann.authorize({ ...asked, prompt: 'none' })), { error: 'login_required' })
})
