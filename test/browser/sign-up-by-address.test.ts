import t from 'tap'
import { withoutChromium } from '../helpers/chromium.ts'
import { chooseAgain, fillPins, heading, keepCodes, LOVELACE, ownPicture } from '../helpers/enrol-page.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { deliveredLinks } from '../helpers/links.ts'
import { axeFindings, button, field, signInScene } from '../helpers/sign-in-page.ts'

t.test(
  'RFC 9807 §10.9: where accounts are hidden a mailed link leads from an address to signed in',
  { skip: withoutChromium },
  async (t) => {
    const { server, open, faults } = await signInScene(t)
    await givenPolicy(server, { self_registration: true, hide_accounts: true })
    const page = await open()
    await page.getByRole('link', { name: 'Create an account' }).click()
    const ask = async (username: string, email: string) => {
      await heading(page, 'Create an account').waitFor()
      await field(page, 'Username').fill(username)
      await field(page, 'Email').fill(email)
      await button(page, 'Continue').click()
    }
    await heading(page, 'Create an account').waitFor()
    t.same(await axeFindings(page), [])
    await ask('ann', 'ann@example.com')
    await heading(page, 'Look in your mail').waitFor()
    t.same(await axeFindings(page), [])
    const of_ann = await page.locator('main').innerText()
    await page.getByRole('link', { name: 'Use another address' }).click()
    await ask(LOVELACE.username, LOVELACE.email)
    await heading(page, 'Look in your mail').waitFor()
    const of_nobody = await page.locator('main').innerText()
    t.equal(of_ann, of_nobody.replace(LOVELACE.email, 'ann@example.com'))

    const letters = await deliveredLinks(server)
    await page.goto(letters['ann@example.com'] ?? '')
    await heading(page, 'Sign in').waitFor()
    await page.goto(letters[LOVELACE.email] ?? '')
    await heading(page, 'Create an account').waitFor()
    t.same(await axeFindings(page), [])
    await button(page, 'Go on').click()
    t.equal(await field(page, 'Username').inputValue(), LOVELACE.username)
    t.equal(await field(page, 'Email').inputValue(), LOVELACE.email)
    t.equal(await field(page, 'Email').isEditable(), false)
    await field(page, 'Name').fill(LOVELACE.name)
    const picture = await ownPicture()
    await field(page, 'Picture').setInputFiles(picture)
    await fillPins(page)
    t.same(await axeFindings(page), [])
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await keepCodes(page)
    await page.getByRole('link', { name: 'Go on to Harbour Notes' }).click()
    await page.waitForURL(/\/readyz\?code=/)
    t.same(faults, [])
  },
)
