import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { invite } from '../../src/domain/links/invitation.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from '../../src/domain/recovery/recovery-codes.ts'
import { findUserByName } from '../../src/domain/users/user.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import {
  chooseAgain,
  choosePasscode,
  enrolmentReady,
  fillPins,
  heading,
  keepCodes,
  makeAndSave,
  ownPicture,
  SECRET_DIGITS,
} from '../helpers/enrol-page.ts'
import { deliveredLinks } from '../helpers/links.ts'
import { axeFindings, button, field, fillIn, type SignInScene, signInScene } from '../helpers/sign-in-page.ts'

const NO_MATCH = "That didn't match. Check your username, picture and PIN, then try again."

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const isSignedIn = (page: Page) => page.waitForURL(/\/readyz\?code=/)

/** Ann, whose ten codes are known to the test. */
async function recoveryScene(t: Test): Promise<SignInScene & Readonly<{ codes: readonly string[] }>> {
  const scene = await signInScene(t)
  const deps = await scene.server.tenant()
  const ann = await findUserByName(deps, 'ann')
  if (!ann) throw new Error('there is no ann')
  const codes = newRecoveryCodes(deps)
  await deps.db.transaction((tx) => replaceRecoveryCodes(deps, tx, ann.id, codes))
  return { ...scene, codes }
}

/** In a browser that nobody knows. */
async function signsInWith(scene: SignInScene, picture: Awaited<ReturnType<typeof ownPicture>>, pin: string) {
  const page = await scene.open()
  await field(page, 'Username').fill('ann')
  await field(page, 'Picture').setInputFiles(picture)
  await field(page, 'PIN').fill(pin)
  await button(page, 'Sign in').click()
  await isSignedIn(page)
  await page.context().close()
}

async function oldOneFails(scene: SignInScene): Promise<void> {
  const page = await scene.open()
  await fillIn(page)
  await button(page, 'Sign in').click()
  await page.getByRole('alert').filter({ hasText: NO_MATCH }).waitFor()
  await page.context().close()
}

t.test(
  'NIST SP 800-63B §6.1.2.3: a recovery code leads to a new picture and PIN, and back to the application',
  { skip: withoutChromium },
  async (t) => {
    const scene = await recoveryScene(t)
    const page = await scene.open()
    await link(page, "I can't sign in").click()
    await heading(page, 'Let’s get you back in').waitFor()
    t.same(await axeFindings(page), [])
    await link(page, 'Use a recovery code').click()
    await field(page, 'Username').fill('ann')
    await field(page, 'Recovery code').fill('0000-0000-0000-0000')
    await button(page, 'Continue').click()
    await page.getByText('That didn’t match. Check the username and the code.').waitFor()
    t.equal(await field(page, 'Username').inputValue(), 'ann')
    t.same(await axeFindings(page), [])

    const typed = scene.codes[3]?.toUpperCase().replaceAll('-', ' ') ?? ''
    await field(page, 'Recovery code').fill(typed)
    await button(page, 'Continue').click()
    await heading(page, 'Choose a new picture and PIN').waitFor()
    t.same(await axeFindings(page), [])
    const picture = await ownPicture()
    const codes = await choosePasscode(page, picture)
    t.equal(codes.length, 10)
    t.notOk(codes.some((code) => scene.codes.includes(code)))
    await heading(page, 'You’re ready').waitFor()
    await link(page, 'Go on to Harbour Notes').click()
    await isSignedIn(page)

    await oldOneFails(scene)
    await signsInWith(scene, picture, SECRET_DIGITS)
    t.same(
      scene.faults.filter((fault) => !fault.includes('400')),
      [],
      'nothing in the console, and no policy broken',
    )
  },
)

t.test(
  'NIST SP 800-63B §6.1.2.3: a mailed link leads to a new picture and PIN, once',
  { skip: withoutChromium },
  async (t) => {
    const scene = await recoveryScene(t)
    const page = await scene.open()
    await link(page, "I can't sign in").click()
    await link(page, 'Get a link by mail').click()
    await field(page, 'Username').fill('ann')
    await field(page, 'Email').fill('ann@example.com')
    await button(page, 'Send the link').click()
    await heading(page, 'Look in your mail').waitFor()
    t.same(await axeFindings(page), [])
    await button(page, 'Send it again').press('Enter')
    await page.getByText(/^We sent it a moment ago\. You can send it again in \d+ seconds?\.$/).waitFor()

    const url = (await deliveredLinks(scene.server))['ann@example.com'] ?? ''
    await page.goto(url)
    await heading(page, 'Choose a new picture and PIN').waitFor()
    t.same(await axeFindings(page), [])
    await page.reload()
    await button(page, 'Choose a new picture and PIN').click()
    await enrolmentReady(page)
    const picture = await makeAndSave(page)
    await fillPins(page)
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await keepCodes(page)
    await link(page, 'Go on to Harbour Notes').click()
    await isSignedIn(page)

    await page.goto(url)
    await heading(page, 'This link no longer works').waitFor()
    t.same(await axeFindings(page), [])
    await oldOneFails(scene)
    const letters = await deliveredLinks(scene.server)
    t.match(
      letters['ann@example.com'],
      /\/link\//,
      'the change is told, with a way to say that it was somebody else',
    )
  },
)

t.test(
  'NIST SP 800-63B §6.1.2: an administrator’s link is the person’s to use, or to stop',
  { skip: withoutChromium },
  async (t) => {
    const scene = await recoveryScene(t)
    const deps = await scene.server.tenant()
    const ann = await findUserByName(deps, 'ann')
    if (!ann) throw new Error('there is no ann')
    const page = await scene.open()
    await page.goto((await invite(deps, ann, false)).link)
    await page.getByText('An administrator of Northlight sent this link for the account ann.').waitFor()
    t.same(await axeFindings(page), [])
    await button(page, 'Tell us and the link stops working.').click()
    await heading(page, 'The link is stopped').waitFor()

    await page.goto((await invite(deps, ann, false)).link)
    await button(page, 'Start').click()
    const picture = await ownPicture()
    await choosePasscode(page, picture)
    await heading(page, 'You’re ready').waitFor()
    await signsInWith(scene, picture, SECRET_DIGITS)
    t.pass('the new one opens the account')
  },
)

t.test(
  'NIST SP 800-63B §6.1.2: a change asks for the present picture and PIN, then for new ones',
  { skip: withoutChromium },
  async (t) => {
    const scene = await recoveryScene(t)
    const page = await scene.open()
    await page.goto(`${scene.server.issuer}/change`)
    await page.locator('#sign-in[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await heading(page, 'Change your picture or PIN').waitFor()
    await enrolmentReady(page)
    t.equal(await field(page, 'Sign me out on my other devices').isChecked(), true)
    t.same(await axeFindings(page), [])
    const picture = await ownPicture()
    await field(page, 'Picture').setInputFiles(picture)
    await fillPins(page)
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await heading(page, 'Changed').waitFor()
    t.same(await axeFindings(page), [])
    await oldOneFails(scene)
    await signsInWith(scene, picture, SECRET_DIGITS)
    t.same(
      scene.faults.filter((fault) => !fault.includes('400')),
      [],
    )
  },
)

t.test(
  'WCAG 3.3.8: a mailed link signs in where it was asked for, and elsewhere shows a code to type there',
  { skip: withoutChromium },
  async (t) => {
    const scene = await recoveryScene(t)
    for (const is_here of [true, false]) {
      const page = await scene.open()
      await link(page, 'Send me a link').click()
      await field(page, 'Username').fill('ann')
      await button(page, 'Send the link').click()
      await heading(page, 'Look in your mail').waitFor()
      const url = (await deliveredLinks(scene.server))['ann@example.com'] ?? ''
      const opened = is_here ? page : await (await scene.browser.newContext()).newPage()
      await opened.goto(url)
      await button(opened, 'Sign in').click()
      if (!is_here) {
        await heading(opened, 'Go on where you asked').waitFor()
        t.same(await axeFindings(opened), [])
        const code = (await opened.locator('main code').textContent()) ?? ''
        await field(page, 'Code').fill('BCDF-GHJK')
        await button(page, 'Use the code').click()
        await page.getByText('That code didn’t match.').waitFor()
        t.same(await axeFindings(page), [])
        await field(page, 'Code').fill(code.toLowerCase())
        await button(page, 'Use the code').click()
      }
      await isSignedIn(page)
    }
    t.pass('both ways lead to the application')
  },
)
