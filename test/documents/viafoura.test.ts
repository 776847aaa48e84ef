/**
 * The document for Viafoura, followed in a real browser: a publisher's page with oidc-client-ts, without a secret, on an
 * origin of its own, hands each ID token to Viafoura's library.
 */
import type { BrowserContext, Page, Request } from 'playwright-core'
import t, { type Test } from 'tap'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { findUserByName } from '../../src/domain/users/user.ts'
import { updateUser } from '../../src/domain/users/user-administration.ts'
import { Browser, CODE_CHALLENGE } from '../helpers/authorization.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import type { TestServer } from '../helpers/fixtures.ts'
import { CLIENT_ID, type Gazette, gazette } from '../helpers/gazette.ts'
import { givenQuickKeys } from '../helpers/given.ts'
import { listeningServer } from '../helpers/listening.ts'
import { givenEnrolled } from '../helpers/passcode.ts'
import { button, fillIn } from '../helpers/sign-in-page.ts'

const NAME = 'Ann 😀 Lee'
const ANN = { username: 'ann', email: undefined, email_verified: undefined, status: undefined }

let launched: ReturnType<typeof launchChromium> | undefined
const chromium = () => (launched ??= launchChromium())
t.teardown(async () => (await launched)?.close())

type Scene = Readonly<{
  server: TestServer
  site: Gazette
  context: BrowserContext
  page: Page
  /** What the browser sent to this server's endpoints so far, by what each path ends in. */
  sent: Request[]
  faults: string[]
}>

/** Ann, who can sign in, and the page of the Gazette, where nobody is signed in yet. */
async function scene(t: Test, settings = {}, metadata = {}): Promise<Scene> {
  const server = await listeningServer(t)
  await givenQuickKeys(server)
  const site = await gazette(t, server)
  site.restate(settings)
  await registerClient(await server.tenant(), {
    client_id: CLIENT_ID,
    client_type: 'public',
    metadata: {
      redirect_uris: [`${site.origin}/callback`],
      post_logout_redirect_uris: [`${site.origin}/`],
      first_party: true,
      ...metadata,
    },
  })
  await givenEnrolled(server, 'ann')
  await rename(server, NAME)
  const context = await (await chromium()).newContext()
  t.teardown(() => context.close())
  const sent: Request[] = []
  context.on('request', (request) => {
    if (request.url().startsWith(server.issuer)) sent.push(request)
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto(site.origin)
  await ready(page)
  return { server, site, context, page, sent, faults }
}

async function rename(server: TestServer, name: string): Promise<void> {
  await updateUser(await server.tenant(), 'ann', { ...ANN, claims: { name } }, undefined)
}

const ready = (page: Page) => page.locator('html[data-ready]').waitFor({ state: 'attached' })

/** Whom Viafoura has signed in. */
const commentsAs = (page: Page, name: string) =>
  page.locator('#who').getByText(name, { exact: true }).waitFor()

async function enterPasscode(page: Page): Promise<void> {
  await page.locator('form[data-ready]').waitFor()
  await fillIn(page)
  await button(page, 'Sign in').click()
}

/** As a reader does who wants to comment. */
async function signIn({ page, site }: Scene): Promise<void> {
  await button(page, 'Post a comment').click()
  await enterPasscode(page)
  await page.waitForURL(`${site.origin}/`)
  await commentsAs(page, NAME)
}

/** What the page has in hand, in its own words. */
type Manager = Readonly<{
  getUser: () => Promise<Held | null>
  signinSilent: () => Promise<Held | null>
  signinPopup: () => Promise<Held>
  querySessionStatus: () => Promise<{ session_state: string; sub: string } | null>
}>
type Held = Readonly<{
  id_token: string
  session_state: string
  refresh_token?: string
  profile: { iat: number; sub: string; name: string }
}>
type Gazettes = Readonly<{ manager: Manager; happened: string[] }>

const held = (page: Page) => page.evaluate(() => (window as unknown as Gazettes).manager.getUser())
const renewed = (page: Page) => page.evaluate(() => (window as unknown as Gazettes).manager.signinSilent())
const happenedAt = (page: Page, what: string) =>
  page.waitForFunction((what) => (window as unknown as Gazettes).happened.includes(what), what)

const formsTo = (sent: readonly Request[], path: string): URLSearchParams[] =>
  sent.flatMap((request) =>
    request.method() === 'POST' && request.url().endsWith(path)
      ? [new URLSearchParams(request.postData() ?? '')]
      : [],
  )

/** How often the person or her browser was asked at the authorization endpoint, and with what prompt. */
const prompts = (sent: readonly Request[]): (string | null)[] =>
  sent.flatMap((request) => {
    const { pathname, searchParams } = new URL(request.url())
    return pathname.endsWith('/authorize') ? [searchParams.get('prompt')] : []
  })

t.test(
  '3-1: well-known address and client id are enough: the browser gets the ID token, by PKCE and without a secret (RFC 7636)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    await commentsAs(place.page, 'nobody')
    await signIn(place)
    const { sent, server, site } = place
    const asked = new URL(sent.find((request) => request.url().includes('/authorize?'))?.url() ?? '')
      .searchParams
    t.match(Object.fromEntries(asked), {
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: /./,
    })
    const [form] = formsTo(sent, '/token')
    t.same([...(form?.keys() ?? [])].sort(), [
      'client_id',
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
    ])
    const ann = await findUserByName(await server.tenant(), 'ann')
    t.match([...site.viafoura.accounts.values()], [{ name: NAME, email: ann?.email }])
    t.same(place.faults, [])
  },
)

t.test(
  '3-2: the page’s origin may call discovery, key set, token and userinfo, preflights and all (Fetch Standard §3.3)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t, { loadUserInfo: true })
    await signIn(place)
    const { page, server } = place
    t.match(await held(page), { profile: { name: NAME } })
    const statuses = await page.evaluate(async (issuer) => {
      // A header of its own makes the browser ask first, for whatever a library adds.
      const headers = { 'x-requested-with': 'the Gazette' }
      const form = { method: 'POST', body: new URLSearchParams({ grant_type: 'none' }) }
      const calls = [
        ['/.well-known/openid-configuration', {}],
        ['/.well-known/jwks', {}],
        ['/.well-known/jwks.json', {}],
        ['/token', form],
        ['/revoke', form],
        ['/userinfo', { headers: { authorization: 'Bearer none' } }],
      ] as const
      const replies = calls.map(([path, init]) =>
        fetch(issuer + path, {
          ...init,
          headers: { ...headers, ...('headers' in init ? init.headers : {}) },
        }),
      )
      return (await Promise.all(replies)).map(({ status, type }) => `${type} ${status}`)
    }, server.issuer)
    t.same(statuses, ['cors 200', 'cors 200', 'cors 200', 'cors 401', 'cors 401', 'cors 401'])
    for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks', '/token', '/userinfo']) {
      const preflight = await fetch(server.issuer + path, {
        method: 'OPTIONS',
        headers: {
          origin: place.site.origin,
          'access-control-request-method': path === '/token' ? 'POST' : 'GET',
          'access-control-request-headers': 'authorization,content-type',
        },
      })
      t.equal(preflight.status, 204, path)
      t.match(Object.fromEntries(preflight.headers), {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'authorization,content-type',
      })
    }
  },
)

t.test(
  '3-12: after the profile was edited the next token tells the new name, and the same sub (Core §5.1)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    await signIn(place)
    const { page, server, site } = place
    const before = await held(page)
    await rename(server, 'Ann 🦊 Fox')
    const after = await renewed(page)
    t.equal(after?.profile.sub, before?.profile.sub)
    t.match(after, { profile: { name: 'Ann 🦊 Fox' } })
    await commentsAs(page, 'Ann 🦊 Fox')
    t.match([...site.viafoura.accounts.values()], [{ id: before?.profile.sub, name: 'Ann 🦊 Fox' }])
  },
)

t.test(
  '3-13: silent renewal in a frame gives a fresh ID token, and login_required once nobody is signed in (Core §3.1.2.1)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    await signIn(place)
    const { page, server, sent, context } = place
    const before = await held(page)
    server.clock.seconds += 60
    const after = await renewed(page)
    t.equal(after?.profile.iat, (before?.profile.iat ?? 0) + 60)
    t.same(prompts(sent), [null, 'none'])
    t.notOk(after?.refresh_token, 'it asked for none')

    // Each page of the Gazette calls login or logout.
    await page.reload()
    await ready(page)
    await commentsAs(page, NAME)
    await context.clearCookies()
    await t.rejects(renewed(page), { message: /not signed in/ })
  },
)

t.test(
  '3-13: renewal by a refresh token gives a fresh ID token without the authorization endpoint (Core §12.2)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t, { scope: 'openid profile email offline_access' })
    await signIn(place)
    const { page, server, sent } = place
    const before = await held(page)
    server.clock.seconds += 60
    const after = await renewed(page)
    t.equal(after?.profile.iat, (before?.profile.iat ?? 0) + 60)
    t.equal(after?.profile.sub, before?.profile.sub)
    t.not(after?.refresh_token, before?.refresh_token, 'a public client gets another one each time')
    t.same(prompts(sent), [null])
    const [, refreshing] = formsTo(sent, '/token')
    t.match(Object.fromEntries(refreshing ?? []), { grant_type: 'refresh_token', client_id: CLIENT_ID })
    await commentsAs(page, NAME)
  },
)

t.test(
  '3-14: signing out of the Gazette or of the comments ends both, by end_session (RP-Initiated Logout §2)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    const { page, site, sent, faults } = place
    for (const name of ['Sign out of the Gazette', 'Log out of the comments']) {
      await signIn(place)
      const back = page.waitForResponse((reply) => reply.url() === `${site.origin}/`)
      await button(page, name).click()
      await back
      await ready(page)
      await commentsAs(page, 'nobody')
      t.equal(await held(page), null, name)
    }
    const ended = sent.flatMap((request) =>
      request.url().includes('/logout?') ? [new URL(request.url())] : [],
    )
    t.equal(ended.length, 2)
    for (const { searchParams } of ended) {
      t.match(Object.fromEntries(searchParams), {
        id_token_hint: /./,
        post_logout_redirect_uri: `${site.origin}/`,
      })
    }
    t.same(prompts(sent), [null, null], 'she had to sign in again')
    t.same(faults, [])
  },
)

t.test(
  '6-17: sign-in in a window of its own ends there: no page of ours severs window.opener (HTML Standard §7.1.3)',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    const { page, context, site } = place
    const pages: string[] = []
    context.on('response', (reply) => {
      const { url, headers } = { url: reply.url(), headers: reply.headers() }
      if (!url.startsWith(site.origin) && headers['content-type']?.startsWith('text/html')) {
        pages.push(`${headers['cross-origin-opener-policy'] ?? 'none'}`)
      }
    })
    const opened = context.waitForEvent('page')
    await page.evaluate(() => void (window as unknown as Gazettes).manager.signinPopup())
    const popup = await opened
    const closed = popup.waitForEvent('close')
    await enterPasscode(popup)
    await commentsAs(page, NAME)
    await closed
    t.match(await held(page), { profile: { name: NAME } })
    t.ok(pages.length > 0)
    t.same(new Set(pages), new Set(['none']))
  },
)

/** Ann's again, as if she had signed out and in once more in the meantime. */
async function anotherSession({ server, site }: Scene) {
  const ann = await findUserByName(await server.tenant(), 'ann')
  if (!ann) throw new Error('there is no ann')
  const browser = new Browser(server)
  await browser.signIn(ann.id)
  // With an answer comes the cookie, too, that the page in the frame reads.
  const pkce = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
  await browser.authorize({ client_id: CLIENT_ID, redirect_uri: `${site.origin}/callback`, ...pkce })
  return [...browser.cookies].map(([name, value]) => ({ name, value, domain: 'localhost', path: '/' }))
}

t.test(
  '6-18: answers to prompt=none have session_state too: a changed session is no sign-out (Session Management §2, §3)',
  { skip: withoutChromium },
  async (t) => {
    const monitoring = { monitorSession: true, checkSessionIntervalInSeconds: 1 }
    const place = await scene(t, monitoring)
    await signIn(place)
    const { page, context, server } = place
    const user = await held(page)
    const status = await page.evaluate(() => (window as unknown as Gazettes).manager.querySessionStatus())
    t.match(status, { sub: user?.profile.sub, session_state: /^[\w-]+\.[\w-]+$/ })

    await context.addCookies(await anotherSession(place))
    await happenedAt(page, 'session changed')
    t.notOk((await page.evaluate(() => (window as unknown as Gazettes).happened)).includes('signed out'))

    const other = await context.newPage()
    await other.goto(`${server.issuer}/logout`)
    await button(other, 'Sign out').click()
    await happenedAt(page, 'signed out')
  },
)
