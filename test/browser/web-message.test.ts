/**
 * Answers as messages between pages: silent renewal in a frame, and sign-in in a window of its own.
 */
import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { REQUEST } from '../helpers/authorization.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { freePort } from '../helpers/listening.ts'
import { button, fillIn, type SignInScene, signInScene } from '../helpers/sign-in-page.ts'

/** An application of one page, which keeps whatever it is told. */
async function givenPageAt(t: Test): Promise<string> {
  const port = await freePort()
  const page = `<!doctype html><title>app</title><script>
    window.told = []
    addEventListener('message', ({ origin, data }) => told.push({ origin, data }))
  </script>`
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(page)
  })
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
  t.teardown(() => server.close())
  return `http://localhost:${port}`
}

type Told = Readonly<{ origin: string; data: { type: string; response: Record<string, string> } }>

const toldTo = (page: Page): Promise<Told[]> =>
  page.evaluate(() => (window as unknown as { told: Told[] }).told)

async function waitUntilTold(page: Page): Promise<Told[]> {
  await page.waitForFunction(() => (window as unknown as { told: unknown[] }).told.length > 0)
  return toldTo(page)
}

async function scene(t: Test) {
  const signIn = await signInScene(t)
  const [app, evil] = [await givenPageAt(t), await givenPageAt(t)]
  const metadata = { first_party: true, redirect_uris: [`${app}/callback`], web_origins: [app] }
  const stated = {
    ...metadata,
    response_types: ['id_token token', 'code'],
    grant_types: ['authorization_code', 'implicit'],
  }
  await signIn.server.db.execute(`UPDATE client SET metadata = '${JSON.stringify(stated)}'`)
  await signIn.server.db.run(bumpConfigVersion, {})
  const context = await signIn.browser.newContext()
  const pageOf = async (origin: string): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(origin)
    return page
  }
  return { ...signIn, app, evil, pageOf }
}

function addressFor({ server }: SignInScene, app: string, more: Record<string, string> = {}): string {
  const mode = { response_mode: 'web_message', redirect_uri: `${app}/callback`, nonce: 'n-0S6_WzA2Mj' }
  return `${server.issuer}/authorize?${new URLSearchParams({ ...REQUEST, ...mode, ...more })}`
}

const frame = (page: Page, address: string) =>
  page.evaluate((src) => {
    const element = document.createElement('iframe')
    element.src = src
    const loaded = new Promise((resolve) => element.addEventListener('load', resolve))
    document.body.append(element)
    return loaded
  }, address)

t.test(
  'Web Message Response Mode §4: sign-in in a window, then silent renewal in a frame',
  { skip: withoutChromium },
  async (t) => {
    const place = await scene(t)
    const { app, evil, pageOf, server } = place
    const silent = addressFor(place, app, { prompt: 'none', response_type: 'id_token token' })
    const page = await pageOf(app)
    const origin = server.config.public_url

    await frame(page, silent)
    t.match(await waitUntilTold(page), [
      { origin, data: { type: 'authorization_response', response: { error: 'login_required' } } },
    ])

    const opened = page.waitForEvent('popup')
    await page.evaluate((url) => void window.open(url, 'sign-in', 'popup'), addressFor(place, app))
    const popup = await opened
    await popup.locator('form[data-ready]').waitFor()
    await fillIn(popup)
    await button(popup, 'Sign in').click()
    await page.waitForFunction(() => (window as unknown as { told: unknown[] }).told.length === 2)
    const code = {
      type: 'authorization_response',
      response: { code: /./, state: REQUEST.state, iss: server.issuer },
    }
    t.match((await toldTo(page)).at(-1), { origin, data: code })

    await page.reload()
    await frame(page, silent)
    const response = { id_token: /./, access_token: /./, token_type: 'Bearer', state: REQUEST.state }
    t.match(await waitUntilTold(page), [{ origin, data: { response } }])

    const other = await pageOf(evil)
    const refused = other.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await frame(other, silent)
    t.match((await refused).text(), app)
    const watched = other.waitForEvent('popup')
    await other.evaluate((url) => void window.open(url, 'steal', 'popup'), silent)
    const stolen = await watched
    await stolen.locator(`form[data-origin="${app}"]`).waitFor({ state: 'attached' })
    await stolen.waitForLoadState('load')
    t.same(await toldTo(other), [], 'another origin is told nothing, framing or opening')
  },
)
