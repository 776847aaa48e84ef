import t, { type Test } from 'tap'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { givenRp } from '../helpers/authorization.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { type DevServer, devServer } from '../helpers/dev-server.ts'
import { LETTERS } from '../helpers/letters.ts'
import { axeFindings } from '../helpers/sign-in-page.ts'

const authorizeUrl = (parameters: Record<string, string>) =>
  `/api/oidc/default/authorize?${new URLSearchParams({ response_type: 'code', scope: 'openid', ...parameters })}`

const LOOKS = [
  ['desktop', { viewport: { width: 1280, height: 900 } }],
  ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ['narrow', { viewport: { width: 320, height: 640 } }],
  ['forced colours', { viewport: { width: 390, height: 844 }, forcedColors: 'active' }],
] as const

/** A second client with a long name, a mail, and more requests than are shown at once. */
async function givenMuch(dev: DevServer): Promise<void> {
  await givenRp(dev, { client_id: 'n'.repeat(100) })
  const deps = await dev.tenant()
  await deps.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS.recover, username: 'M'.repeat(64) }))
  for (let count = 0; count < 12; count += 1) await dev.app.inject(authorizeUrl({ client_id: 'nobody' }))
  const unknown = authorizeUrl({ client_id: 'n'.repeat(100), prompt: 'none' })
  await dev.app.inject(unknown)
}

async function homeScene(t: Test) {
  const dev = await devServer(t)
  await givenMuch(dev)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  return { dev, browser, chosen: `${dev.url}/?tenant=default&client=${'n'.repeat(100)}` }
}

t.test(
  'Content Security Policy Level 3 §6: the lines of a library copy themselves, as they can be read',
  { skip: withoutChromium },
  async (t) => {
    const { dev, browser } = await homeScene(t)
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(dev.url, { waitUntil: 'networkidle' })
    for (const title of ['Spring Boot', 'Authlib with FastAPI (Python)']) {
      const library = page.locator('details', { has: page.locator('summary', { hasText: title }) })
      await library.locator('summary').click()
      await library.getByRole('button', { name: 'Copy', exact: true }).first().click()
      await library.getByRole('button', { name: 'Copied', exact: true }).waitFor()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      t.equal(copied, await library.locator('pre').first().textContent(), title)
      t.match(copied, dev.issuer)
    }
    t.same(faults, [])
  },
)

t.test(
  'WCAG 2.2 §1.4.10: axe finds nothing on the first page with all that it can tell, and nothing scrolls sideways',
  { skip: withoutChromium },
  async (t) => {
    const { browser, chosen } = await homeScene(t)
    for (const [look, options] of LOOKS) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto(chosen)
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      t.same(await axeFindings(page), [], look)
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width, look)
      await context.close()
    }
  },
)

t.test(
  'Dev mode: without script there is no button, and the lines are there to select',
  { skip: withoutChromium },
  async (t) => {
    const { dev, browser } = await homeScene(t)
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(dev.url)
    const library = page.locator('details', { has: page.locator('summary', { hasText: 'Spring Boot' }) })
    await library.locator('summary').click()
    await library.getByText('issuer-uri').waitFor()
    t.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0)
  },
)
