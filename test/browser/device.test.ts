/**
 * Connecting a device in a real browser of a phone's width, with script and without.
 */
import type { Page } from 'playwright-core'
import t from 'tap'
import { findingsEverywhere, heading } from '../helpers/account-page.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { askAsDevice, pollAsDevice, TV } from '../helpers/device.ts'
import { givenClient, givenQuickKeys } from '../helpers/given.ts'
import { button, field, fillIn, signInScene } from '../helpers/sign-in-page.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

async function judged(page: Page, title: string): Promise<void> {
  await heading(page, title).waitFor()
  t.same(await findingsEverywhere(page), [], title)
  await page.setViewportSize(PHONE.viewport)
}

t.test(
  'RFC 8628 §3.3: a code is typed on a phone, somebody signs in, allows the device, and takes it back',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    const { server } = scene
    await givenQuickKeys(server)
    await givenClient(server, TV)
    const { device_code, user_code, verification_uri } = await askAsDevice(server)
    const context = await scene.browser.newContext(PHONE)
    const page = await context.newPage()
    page.on('console', (message) => scene.faults.push(message.text()))
    page.on('pageerror', (error) => scene.faults.push(String(error)))
    await page.goto(verification_uri)
    await judged(page, 'Connect a device')

    const code = field(page, 'Code')
    await code.pressSequentially('bbbb')
    t.equal(await code.inputValue(), 'BBBB-', 'the dash comes by itself')
    await page.keyboard.press('Backspace')
    t.equal(await code.inputValue(), 'BBBB', 'and can be taken away')
    await code.pressSequentially('bbbb')
    t.equal(await code.inputValue(), 'BBBB-BBBB')
    await button(page, 'Continue').click()
    await page.getByText('This code isn’t waiting.').waitFor()
    t.equal(await page.evaluate(() => document.activeElement?.id), 'user-code')
    await judged(page, 'Connect a device')

    await code.fill('')
    await code.pressSequentially(user_code.toLowerCase().replace('-', ''))
    t.equal(await code.inputValue(), user_code)
    await page.keyboard.press('Enter')
    await page.locator('#sign-in[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await judged(page, 'Is this your device?')
    await page.getByText(user_code, { exact: true }).waitFor()

    await button(page, 'Allow').click()
    await judged(page, 'Look at your device')
    t.match((await pollAsDevice(server, device_code)).json(), { id_token: String })
    await button(page, 'Take it back').click()
    await judged(page, 'Taken back')

    const scriptless = await scene.browser.newContext({ ...PHONE, javaScriptEnabled: false })
    await scriptless.addCookies(await context.cookies())
    const plain = await scriptless.newPage()
    const second = await askAsDevice(server)
    await plain.goto(verification_uri)
    await field(plain, 'Code').fill(second.user_code.replace('-', ' '))
    await button(plain, 'Continue').click()
    await heading(plain, 'Is this your device?').waitFor()
    await button(plain, 'Cancel').click()
    await heading(plain, 'Nothing was shared').waitFor()
    t.match((await pollAsDevice(server, second.device_code)).json(), { error: 'access_denied' })
    t.same(
      scene.faults.filter((fault) => !fault.includes('400')),
      [],
    )
  },
)
