/**
 * The profile and the username in a real browser.
 */
import t from 'tap'
import { accountPageScene, findingsEverywhere, heading, link, tabTo } from '../helpers/account-page.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { axeFindings, button, field } from '../helpers/sign-in-page.ts'

t.test(
  'Core §5.1: signing in leads to the profile, which is changed by keyboard alone',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    const page = await scene.openAccount('')
    await heading(page, 'Your profile').waitFor()
    t.same(await findingsEverywhere(page), [])
    await tabTo(page, 'Name')
    await page.keyboard.type('أمينة 👩‍👩‍👧‍👦')
    await tabTo(page, 'Picture address')
    await page.keyboard.type('ann.png')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.title.startsWith('Error: Your profile'))
    t.equal(await field(page, 'Picture address').evaluate((input) => input === document.activeElement), true)
    t.same(await findingsEverywhere(page), [])
    await page.keyboard.press('Control+A')
    await page.keyboard.type('https://pictures.example/ann.png')
    await tabTo(page, 'Save')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Saved.').waitFor()
    t.equal(await field(page, 'Name').inputValue(), 'أمينة 👩‍👩‍👧‍👦')
    t.same(await findingsEverywhere(page), [])
    const faults = scene.faults.filter((fault) => !fault.includes('400'))
    t.same(faults, [], 'nothing in the console, and no policy broken')
  },
)

t.test('Core §5.1: the language that was chosen is spoken', { skip: withoutChromium }, async (t) => {
  const scene = await accountPageScene(t)
  const page = await scene.openAccount('')
  await field(page, 'Language').selectOption('ar')
  await button(page, 'Save').click()
  await page.locator('html[lang=ar][dir=rtl]').waitFor()
  t.same(await findingsEverywhere(page), [])
})

t.test(
  'RFC 8265 §3.3: the username is changed, and opens the account',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    const page = await scene.openAccount('')
    await link(page, 'Change: Username').click()
    await field(page, 'Username').fill('')
    await button(page, 'Change').click()
    await page.getByText('Enter your username.').waitFor()
    t.same(await axeFindings(page), [])
    await field(page, 'Username').fill('ann.lee')
    await button(page, 'Change').dblclick()
    await page.getByText('Your username is ann.lee now.').waitFor()

    const before = await (await scene.browser.newContext({ javaScriptEnabled: false })).newPage()
    await before.goto(`${scene.url}/username`)
    t.match(before.url(), '/sign-in/')
  },
)
