import t, { type Test } from 'tap'
import { startInteraction } from '../../../src/domain/authorization/interaction.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { recoveryCodeHash } from '../../../src/domain/recovery/recovery-codes.ts'
import { findUserByName } from '../../../src/domain/users/user.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { listRecoveryCodes } from '../../../src/store/recovery-codes.ts'
import { givenPerson, givenRp, REQUEST } from '../../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../../helpers/enrolment.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

const NOBODY = Buffer.alloc(16)
const UNKNOWN = '00112233-4455-7677-8899-aabbccddeeff'

async function givenAnn(t: Test, policy: object = { self_registration: true }, type?: 'regular' | '2fa') {
  const server = await startServer(t)
  await givenRp(server)
  const ann = await givenEnrolled(server)
  await givenPolicy(server, { ...policy }, type)
  return { server, ann, browser: new EnrolBrowser(server) }
}

const urlOf = ({ issuer }: TestServer, { ticket }: EnrolBrowser) => `${issuer}/enrol/${ticket}`
const headingOf = (body: string) => /<h1[^>]*>([^<]*)<\/h1>/.exec(body)?.[1]

/** An enrolment in a request of `rp` that waits in this browser. */
async function givenWaiting(server: TestServer, browser: EnrolBrowser, user_id: Buffer) {
  await browser.authorize()
  const deps = await server.tenant()
  browser.interaction = await startInteraction(deps, 'rp', REQUEST, browser.secret)
  const interaction_id = parseUuid(browser.interaction) ?? null
  await browser.given({ purpose: 'recovery', user_id, interaction_id })
}

t.test('SP 800-63B §6.1.2.3: each purpose has its page', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await browser.signIn(ann)
  for (const [purpose, heading] of [
    ['recovery', 'Choose a new picture and PIN'],
    ['invitation', 'Choose a new picture and PIN'],
    ['change', 'Change your picture or PIN'],
  ] as const) {
    await browser.given({ purpose, user_id: ann })
    const page = await browser.get(urlOf(server, browser))
    t.equal(page.statusCode, 200)
    t.equal(headingOf(page.body), heading)
    t.match(page.body, /value="ann"|<bdi>ann<\/bdi>/)
    t.match(page.body, `data-ticket="${browser.ticket}"`)
    t.equal(
      page.body.includes('form="cancel"'),
      purpose === 'change',
      'only there is somewhere to go back to',
    )
    const again = await browser.submit(urlOf(server, browser), page.body)
    t.equal(headingOf(again.body), heading, 'a form that is sent before its script came')
  }
  const bob = await givenPerson(server, 'bob')
  await browser.given({ purpose: 'invitation', user_id: bob })
  t.equal(headingOf((await browser.get(urlOf(server, browser))).body), 'Choose your picture and PIN')
})

t.test('Visual passcode: afterwards the request goes on that waited', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await givenWaiting(server, browser, ann)
  t.match((await browser.get(urlOf(server, browser))).body, /form="cancel"/)
  const { next } = (await browser.enrol()).json()
  const done = await browser.get(next)
  t.equal(headingOf(done.body), 'You’re ready')
  const onward = `${server.issuer}/authorize/${browser.interaction}`
  t.match(done.body, `href="${onward}"`)
  t.match((await browser.get(onward)).headers.location, /code=/)
  t.notMatch((await browser.get(next)).body, onward, 'and nothing waits any more')
})

t.test('Visual passcode: Cancel leads back to the request, and changes nothing', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await givenWaiting(server, browser, ann)
  const page = await browser.get(urlOf(server, browser))
  t.match((await browser.submit(`${urlOf(server, browser)}/cancel`, '')).body, /Your browser forgot/)
  const cancelled = await browser.submit(`${urlOf(server, browser)}/cancel`, page.body)
  t.equal(cancelled.headers.location, `${server.issuer}/authorize/${browser.interaction}`)
  t.equal((await browser.get(urlOf(server, browser))).statusCode, 200)
  await browser.given({ purpose: 'recovery', user_id: ann })
  const alone = await browser.get(urlOf(server, browser))
  const stays = await browser.submit(`${urlOf(server, browser)}/cancel`, alone.body)
  t.equal(stays.headers.location, urlOf(server, browser))
  await browser.signIn(ann)
  await browser.given({ purpose: 'change', user_id: ann })
  const left = await browser.submit(
    `${urlOf(server, browser)}/cancel`,
    (await browser.get(urlOf(server, browser))).body,
  )
  t.equal(left.headers.location, `${server.issuer}/account/passcode`)
})

t.test('Sign up: the end says how to sign in, and that a mail is on its way', async (t) => {
  const { server, browser } = await givenAnn(t)
  await browser.openSignUp()
  const { next } = (await browser.enrol(EVE)).json()
  const done = await browser.get(next)
  t.match(done.body, /<bdi>eve<\/bdi><\/b>, your picture, your PIN/)
  t.match(done.body, /We sent a mail to <bdi>eve@example\.com/)
  t.match(done.body, /Go on to <bdi>Harbour Notes/)

  const down = { ...server.deps.mail, send: () => Promise.reject(new Error('connection refused')) }
  await deliverMails({ ...server.deps, mail: down })
  t.match((await browser.get(next)).body, /We can’t send mail at the moment/)
  server.clock.seconds += 60
  await deliverMails(server.deps)
  t.match((await browser.get(next)).body, /We sent a mail to/)
})

t.test('SP 800-63B §3.1.2: the codes are shown once; who left them makes new ones', async (t) => {
  const { server, browser } = await givenAnn(t)
  await browser.openSignUp()
  const { recovery_codes } = (await browser.enrol(EVE)).json()
  const url = urlOf(server, browser)
  const gone = await browser.get(url)
  t.equal(headingOf(gone.body), 'Your recovery codes')
  for (const code of recovery_codes) t.notMatch(gone.body, code)
  t.match((await browser.submit(`${url}/codes`, '')).body, /Your browser forgot where it was/)
  const made = await browser.submit(`${url}/codes`, gone.body)
  t.equal(made.statusCode, 200)
  t.equal(made.headers['cache-control'], 'no-store')
  const codes = made.body.match(/<code>[0-9a-z]{4}(-[0-9a-z]{4}){3}<\/code>/g) ?? []
  t.equal(codes.length, 10)
  for (const code of recovery_codes) t.notMatch(made.body, code)

  const deps = await server.tenant()
  const eve = await findUserByName(deps, 'eve')
  const kept = await server.db.all(listRecoveryCodes, { tenant_id: 'default', user_id: eve?.id ?? NOBODY })
  const shown = codes.map((code) => recoveryCodeHash(deps, eve?.id ?? NOBODY, code.slice(6, -7)))
  t.same(
    kept.map(({ code_hash }) => code_hash.toString('hex')),
    shown.map((hash) => hash.toString('hex')).sort(),
  )
})

t.test('SP 800-63B §3.1.2: new codes need the person, soon after', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await browser.given({ purpose: 'recovery', user_id: ann })
  await browser.enrol()
  const url = urlOf(server, browser)
  const page = await browser.get(url)
  const owner = { tenant_id: 'default', user_id: ann }
  const kept = await server.db.all(listRecoveryCodes, owner)
  const bob = await givenPerson(server, 'bob')
  const mine = browser.cookies.get('vignette.default.session') ?? ''
  await browser.signIn(bob)
  for (const path of ['', '/done']) t.equal((await browser.get(url + path)).statusCode, 410)
  t.equal((await browser.submit(`${url}/codes`, page.body)).statusCode, 410, 'somebody else is signed in')
  browser.cookies.set('vignette.default.session', mine)
  const stranger = new EnrolBrowser(server)
  stranger.cookies.set('vignette.default.session', mine)
  t.match((await stranger.get(url)).body, /Your browser forgot where it was/)

  server.clock.seconds += 901
  for (const reply of [await browser.get(url), await browser.submit(`${url}/codes`, page.body)]) {
    t.equal(reply.statusCode, 303)
    t.equal(reply.headers.location, `${url}/done`)
  }
  t.same(await server.db.all(listRecoveryCodes, owner), kept)
})

t.test('Visual passcode: after a change there are no codes to be shown', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await browser.signIn(ann)
  await browser.given({ purpose: 'change', user_id: ann })
  const { next } = (await browser.enrol()).json()
  t.equal((await browser.get(urlOf(server, browser))).headers.location, next)
  const done = await browser.get(next)
  t.equal(headingOf(done.body), 'Changed')
  t.match(done.body, /We sent you a mail about it/)
  await server.db.execute('UPDATE "user" SET email_verified = 0')
  t.notMatch((await browser.get(next)).body, /We sent you a mail/)
  await server.db.execute('DELETE FROM passcode')
  t.equal((await browser.get(next)).statusCode, 200, 'an administrator took it away')
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.equal((await browser.get(next)).statusCode, 410)
})

t.test('Visual passcode: a dead enrolment says so, and where another is to be had', async (t) => {
  const { server, ann, browser } = await givenAnn(t)
  await browser.given({ purpose: 'recovery', user_id: ann })
  for (const id of [UNKNOWN, 'x']) {
    const reply = await browser.get(`${server.issuer}/enrol/${id}`)
    t.equal(reply.statusCode, 410)
    t.equal(headingOf(reply.body), 'This link no longer works')
    t.match(reply.body, `${server.issuer}/recover`)
  }
  const stranger = new EnrolBrowser(server)
  await stranger.authorize()
  t.match((await stranger.get(urlOf(server, browser))).body, /Your browser forgot where it was/)
  const page = await browser.get(urlOf(server, browser))
  server.clock.seconds += 3600
  t.equal((await browser.get(urlOf(server, browser))).statusCode, 410)
  for (const path of ['/cancel', '/codes']) {
    t.equal((await browser.submit(urlOf(server, browser) + path, page.body)).statusCode, 410)
  }
  t.equal((await browser.get(`${urlOf(server, browser)}/done`)).statusCode, 410)
})

t.test('Visual passcode: in a tenant of second steps a mail alone is not enough', async (t) => {
  const { server, ann, browser } = await givenAnn(t, { contact: 'help@northlight.example' }, '2fa')
  await browser.given({ purpose: 'recovery', user_id: ann, email: 'ann@example.com' })
  const page = await browser.get(urlOf(server, browser))
  t.equal(headingOf(page.body), 'One more thing')
  t.match(page.body, 'help@northlight.example')
  t.equal((await browser.start(await browser.half())).statusCode, 410)
})

t.test('Sign up: an end leads to where it begins again', async (t) => {
  const { server, browser } = await givenAnn(t, { self_registration: true, interaction_ttl: 7200 })
  await browser.openSignUp()
  const url = urlOf(server, browser)
  const begin = `${server.issuer}/sign-up/${browser.interaction}`
  server.clock.seconds += 3600
  t.equal((await browser.get(url)).headers.location, begin)
  const proved = { purpose: 'sign-up', user_id: null, email: 'eve@example.com' } as const
  await browser.given({ ...proved, interaction_id: parseUuid(browser.interaction) ?? null })
  const page = await browser.get(urlOf(server, browser))
  t.match(page.body, /eve@example\.com/)
  t.match(page.body, `href="${server.issuer}/sign-in/${browser.interaction}"`)
  server.clock.seconds += 3600
  t.equal((await browser.get(urlOf(server, browser))).statusCode, 410, 'its link is spent')

  await browser.openSignUp()
  const interaction_url = `${server.issuer}/sign-up/${browser.interaction}`
  await browser.submit(`${interaction_url}/cancel`, (await browser.get(interaction_url)).body)
  const over = await browser.get(urlOf(server, browser))
  t.equal(over.headers.location, `${server.issuer}/authorize/${browser.interaction}`)
  await givenPolicy(server, { self_registration: false })
  await browser.given(proved)
  t.equal((await browser.get(urlOf(server, browser))).statusCode, 410, 'closed')
})
