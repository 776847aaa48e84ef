import t from 'tap'
import { chargeAddress, SIGN_UP_LIMITS } from '../../../src/domain/enrolment/enrolment-limits.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { findInteraction } from '../../../src/store/interactions.ts'
import { findPasscodeOfName } from '../../../src/store/passcodes.ts'
import { listRecoveryCodes } from '../../../src/store/recovery-codes.ts'
import { findUserByName, listUsers } from '../../../src/store/users.ts'
import { answerOf, givenPerson } from '../../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy, opens, type Reply } from '../../helpers/enrolment.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenClient, redemption, request } from '../../helpers/given.ts'
import { PIN } from '../../helpers/passcode.ts'

const TENANT = { tenant_id: 'default' }
const OTHER_PIN = { method: 'pin', digits: '777123' } as const
const nameKey = (username_key: string) => ({ ...TENANT, username_key })

async function givenServer(t: import('tap').Test, policy: object = {}) {
  const server = await startServer(t)
  await givenClient(server)
  await givenPolicy(server, { self_registration: true, ...policy })
  return server
}

async function givenPage(server: TestServer, parameters: Record<string, string> = {}) {
  const browser = new EnrolBrowser(server)
  await browser.openSignUp(parameters)
  return browser
}

const namesOf = async ({ db }: TestServer) => (await db.all(listUsers, TENANT)).map((user) => user.username)

t.test('RFC 9807 §5.2.3: a newcomer is here with passcode, codes and session at once', async (t) => {
  const server = await givenServer(t)
  const browser = await givenPage(server)
  const finished = await browser.enrol(EVE)
  t.equal(finished.statusCode, 200)
  const { ok, recovery_codes, next } = finished.json()
  t.equal(ok, true)
  t.equal(new Set(recovery_codes).size, 10)
  t.equal(next, `${server.issuer}/enrol/${browser.ticket}/done`)

  const user = await server.db.first(findUserByName, nameKey('eve'))
  t.match(user, {
    username: 'eve',
    username_look: 'eve',
    email: EVE.email,
    email_verified: 0,
    claims: '{"name":"Eve Moore"}',
    status: 'active',
    created_at: START,
  })
  t.ok(await server.db.first(findPasscodeOfName, nameKey('eve')))
  const owner = { ...TENANT, user_id: user?.id ?? Buffer.alloc(0) }
  t.equal((await server.db.all(listRecoveryCodes, owner)).length, 10)
  const id = parseUuid(browser.interaction) ?? Buffer.alloc(0)
  t.ok((await server.db.first(findInteraction, { ...TENANT, id }))?.session_id)
  t.ok(browser.cookies.get('vignette.default.known'))
  t.ok(await opens(server, 'EVE', PIN))
})

t.test('OpenID Connect Core 1.0 §2: the application learns how the newcomer signed in', async (t) => {
  const server = await givenServer(t)
  const browser = await givenPage(server, { scope: 'openid profile' })
  await browser.enrol(EVE)
  const answered = await browser.get(`${server.issuer}/authorize/${browser.interaction}`)
  const { code = '' } = answerOf(answered)
  const tokens = await request(server, redemption(code))
  t.match(claimsOf(tokens.id_token), {
    name: 'Eve Moore',
    preferred_username: 'eve',
    auth_time: START,
    amr: ['pwd', 'pin'],
    acr: 'urn:vignette:acr:passcode',
  })
})

t.test('OpenID Connect Core 1.0 §5.1: the address is asked to be confirmed, by mail', async (t) => {
  const server = await givenServer(t)
  await (await givenPage(server)).enrol(EVE)
  await deliverMails(server.deps)
  t.match(server.mails, [
    { to: EVE.email, kind: 'verify-email', link: /^http:\/\/localhost:3000\/.*\/link\// },
  ])
})

t.test('OpenID Connect Core 1.0 §5.1: one that a mailed link has proved is not asked again', async (t) => {
  const server = await givenServer(t)
  const browser = new EnrolBrowser(server)
  await browser.given({ purpose: 'sign-up', user_id: null, email: 'proved@example.com' })
  t.equal((await browser.enrol(EVE)).statusCode, 200)
  const user = await server.db.first(findUserByName, nameKey('eve'))
  t.match(user, { email: 'proved@example.com', email_verified: 1 })
  await deliverMails(server.deps)
  t.same(server.mails, [])
})

t.test('RFC 9807 §5.2.3: when one part of it cannot be written there is nobody', async (t) => {
  const server = await givenServer(t)
  const browser = await givenPage(server)
  await server.db.execute('ALTER TABLE recovery_code RENAME TO gone')
  t.equal((await browser.enrol(EVE)).statusCode, 500)
  t.same(await namesOf(server), [])
  await server.db.execute('ALTER TABLE gone RENAME TO recovery_code')
  t.equal((await browser.enrol(EVE)).statusCode, 200, 'and the enrolment is not spent')
})

t.test('Sign up: of two at once with one name one wins, and the other loses nothing', async (t) => {
  const server = await givenServer(t)
  const pages = await Promise.all(['eve', 'EVE', 'еve', 'eve'].map(() => givenPage(server)))
  const names = ['eve', 'EVE', 'еvе', 'eve']
  const halves = await Promise.all(
    pages.map(async (page, index) => {
      const half = await page.half()
      return { page, half, started: await page.start(half, { ...EVE, username: names[index] }) }
    }),
  )
  const replies = await Promise.all(halves.map(({ page, half, started }) => page.finish(half, started)))
  const lost = replies.filter(({ statusCode }) => statusCode === 400)
  t.equal(lost.length, 3)
  for (const reply of lost) t.same(reply.json(), { error: 'name_taken' })
  t.equal((await namesOf(server)).length, 1)

  const loser = halves[replies.indexOf(lost[0] as Reply)]
  const again = await loser?.page.enrol({ ...EVE, username: 'eva' })
  t.equal(again?.statusCode, 200, 'the same page goes on with another name')
  t.equal((await namesOf(server)).length, 2)
})

t.test('Sign up: a finish that is repeated makes nobody else, and twenty at once make one', async (t) => {
  const server = await givenServer(t)
  const page = await givenPage(server)
  const half = await page.half()
  const started = await page.start(half, EVE)
  const record = await page.recordOf(half, started)
  const finish = () => page.post('finish', { ticket: page.ticket, record, method: 'pin' })
  const replies = await Promise.all(Array.from({ length: 20 }, finish))
  t.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1)
  replies.push(await finish())
  const expired = { error: 'expired', next: `${server.issuer}/enrol/${page.ticket}` }
  for (const reply of replies.filter(({ statusCode }) => statusCode !== 200)) {
    t.equal(reply.statusCode, 410)
    t.same(reply.json(), expired)
  }
  t.same(await namesOf(server), ['eve'])
  t.equal((await page.start(half, EVE)).statusCode, 410)
})

t.test('Sign up: two pages of one browser do not get into each other’s way', async (t) => {
  const server = await givenServer(t)
  const browser = await givenPage(server)
  const first = browser.ticket
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  await browser.open(url)
  t.not(browser.ticket, first)
  const half = await browser.half()
  const started = await browser.start(half, EVE, { ticket: first })
  await browser.start(await browser.half(OTHER_PIN), { ...EVE, username: 'bob' })
  t.equal((await browser.finish(half, started, { ticket: first })).statusCode, 200)
  t.same(await namesOf(server), ['eve'])
  t.ok(await opens(server, 'eve', PIN))
})

t.test('RFC 9807 §5.2: a first step that is sent twice leaves a passcode that opens', async (t) => {
  const server = await givenServer(t)
  const page = await givenPage(server)
  const half = await page.half()
  const started = await page.start(half, { ...EVE, username: 'ann' })
  // Another tab with the same enrolment; the server's key is another by then.
  await page.start(await page.half(OTHER_PIN), EVE)
  t.equal((await page.finish(half, started)).statusCode, 200)
  t.same(await namesOf(server), ['eve'], 'what was stated last is what counts')
  t.ok(await opens(server, 'eve', PIN))
  t.notOk(await opens(server, 'eve', OTHER_PIN))
})

t.test('Sign up: whoever was signed in with this browser is signed out of it', async (t) => {
  const server = await givenServer(t)
  const ann = await givenPerson(server, 'ann')
  const browser = new EnrolBrowser(server)
  await browser.signIn(ann)
  const before = browser.cookies.get('vignette.default.session')
  await browser.openSignUp()
  await browser.enrol(EVE)
  const stale = new EnrolBrowser(server)
  stale.cookies.set('vignette.default.session', String(before))
  t.match((await stale.authorize()).headers.location, /\/sign-in\//)
})

t.test('RFC 6585 §4: one address makes so many accounts in an hour', async (t) => {
  const server = await givenServer(t)
  const page = await givenPage(server)
  const deps = await server.tenant()
  for (let count = 0; count < 19; count += 1) await chargeAddress(deps, SIGN_UP_LIMITS, page.address)
  t.equal((await page.enrol(EVE)).statusCode, 200, 'the twentieth')

  await page.given({ purpose: 'sign-up', user_id: null })
  const half = await page.half()
  const bob = { ...EVE, username: 'bob' }
  const started = await page.start(half, bob)
  const refused = await page.finish(half, started)
  t.equal(refused.statusCode, 429)
  t.equal(refused.headers['retry-after'], '3600')
  t.same(refused.json(), { error: 'too_many', retry_after: 3600 })
  t.match(server.notices.at(-1), { flow: 'enrolment', rule: 'too-many-sign-ups' })
  t.same(await namesOf(server), ['eve'])
  server.clock.seconds -= 3600
  t.equal((await page.finish(half, started)).json().retry_after, 3600, 'a clock that went back an hour')
  server.clock.seconds += 7200
  await page.given({ purpose: 'sign-up', user_id: null })
  t.equal((await page.enrol(bob)).statusCode, 200)
})
