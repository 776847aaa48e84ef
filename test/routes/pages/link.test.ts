import t from 'tap'
import type { LinkPurpose } from '../../../src/domain/links/link.ts'
import { pathOf } from '../../../src/http/request-log.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { answerOf, Browser } from '../../helpers/authorization.ts'
import { PUBLIC_URL } from '../../helpers/fixtures.ts'
import { cookieOf, givenLink, type LinkScene, linkScene, press, tokensOf } from '../../helpers/links.ts'

const DEAD = /This link no longer works/

/** A link that ann asked for in the browser of the scene. */
function askedLink({ server, ann, browser, interaction }: LinkScene, purpose: LinkPurpose): Promise<string> {
  const interaction_id = parseUuid(interaction) ?? null
  return givenLink(server, {
    purpose,
    user_id: ann,
    browser: cookieOf(browser, 'browser') ?? null,
    interaction_id,
  })
}

t.test('RFC 9110 §9.2.1: opening a link, as scanners of mail do, changes nothing', async (t) => {
  const scene = await linkScene(t)
  const { server, ann } = scene
  const purposes = ['recover', 'sign-in', 'verify-email', 'change-email', 'invite', 'report'] as const
  for (const purpose of purposes) {
    const link = await givenLink(server, { purpose, user_id: ann })
    const before = await tokensOf(server)
    const scanner = new Browser(server)
    for (let time = 0; time < 3; time += 1) {
      const page = await scanner.get(link)
      t.equal(page.statusCode, 200)
      t.match(page.body, `action="${link}"`)
      t.match(page.headers, { 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
    }
    t.same(await tokensOf(server), before)
  }
})

t.test('RFC 9700 §4.7: the button is ours, pressed in the browser that opened the link', async (t) => {
  const { server, ann, browser } = await linkScene(t)
  const link = await givenLink(server, { purpose: 'recover', user_id: ann })
  const page = await browser.get(link)
  for (const url of [link, `${link}/stop`]) {
    t.match((await browser.submit(url, '')).body, /Your browser forgot where it was/)
    t.match((await new Browser(server).submit(url, page.body)).body, /Your browser forgot where it was/)
  }
  const foreign = await browser.send({
    method: 'POST',
    url: link.replace(PUBLIC_URL, ''),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    payload: `csrf_token=${/name="csrf_token" value="([^"]+)"/.exec(page.body)?.[1]}`,
  })
  t.equal(foreign.statusCode, 400)
  t.match((await browser.submit(link, page.body)).headers.location, `${server.issuer}/enrol/`)
})

t.test('Links: used twice, too old, of another tenant, of another purpose, forged: one answer', async (t) => {
  const { server, ann, browser } = await linkScene(t)
  const make = () => givenLink(server, { purpose: 'recover', user_id: ann })
  const used = await make()
  t.equal((await press(browser, used)).statusCode, 303)
  const other_tenant = (await make()).replace('/default/', '/other/')
  const forged = (await make()).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  for (const link of [used, other_tenant, forged, `${server.issuer}/link/nothing`]) {
    const page = await browser.get(link)
    t.equal(page.statusCode, 410)
    t.match(page.body, DEAD)
    t.match(page.body, '/recover"')
    t.match((await browser.submit(link, page.body)).body, DEAD)
    t.match((await browser.submit(`${link}/stop`, page.body)).body, DEAD)
  }
  const living = await make()
  const page = await browser.get(living)
  t.match((await browser.submit(`${living}/stop`, page.body)).body, DEAD, 'no invitation')
  server.clock.seconds += 1200
  t.match((await browser.submit(living, page.body)).body, DEAD, 'too old since it was opened')
  server.clock.seconds -= 3600
  t.equal(
    (await browser.submit(living, page.body)).statusCode,
    303,
    'with a clock an hour back it works, once',
  )
  t.match((await browser.submit(living, page.body)).body, DEAD)
})

t.test('Core §3.1.2.3: a link signs in, where it was asked for, in the request that waits', async (t) => {
  const scene = await linkScene(t)
  const { server, browser, interaction } = scene
  const link = await askedLink(scene, 'sign-in')
  const page = await browser.get(link)
  t.match(page.body, /as <b><bdi>ann<\/bdi><\/b>/)
  t.match(page.headers['content-security-policy'], "form-action 'self' https:;")
  const used = await browser.submit(link, page.body)
  t.equal(used.statusCode, 303)
  t.equal(used.headers.location, `${server.issuer}/authorize/${interaction}`)
  t.match(answerOf(await browser.get(String(used.headers.location))), { code: String })
  t.equal(cookieOf(browser, 'known'), undefined, 'and makes no browser known')
})

t.test(
  'Links: opened elsewhere a link signs nobody in there, and shows the code for where it was asked',
  async (t) => {
    const scene = await linkScene(t)
    const phone = new Browser(scene.server)
    const link = await askedLink(scene, 'sign-in')
    const shown = await press(phone, link)
    t.match(shown.body, /Go on where you asked/)
    t.match(shown.body, /<code>[A-Z]{4}-[A-Z]{4}<\/code>/)
    t.equal(cookieOf(phone, 'session'), undefined)
    t.match((await press(phone, await askedLink(scene, 'known-browser'))).body, DEAD)
  },
)

t.test(
  'OWASP device cookies: a link makes the browser known, and its page leads back to signing in',
  async (t) => {
    const scene = await linkScene(t)
    const done = await press(scene.browser, await askedLink(scene, 'known-browser'))
    t.match(done.body, /Now sign in as always/)
    t.match(done.body, `${scene.server.issuer}/authorize/${scene.interaction}`)
    t.match(cookieOf(scene.browser, 'known'), String)
    t.equal(cookieOf(scene.browser, 'session'), undefined)
  },
)

t.test(
  'Links: an address is confirmed and changed, and whoever is told can say “It wasn’t me”',
  async (t) => {
    const { server, ann, browser } = await linkScene(t)
    await server.db.execute('UPDATE "user" SET email_verified = 0')
    const make = (purpose: LinkPurpose, email: string) => givenLink(server, { purpose, user_id: ann, email })
    const confirmed = await press(browser, await make('verify-email', 'ann@example.com'))
    t.match(confirmed.body, /Your address is confirmed/)
    t.match(confirmed.body, 'ann@example.com')

    const [first, second] = [
      await make('change-email', 'ann@example.net'),
      await make('change-email', 'ann@example.net'),
    ]
    t.match((await press(browser, first)).body, /One more mail/)
    t.match((await press(browser, second)).body, /Your address is changed/)

    const reported = await press(browser, await make('report', 'ann@example.net'))
    t.match(reported.body, /Signed out everywhere/)
    t.match(reported.body, `${server.issuer}/enrol/`)
    const given_up = await press(browser, await make('report', 'ann@example.com'))
    t.match(given_up.body, /Ask an administrator/)
    t.notMatch(given_up.body, `${server.issuer}/enrol/`)
  },
)

t.test('Links: an invitation says until when, and who did not expect it stops it', async (t) => {
  const { server, ann, browser } = await linkScene(t)
  const link = await givenLink(server, { purpose: 'invite', user_id: ann, email: null, ttl: 72 * 3600 })
  const page = await browser.get(link)
  t.match(page.body, /Monday,? 18 January( at|,) 08:00 UTC/)
  t.match(page.body, `action="${link}/stop"`)
  t.match((await browser.submit(`${link}/stop`, page.body)).body, /The link is stopped/)
  t.match((await browser.submit(link, page.body)).body, DEAD)
})

t.test('Links: where a page of ours waits, the way on leads there', async (t) => {
  const scene = await linkScene(t)
  const { server, ann, browser } = scene
  const own = String((await browser.get(`${server.issuer}/change-email`)).headers.location)
    .split('/')
    .at(-1)
  const link = await givenLink(server, {
    purpose: 'known-browser',
    user_id: ann,
    browser: cookieOf(browser, 'browser') ?? null,
    interaction_id: parseUuid(own ?? '') ?? null,
  })
  t.match((await press(browser, link)).body, `${server.issuer}/authorize/${own}`)
})

t.test('Links: somebody new goes on to signing up', async (t) => {
  const { server, browser } = await linkScene(t)
  const link = await givenLink(server, { purpose: 'sign-up', user_id: null, email: 'eve@example.com' })
  t.match((await browser.get(link)).body, 'eve@example.com')
  t.match((await press(browser, link)).headers.location, `${server.issuer}/enrol/`)
})

t.test('Links: one to an address that was changed meanwhile opens nothing', async (t) => {
  const { server, browser, ann } = await linkScene(t)
  const link = await givenLink(server, { purpose: 'recover', user_id: ann })
  await server.db.execute(`UPDATE "user" SET email = 'ann@example.net'`)
  t.match((await press(browser, link)).body, DEAD)
})

t.test('RFC 9700 §4.2.4: the log has no link', async (t) => {
  const { server, ann } = await linkScene(t)
  const link = await givenLink(server, { purpose: 'recover', user_id: ann })
  const logged = (url: string) => pathOf({ url })
  const path = link.replace(PUBLIC_URL, '')
  t.equal(logged(`${path}?a=b`), '/api/oidc/default/link/…')
  t.equal(logged(`${path}/stop`), '/api/oidc/default/link/…/stop')
})
