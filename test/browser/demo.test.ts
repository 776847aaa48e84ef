import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { type DevServer, devServer } from '../helpers/dev-server.ts'
import { axeFindings, button, field } from '../helpers/sign-in-page.ts'

type Scene = Readonly<{
  dev: DevServer
  page: Page
  /** What was said in the console, and policies that were broken. */
  faults: string[]
}>

async function demoScene(t: Test): Promise<Scene> {
  const dev = await devServer(t)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  const faults: string[] = []
  page.on('console', (message) => faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  return { dev, page, faults }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

/** As a newcomer does it: with the picture that the page offers, saved to a folder. */
async function signInAsAda({ dev, page }: Scene): Promise<void> {
  await page.goto(`${dev.url}/demo`)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save ada.png' }).click()
  const picture_file = await (await download).path()
  await page.getByRole('link', { name: 'Sign in as ada' }).click()
  await page.locator('#sign-in[data-ready]').waitFor()
  t.equal(await field(page, 'Username').inputValue(), 'ada')
  await field(page, 'Picture').setInputFiles(picture_file)
  await field(page, 'PIN').fill(dev.person.pin)
  await button(page, 'Sign in').click()
  await button(page, 'Allow').click()
  await heading(page, 'Signed in as Ada Lovelace').waitFor()
}

t.test(
  'OpenID Connect Core 1.0 §3.1: from the demo application to signed in, refreshed, and signed out',
  { skip: withoutChromium },
  async (t) => {
    const scene = await demoScene(t)
    const { page, faults } = scene
    await signInAsAda(scene)
    t.match(await page.getByRole('table', { name: 'ID token, verified' }).innerText(), 'Ada Lovelace')

    await button(page, 'Refresh tokens').click()
    await page.getByText('Used', { exact: true }).waitFor()
    await page.getByText('1 time. Each use gives a new one').waitFor()
    await heading(page, 'Access token New').waitFor()

    await button(page, 'Ask userinfo with it').click()
    const userinfo = page.getByRole('table', { name: 'Userinfo, asked' })
    t.match(await userinfo.innerText(), 'ada@example.com')
    t.match(page.url(), /#userinfo$/)

    await button(page, 'Use an old one on purpose').click()
    await page.getByText('Reuse was caught.').waitFor()
    await button(page, 'Ask userinfo with it').click()
    await page.getByRole('alert').filter({ hasText: 'invalid_token' }).waitFor()

    await button(page, 'Sign out').click()
    await page.getByText('Signed out.').waitFor()
    await heading(page, 'A demo application').waitFor()
    t.same(faults, [], 'nothing in the console, and no policy broken')
  },
)

t.test(
  'OpenID Connect Core 1.0 §3.1.2.6: Cancel comes back to the demo application, which says what it was told',
  { skip: withoutChromium },
  async (t) => {
    const { dev, page } = await demoScene(t)
    await page.goto(`${dev.url}/demo`)
    await page.getByRole('link', { name: /^Sign in with a picture/ }).click()
    await button(page, 'Cancel').click()
    await page.getByRole('alert').filter({ hasText: 'access_denied' }).waitFor()
    t.match(await page.getByRole('alert').innerText(), 'Step 4, a code comes back: refused.')
  },
)

t.test(
  'RFC 7519 §2: the reader sees instants in the own zone and language',
  { skip: withoutChromium },
  async (t) => {
    const scene = await demoScene(t)
    await signInAsAda(scene)
    const context = scene.page.context()
    const page = await context.browser()?.newPage({
      locale: 'de-DE',
      timezoneId: 'Asia/Tokyo',
      storageState: await context.storageState(),
    })
    if (!page) throw new Error('the browser is gone')
    await page.goto(scene.page.url())
    const time = page.locator('time[data-tell="when"][lang="de-DE"]').first()
    const tokyo = await page.evaluate(() => new Date().toLocaleTimeString('de-DE', { hour: '2-digit' }))
    t.match(await time.innerText(), /^(Heute|\d+\. \S+ \d{4}), \d\d:\d\d:\d\d$/)
    t.match(
      await page.locator('tr', { hasText: 'iat' }).locator('time').first().innerText(),
      tokyo.slice(0, 2),
    )
  },
)

t.test('Dev mode: a command copies itself', { skip: withoutChromium }, async (t) => {
  const { dev, page } = await demoScene(t)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(dev.url)
  await button(page, 'Copy').first().click()
  await button(page, 'Copied').waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  t.match(copied, /^npm run -s vignette -- client create \\\n {2}--tenant default/)
})

const LOOKS = [
  ['desktop', { viewport: { width: 1280, height: 900 } }],
  ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ['narrow', { viewport: { width: 320, height: 640 } }],
  ['forced colours', { viewport: { width: 390, height: 844 }, forcedColors: 'active' }],
] as const

t.test('WCAG 2.2: axe finds nothing, and nothing scrolls sideways', { skip: withoutChromium }, async (t) => {
  const scene = await demoScene(t)
  await signInAsAda(scene)
  await button(scene.page, 'Ask userinfo with it').click()
  await button(scene.page, 'Use an old one on purpose').click()
  await button(scene.page, 'Refresh tokens').or(scene.page.getByText('Sign in again')).first().waitFor()
  const state = await scene.page.context().storageState()
  for (const [look, options] of LOOKS) {
    const context = await scene.page
      .context()
      .browser()
      ?.newContext({ ...options, storageState: state })
    if (!context) throw new Error('the browser is gone')
    const page = await context.newPage()
    for (const path of ['/', '/demo']) {
      await page.goto(scene.dev.url + path)
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      t.same(await axeFindings(page), [], `${look} ${path}`)
      t.same(
        await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]),
        Array.from({ length: 2 }, () => options.viewport.width),
        `${look} ${path}`,
      )
    }
    await context.close()
  }
})
