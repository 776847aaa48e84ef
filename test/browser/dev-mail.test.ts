import t, { type Test } from 'tap'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { type DevServer, devServer } from '../helpers/dev-server.ts'
import { LETTERS } from '../helpers/letters.ts'
import { axeFindings, button } from '../helpers/sign-in-page.ts'

const LOOKS = [
  ['desktop', { viewport: { width: 1280, height: 900 } }],
  ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ['narrow', { viewport: { width: 320, height: 640 } }],
] as const

async function givenMails(dev: DevServer): Promise<void> {
  const deps = await dev.tenant()
  const link = `${dev.url}/demo`
  for (const letter of [LETTERS['many-tries'], { ...LETTERS.recover, link, username: 'M'.repeat(64) }]) {
    await deps.db.transaction((tx) => queueMail(deps, tx, letter))
    dev.clock.seconds += 1
  }
}

async function mailScene(t: Test) {
  const dev = await devServer(t)
  await givenMails(dev)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  return { dev, browser }
}

t.test(
  'Content Security Policy Level 3 §6.3.2: the mail is to be seen in its frame, and its button opens a window',
  { skip: withoutChromium },
  async (t) => {
    const { dev, browser } = await mailScene(t)
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    await page.goto(`${dev.url}/dev/mail`, { waitUntil: 'networkidle' })
    t.same(faults, [])
    const mail = page.frameLocator('iframe')
    const action = mail.getByRole('link', { name: 'Choose a new picture and PIN' })
    t.equal(
      await action.evaluate((element) => getComputedStyle(element).backgroundColor),
      'rgb(15, 92, 76)',
      'its style sheet is its own',
    )
    const opened = page.waitForEvent('popup')
    await action.click()
    const demo = await opened
    await demo.getByRole('heading', { name: 'A demo application' }).waitFor()
    await page.getByRole('link', { name: 'As text' }).click()
    await page.getByText('Choose a new picture and PIN:').waitFor()
    await page.getByRole('link', { name: 'Someone keeps trying to get in' }).click()
    await page.getByRole('heading', { name: 'Someone keeps trying to get in', level: 2 }).waitFor()
    await button(page, 'Delete all').click()
    await page.getByText('No mails yet.').waitFor()
  },
)

t.test(
  'WCAG 2.2: axe finds nothing on the page of mails or in a mail',
  { skip: withoutChromium },
  async (t) => {
    const { dev, browser } = await mailScene(t)
    for (const [look, options] of LOOKS) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto(`${dev.url}/dev/mail`)
      const body = (await page.locator('iframe').getAttribute('src')) ?? ''
      const source = (await page.getByRole('link', { name: 'Source' }).getAttribute('href')) ?? ''
      for (const path of ['/dev/mail', source, body]) {
        await page.goto(dev.url + path)
        // A mail lets no script run in its own world; what it says is judged where it stands.
        if (path !== body) t.same(await axeFindings(page), [], `${look} ${path}`)
        t.same(
          await page.evaluate(() => document.documentElement.scrollWidth),
          options.viewport.width,
          `${look} ${path}`,
        )
      }
      await context.close()
    }
  },
)
