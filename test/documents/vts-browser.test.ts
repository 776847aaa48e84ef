/**
 * VTS's document as its readers follow it: services with the libraries that it names, in a real browser, over TLS.
 */
import type { Page } from 'playwright-core'
import t from 'tap'
import { withoutChromium } from '../helpers/chromium.ts'
import { KITCHEN } from '../helpers/organizations.ts'
import { button, fillIn } from '../helpers/sign-in-page.ts'
import { givenConnection, upstreamProvider } from '../helpers/upstream-provider.ts'
import { INTEGRATION, type VtsScene, vtsScene } from '../helpers/vts.ts'

type Claims = Readonly<Record<string, unknown>> | null

type Renewed = Readonly<{ access_token: string; id_token: string }>

type Client = Readonly<{
  getTokenSilently: (options: object) => Promise<Renewed>
  logout: (options: object) => Promise<void>
}>

/** What the service knows of the person once it has loaded. */
async function claimsAt(page: Page): Promise<Claims> {
  const body = page.locator('body[data-claims], body[data-fault]')
  await body.waitFor({ state: 'attached' })
  const fault = await body.getAttribute('data-fault')
  if (fault !== null) throw new Error(fault)
  return JSON.parse(String(await body.getAttribute('data-claims')))
}

/** @returns what the library says that it did, or why it could not */
const renew = (page: Page): Promise<Renewed | string> =>
  page.evaluate(async () => {
    const { auth0 } = globalThis as unknown as { auth0: Client }
    try {
      return await auth0.getTokenSilently({ cacheMode: 'off', detailedResponse: true })
    } catch (error) {
      return (error as { error: string }).error
    }
  })

async function signIn(page: Page): Promise<void> {
  await page.locator('form[data-ready]').waitFor()
  await fillIn(page)
  await button(page, 'Sign in').click()
}

async function leave(page: Page, { service }: VtsScene): Promise<void> {
  await page.evaluate((returnTo) => {
    const { auth0 } = globalThis as unknown as { auth0: Client }
    return auth0.logout({ logoutParams: { returnTo } })
  }, service)
  await button(page, 'Sign out').click()
  await page.waitForURL(`${service}/`)
}

t.test(
  '6-13: auth0-spa-js is launched, signs in, renews both ways and signs out (Core §3.1, §4)',
  { skip: withoutChromium },
  async (t) => {
    const scene = await vtsScene(t, 'spa.js')
    const { issuer, service } = scene
    const page = await (await scene.context()).newPage()
    const tokens: string[] = []
    page.on('request', (request) => {
      if (request.url() === `${issuer}/oauth/token`) tokens.push(String(request.headers()['auth0-client']))
    })

    const told = { 'ext-integration-id': INTEGRATION, connection: '', organization: KITCHEN.id }
    await page.goto(`${issuer}/launch/rp?${new URLSearchParams(told)}`)
    await signIn(page)
    await page.waitForURL(`${service}/callback?**`)
    const claims = {
      iss: `${issuer}/`,
      aud: 'rp',
      org_id: KITCHEN.id,
      building_address: 'Sita Manhattan',
    }
    t.match(await claimsAt(page), claims)

    const first = await renew(page)
    const second = await renew(page)
    t.match(first, { access_token: /^ey/, id_token: /^ey/ })
    t.not((second as Renewed).access_token, (first as Renewed).access_token)
    t.ok(tokens.length > 0 && tokens.every((header) => header !== 'undefined'), 'with a header of its own')

    await page.goto(`${service}/framed`)
    t.match(await claimsAt(page), { iss: `${issuer}/` }, 'silently, in a frame')
    t.match(await renew(page), { id_token: /^ey/ })

    await leave(page, scene)
    t.equal(await claimsAt(page), null)
    await page.goto(`${service}/framed`)
    t.equal(await renew(page), 'login_required')
  },
)

t.test(
  '4-7: auth0-spa-js without any of the three signs in as ever, and by a connection elsewhere (Core §3.1.2.1)',
  { skip: withoutChromium },
  async (t) => {
    const scene = await vtsScene(t, 'spa.js')
    const { issuer, service, server } = scene
    const page = await (await scene.context()).newPage()
    await page.goto(`${service}/login?ext-integration-id=&connection=&organization=`)
    await signIn(page)
    await page.waitForURL(`${service}/callback?**`)
    const claims = await claimsAt(page)
    t.match(claims, { iss: `${issuer}/` })
    t.notOk(claims && ('org_id' in claims || 'building_address' in claims))

    const provider = await upstreamProvider(t, server)
    await givenConnection(server, provider, { create_people: true })
    const other = await (await scene.context()).newPage()
    await other.goto(`${service}/login?connection=corporate`)
    await other.waitForURL(`${provider.issuer}/authorize?**`)
    await other.goto(provider.signIn(other.url()))
    await other.waitForURL(`${service}/callback?**`)
    const there = await claimsAt(other)
    t.match(there, { iss: `${issuer}/`, sub: /./ })
    t.not(there?.['sub'], claims?.['sub'])

    await other.goto(`${service}/login?organization=${KITCHEN.id}`)
    await other.getByRole('heading').waitFor()
    t.ok(other.url().startsWith(`${issuer}/`), 'who is no member is told so by the provider')
  },
)

t.test(
  '6-13: auth0-react signs in, renews and signs out (Core §3.1)',
  { skip: withoutChromium },
  async (t) => {
    const scene = await vtsScene(t, 'react.js')
    const page = await (await scene.context()).newPage()
    await page.goto(scene.service)
    await button(page, 'Log in').click()
    await signIn(page)
    await button(page, 'Renew').click()
    const renewed = page.locator('output:not(:empty)')
    await renewed.waitFor()
    t.match(await renewed.textContent(), /^ey/)
    await page.reload()
    await button(page, 'Log out').click()
    await button(page, 'Sign out').click()
    await button(page, 'Log in').waitFor()
    t.equal(page.url(), `${scene.service}/`)
  },
)
