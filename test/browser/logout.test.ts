/**
 * Signing out at clients in a real browser: pages in frames, and a page that asks whether somebody is still signed in.
 */
import type { BrowserContextOptions } from 'playwright-core'
import t, { type Test } from 'tap'
import { answerOf, Browser, givenPerson, REQUEST } from '../helpers/authorization.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { claimsOf, givenClient, givenQuickKeys, redemption, request } from '../helpers/given.ts'
import { listeningServer } from '../helpers/listening.ts'
import { relyingSite } from '../helpers/relying-site.ts'

const COOKIE = 'vignette.default.session'

/** ann is signed in with a browser, and a client on another origin was told of it. */
async function scene(t: Test, options: BrowserContextOptions = {}) {
  const server = await listeningServer(t)
  const site = await relyingSite(t)
  const redirect_uri = `${site.origin}/callback`
  await givenQuickKeys(server)
  await givenClient(server, {
    metadata: {
      redirect_uris: [redirect_uri],
      post_logout_redirect_uris: [`${site.origin}/goodbye`],
      frontchannel_logout_uri: `${site.origin}/front`,
    },
  })
  const person = new Browser(server)
  await person.signIn(await givenPerson(server, 'ann'))
  const chromium = await launchChromium()
  t.teardown(() => chromium.close())
  const context = await chromium.newContext(options)
  const value = person.cookies.get(COOKIE) ?? ''
  await context.addCookies([{ name: COOKIE, value, domain: 'localhost', path: '/', httpOnly: true }])
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  const asked = { ...REQUEST, redirect_uri, scope: 'openid' }
  await page.goto(`${server.issuer}/authorize?${new URLSearchParams(asked)}`)
  const answer = answerOf({ headers: { location: page.url() } })
  const { id_token = '' } = await request(server, redemption(answer['code'] ?? '', { redirect_uri }))
  const logout = (parameters: Record<string, string>) =>
    `${server.issuer}/logout?${new URLSearchParams({ id_token_hint: id_token, ...parameters })}`
  return { server, site, page, context, faults, answer, id_token, logout }
}

t.test(
  'Front-Channel Logout §2: the client’s page is shown in a frame, then the browser goes on',
  { skip: withoutChromium },
  async (t) => {
    const { server, site, page, faults, id_token, logout } = await scene(t)
    const post_logout_redirect_uri = `${site.origin}/goodbye`
    await page.goto(logout({ post_logout_redirect_uri, state: 'a b' }))
    await page.waitForURL(`${post_logout_redirect_uri}?state=a+b`)
    const told = { iss: server.issuer, sid: String(claimsOf(id_token)['sid']) }
    t.match(site.asked.slice(1), [`/front?${new URLSearchParams(told)}`, '/goodbye?state=a+b'])
    t.same(faults, [])
  },
)

t.test(
  'Front-Channel Logout §2: a page that does not come holds nobody up for long',
  { skip: withoutChromium },
  async (t) => {
    const { site, page, logout } = await scene(t)
    site.answerFrame(() => {})
    const begun = Date.now()
    const post_logout_redirect_uri = `${site.origin}/goodbye`
    await page.goto(logout({ post_logout_redirect_uri }), { waitUntil: 'commit' })
    await page.waitForURL(post_logout_redirect_uri)
    t.ok(Date.now() - begun >= 2900)
  },
)

t.test(
  'Front-Channel Logout §2: without script a link goes on, after the frames',
  { skip: withoutChromium },
  async (t) => {
    const { site, page, faults, logout } = await scene(t, { javaScriptEnabled: false })
    const post_logout_redirect_uri = `${site.origin}/goodbye`
    await page.goto(logout({ post_logout_redirect_uri }))
    t.match(site.asked.at(-1), /^\/front\?/)
    await page.getByRole('link', { name: 'Back to Harbour Notes' }).click()
    await page.waitForURL(post_logout_redirect_uri)
    t.same(faults, [])
  },
)

t.test(
  'Front-Channel Logout §2: Back, Forward and a reload show the page of a sign-out again',
  { skip: withoutChromium },
  async (t) => {
    const { server, site, page, faults } = await scene(t)
    const signedOut = async (how: string) => {
      await page.getByRole('heading', { name: 'You’re signed out' }).waitFor()
      await page.waitForLoadState()
      t.equal(await page.frames()[1]?.textContent('p'), 'Signed out of the notes', how)
    }
    await page.goto(`${server.issuer}/logout?client_id=rp`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signedOut('at first')
    t.match(page.url(), /\/logout\?client_id=rp&ui_locales=[\w-]+$|\/logout\?client_id=rp$/)
    await page.reload()
    await signedOut('after a reload')
    await page.goto(site.origin)
    await page.goBack()
    await signedOut('after Back')
    await page.goBack()
    await page.goForward()
    await signedOut('after Forward')
    t.same(faults, [])
  },
)

t.test(
  'RP-Initiated Logout §2: without frames too, and after the other answer',
  { skip: withoutChromium },
  async (t) => {
    const { server, site, page, context, faults } = await scene(t)
    await page.goto(`${server.issuer}/logout?client_id=rp`)
    await page.getByRole('link', { name: 'Stay signed in' }).click()
    const stays = page.getByRole('heading', { name: 'You have signed in already' })
    await stays.waitFor()
    await page.goto(site.origin)
    await page.goBack()
    await stays.waitFor()
    await context.clearCookies()
    await page.goBack()
    await page.goForward()
    await page.getByRole('heading', { name: 'You’re signed out' }).waitFor()
    t.same(faults, [])
  },
)

t.test(
  'Session Management §3.1: a client’s page hears in a frame that the person signed out',
  { skip: withoutChromium },
  async (t) => {
    const { server, site, page, context, faults, answer, logout } = await scene(t)
    const check_session_iframe = `${server.issuer}/check_session`
    const asking = (ask: string) =>
      `${site.origin}/session?${new URLSearchParams({ check_session_iframe, ask })}`
    const heading = page.getByRole('heading')
    const told = `rp ${answer['session_state']}`
    for (const [ask, said] of [
      [told, 'unchanged'],
      [told.replace('rp', 'another'), 'changed'],
      ['rp', 'error'],
      [`rp ${answer['session_state']?.split('.')[0]}`, 'error'],
    ] as const) {
      await page.goto(asking(ask))
      await heading.getByText(said, { exact: true }).waitFor()
    }
    await page.goto(asking(told))
    await heading.getByText('unchanged', { exact: true }).waitFor()
    const other = await context.newPage()
    await other.goto(logout({}))
    await heading.getByText('changed', { exact: true }).waitFor()
    t.equal((await context.cookies()).filter(({ name }) => name.startsWith('vignette.default.s')).length, 0)
    t.same(faults, [])
  },
)
