import t, { type Test } from 'tap'
import { startSession } from '../../../src/domain/authentication/session.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { EnrolBrowser, givenPolicy, opens } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenEnrolled, PIN } from '../../helpers/passcode.ts'

const NEW_PIN = { method: 'pin', digits: '777123' } as const

async function givenAnn(t: Test) {
  const server = await startServer(t)
  await givenRp(server)
  const ann = await givenEnrolled(server)
  await givenPolicy(server, {})
  return { server, ann, browser: new EnrolBrowser(server), url: `${server.issuer}/change` }
}

t.test('SP 800-63B §6.1.2.1: whoever has signed in a moment ago changes the passcode', async (t) => {
  const { server, browser, url } = await givenAnn(t)
  const asked = await browser.get(url)
  t.match(asked.headers.location, /\/sign-in\//, 'nobody is signed in')
  const signed_in = await browser.signInAt(String(asked.headers.location), 'ann')
  t.equal(signed_in.statusCode, 200)
  const back = await browser.get(signed_in.json().next)
  t.equal(back.headers.location, url)
  const page = await browser.open(String((await browser.get(url)).headers.location))
  t.match(page.body, /<h1[^>]*>Change your picture or PIN<\/h1>/)
  t.match(page.body, /Sign me out on my other devices/)
  const { next } = (await browser.enrol({}, NEW_PIN, { sign_out_others: true })).json()
  t.match((await browser.get(next)).body, /<h1[^>]*>Changed<\/h1>/)
  t.notOk(await opens(server, 'ann', PIN))
  t.ok(await opens(server, 'ann', NEW_PIN))
})

t.test('SP 800-63B §6.1.2.1: a sign-in of some time ago is asked for again, by name', async (t) => {
  const { server, ann, browser, url } = await givenAnn(t)
  await browser.signIn(ann)
  server.clock.seconds += 300
  t.match((await browser.get(url)).headers.location, /\/enrol\//)
  server.clock.seconds += 1
  const asked = await browser.get(url)
  t.match(asked.headers.location, /\/sign-in\//)
  t.match((await browser.get(String(asked.headers.location))).body, /value="ann"/)
  server.clock.seconds -= 3600
  t.match((await browser.get(url)).headers.location, /\/enrol\//, 'a clock that went back')
})

t.test('Visual passcode: who signed in by a mailed link has not shown the present passcode', async (t) => {
  const { server, ann, browser, url } = await givenAnn(t)
  const deps = await server.tenant()
  const by_mail = { user_id: ann, amr: ['otp'], acr: 'urn:vignette:acr:mail' }
  const { cookie } = await deps.db.transaction((tx) => startSession(deps, tx, by_mail, undefined))
  browser.cookies.set('vignette.default.session', cookie)
  t.match((await browser.get(url)).headers.location, /\/sign-in\//)
})

t.test('Visual passcode: one who was made inactive changes nothing', async (t) => {
  const { server, ann, browser, url } = await givenAnn(t)
  await browser.signIn(ann)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.match((await browser.get(url)).headers.location, /\/sign-in\//)
})

t.test('Visual passcode: a page that waited too long begins again with a sign-in', async (t) => {
  const { server, ann, browser, url } = await givenAnn(t)
  await browser.signIn(ann)
  const page = String((await browser.get(url)).headers.location)
  browser.cookies.delete('vignette.default.session')
  t.equal((await browser.get(page)).headers.location, url, 'signed out meanwhile')
  await browser.signIn(ann)
  server.clock.seconds += 3600
  t.equal((await browser.get(page)).headers.location, url)
})
