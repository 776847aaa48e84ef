import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { devServer } from '../helpers/dev-server.ts'
import {
  chooseAgain,
  fillPerson,
  fillPins,
  heading,
  keepCodes,
  LOVELACE,
  makeAndSave,
  ownPicture,
  SECRET_DIGITS,
} from '../helpers/enrol-page.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { axeFindings, button, field, PICTURE_FILE, signInScene } from '../helpers/sign-in-page.ts'

const POLICY = { self_registration: true, id_token_signed_response_alg: 'RS256' }
const CHANGED = 'Your device changed the picture'

/** A server on which people sign up, and pages at the first step. */
async function signUpScene(t: Test, policy: Record<string, unknown> = {}) {
  const scene = await signInScene(t)
  await givenPolicy(scene.server, { self_registration: true, ...policy })
  const openSignUp: typeof scene.open = (options, parameters, prepare) =>
    scene.open(options, { prompt: 'create', ...parameters }, prepare)
  return { ...scene, openSignUp }
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id)

const isSignedIn = (page: Page) => page.waitForURL(/\/readyz\?code=/)

/** All of the first step, with a picture of one's own. */
async function fillFirstStep(page: Page, picture: Awaited<ReturnType<typeof ownPicture>>): Promise<void> {
  await fillPerson(page)
  await field(page, 'Picture').setInputFiles(picture)
  await fillPins(page)
}

t.test(
  'Initiating User Registration 1.0 §4: from the demo application to signed in there, with a picture made here',
  { skip: withoutChromium },
  async (t) => {
    const dev = await devServer(t)
    await givenPolicy(dev, POLICY)
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(String(error)))

    await page.goto(`${dev.url}/demo`)
    await page.getByRole('link', { name: 'Sign in with a picture' }).click()
    await page.getByRole('link', { name: 'Create an account' }).click()
    await heading(page, 'Create an account').waitFor()
    await fillPerson(page)
    const picture = await makeAndSave(page)
    await fillPins(page)
    await page.getByText('They match.').waitFor()
    t.same(await axeFindings(page), [], 'first step')
    await button(page, 'Continue').click()
    await heading(page, 'Choose your picture again').waitFor()
    t.same(await axeFindings(page), [], 'second step')
    await chooseAgain(page, picture)
    await heading(page, 'Your recovery codes').waitFor()
    t.same(await axeFindings(page), [], 'third step')

    const download = page.waitForEvent('download')
    await button(page, 'Download').click()
    const file = await download
    t.equal(file.suggestedFilename(), 'recovery-codes.txt')
    const saved = readFileSync(await file.path(), 'utf8')
    const codes = await keepCodes(page)
    t.equal(new Set(codes).size, 10)
    for (const code of codes) t.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
    t.ok(codes.every((code) => saved.includes(code)))
    t.match(saved, /Username lovelace\nAddress localhost:\d+\nMade on [^\n]+\nEach code works once\./)

    await heading(page, 'You’re ready').waitFor()
    await page.getByRole('link', { name: /^Go on to / }).click()
    await button(page, 'Allow').click()
    await page.getByRole('heading', { name: 'Signed in as Ada Lovelace' }).waitFor()
    t.same(faults, [], 'nothing in the console, and no policy broken')
    t.notMatch(JSON.stringify(dev.notices), new RegExp(`${SECRET_DIGITS}|${codes.join('|')}`))

    const other = await browser.newPage()
    await other.goto(`${dev.url}/demo/sign-in`)
    await other.locator('#sign-in[data-ready]').waitFor()
    await field(other, 'Username').fill(LOVELACE.username)
    await field(other, 'Picture').setInputFiles(picture)
    await field(other, 'PIN').fill(SECRET_DIGITS)
    await button(other, 'Sign in').click()
    await other.getByRole('heading', { name: 'Signed in as Ada Lovelace' }).waitFor()
    t.pass('the picture and the PIN open the account again')
  },
)

t.test(
  'Visual passcode: a second choice that differs is told, and the copy that arrived can be kept instead',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp, faults } = await signUpScene(t)
    const page = await openSignUp()
    const [first, second] = [await ownPicture('first'), await ownPicture('second')]
    await fillFirstStep(page, first)
    await button(page, 'Continue').click()
    await chooseAgain(page, second)
    await heading(page, CHANGED).waitFor()
    t.match(await page.title(), CHANGED)
    t.same(await axeFindings(page), [])

    await field(page, 'Choose your picture again').setInputFiles(first)
    await heading(page, 'Choose your picture again').waitFor()
    await field(page, 'Choose your picture again').setInputFiles(second)
    await button(page, 'Continue').click()
    await heading(page, CHANGED).waitFor()
    const download = page.waitForEvent('download')
    await button(page, 'Save this copy').click()
    const copy = await (await download).path()
    t.same(readFileSync(copy), second.buffer, 'byte for byte')
    await chooseAgain(page, copy)
    await keepCodes(page)
    await page.getByRole('link', { name: 'Go on to Harbour Notes' }).click()
    await isSignedIn(page)
    t.same(faults, [])
  },
)

t.test(
  'Visual passcode: a copy that is not fit to be a secret is not kept either',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t)
    const page = await openSignUp()
    await fillFirstStep(page, await ownPicture())
    await button(page, 'Continue').click()
    await chooseAgain(page, PICTURE_FILE)
    await heading(page, CHANGED).waitFor()
    await button(page, 'Save this copy').click()
    await page.getByText('This picture is too small.').waitFor()
    await heading(page, CHANGED).waitFor()
    t.equal(await focused(page), 'again')
  },
)

t.test(
  'WCAG 3.3.1: the first step says at each field what is wrong, and goes to the first of them',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp, server } = await signUpScene(t)
    const page = await openSignUp()
    await button(page, 'Continue').click()
    for (const words of ['Enter your name.', 'Enter your username.', 'Enter your email address.']) {
      await page.getByText(words).waitFor()
    }
    await page.locator('#picture-hint').getByText('Choose your picture.').waitFor()
    t.equal(await page.getByText('Enter 6 digits.').count(), 2)
    t.equal(await focused(page), 'name')
    t.match(await page.title(), /^Error: Create an account/)
    t.same(await axeFindings(page), [])

    await fillPerson(page, { name: 'Ann', username: 'a b', email: 'nobody' })
    await field(page, 'Picture').setInputFiles(PICTURE_FILE)
    await fillPins(page, '123456', '123457')
    await button(page, 'Continue').click()
    for (const words of [
      'Use letters, digits, dots and dashes.',
      'This doesn’t look like an email address.',
      'This picture is too small. It needs 128 pixels or more each way.',
      'Many people use this PIN. Choose one that is harder to guess.',
      'The two PINs differ. Type the second one again.',
    ]) {
      await page.getByText(words).waitFor()
    }
    t.equal(await focused(page), 'username')
    t.equal(await field(page, 'PIN').inputValue(), '123456', 'nothing is lost')

    await fillPerson(page, { ...LOVELACE, username: 'ANN' })
    await field(page, 'Picture').setInputFiles(await ownPicture())
    await fillPins(page)
    await button(page, 'Continue').click()
    await page.getByText('That name is taken. Choose another.').waitFor()
    t.equal(await focused(page), 'username')
    t.notOk(server.notices.some(({ step }) => step === 'enrolled'))
    t.same(await axeFindings(page), [])
  },
)

t.test(
  'Visual passcode: pictures that everybody could guess, and files that are none, are refused when chosen',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t)
    const page = await openSignUp()
    const plain = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#ffffff' } })
      .png({ compressionLevel: 0 })
      .toBuffer()
    for (const [name, buffer, words] of [
      ['plain.png', plain, 'This picture is too plain: much of it is one colour'],
      ['notes.png', Buffer.from('hello, no picture'), 'This file is not a picture we can read.'],
    ] as const) {
      await field(page, 'Picture').setInputFiles({ name, mimeType: 'image/png', buffer })
      await page.locator('#picture-hint').getByText(words).waitFor()
    }
    t.same(await axeFindings(page), [])
    await button(page, 'Make a picture for me').click()
    await button(page, 'Save the picture').waitFor()
    t.equal(await focused(page), 'save')
    await fillPerson(page)
    await fillPins(page)
    await button(page, 'Continue').click()
    await page.getByText('Save the picture before you go on').waitFor()
    t.equal(await focused(page), 'save', 'what cannot be made again is saved first')
  },
)

t.test(
  'Visual passcode: a pattern is drawn once with its trail shown, by taps, keys or as numbers',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t, { methods: ['pattern'] })
    const page = await openSignUp()
    const picture = await ownPicture()
    await fillPerson(page)
    await field(page, 'Picture').setInputFiles(picture)
    for (const column of [1, 2, 3]) await button(page, `Row 1, column ${column}`).click()
    await page.getByText('3 points chosen').waitFor()
    t.match(await page.locator('#pattern-advice').textContent(), 'At least 5 points. 2 more to go.')
    t.equal((await page.locator('.pad polyline').getAttribute('points'))?.split(' ').length, 3)
    await button(page, 'Continue').click()
    await page.locator('#pattern-numbers-hint').getByText('At least 5 points.').waitFor()
    t.same(await axeFindings(page), [])

    await field(page, 'Pattern as numbers').fill('1-2-3-6-9')
    await button(page, 'Continue').click()
    await page.getByText('Many people draw this pattern.').waitFor()

    await button(page, 'Start over').click()
    await button(page, 'Row 1, column 2').focus()
    for (const key of ['Space', 'ArrowDown', 'ArrowLeft', 'Space', 'ArrowDown', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key)
    }
    for (const key of ['Space', 'ArrowUp', 'Space', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'Space']) {
      await page.keyboard.press(key)
    }
    await page.getByText(/^[567] points chosen$/).waitFor()
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await keepCodes(page)
    await page.getByText('your pattern').waitFor()
    t.pass('the account is made')
  },
)

t.test(
  'WCAG 3.3.7: Back, Forward and a reload lose nothing that may be kept',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp, faults } = await signUpScene(t)
    const page = await openSignUp()
    const picture = await ownPicture()
    await fillFirstStep(page, picture)
    await button(page, 'Continue').click()
    await heading(page, 'Choose your picture again').waitFor()
    await button(page, 'Back').click()
    await heading(page, 'Create an account').waitFor()
    t.equal(await field(page, 'Username').inputValue(), LOVELACE.username)
    t.equal(await field(page, 'PIN').inputValue(), SECRET_DIGITS)
    await page.goForward()
    await heading(page, 'Choose your picture again').waitFor()
    await page.goBack()
    await heading(page, 'Create an account').waitFor()

    await page.reload()
    await page.locator('form[data-ready]').waitFor()
    t.equal(await field(page, 'Name').inputValue(), LOVELACE.name)
    t.equal(await field(page, 'Email').inputValue(), LOVELACE.email)
    t.equal(await field(page, 'PIN').inputValue(), '', 'what is secret is gone')
    t.equal(await page.getByText('harbour.png').isVisible(), false)

    await field(page, 'Picture').setInputFiles(picture)
    await fillPins(page)
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await heading(page, 'Your recovery codes').waitFor()
    await page.goBack()
    t.equal(await page.locator('#codes code').count(), 10, 'nothing leads back from the codes')

    page.on('dialog', (dialog) => dialog.accept())
    await page.reload()
    await page.getByText('They were shown once.').waitFor()
    await button(page, 'Make new codes').click()
    t.equal(await page.locator('#codes code').count(), 10)
    await button(page, 'Finish').click()
    await page.getByText('Tick this when you have saved them.').waitFor()
    await keepCodes(page)
    await page.getByRole('link', { name: 'Go on to Harbour Notes' }).click()
    await isSignedIn(page)
    t.same(faults, [])
  },
)

t.test(
  'Visual passcode: two presses in ten milliseconds register once',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t)
    const page = await openSignUp()
    const calls: string[] = []
    page.on('request', (request) => calls.push(new URL(request.url()).pathname.split('/').at(-1) ?? ''))
    const picture = await ownPicture()
    await fillFirstStep(page, picture)
    await button(page, 'Continue').dblclick({ delay: 5 })
    await heading(page, 'Choose your picture again').waitFor()
    await field(page, 'Choose your picture again').setInputFiles(picture)
    await button(page, 'Continue').dblclick({ delay: 5 })
    await keepCodes(page)
    t.equal(calls.filter((call) => call === 'check').length, 1)
    t.equal(calls.filter((call) => call === 'start').length, 1)
    t.equal(calls.filter((call) => call === 'finish').length, 1)
  },
)

t.test(
  'OpenID Connect Core 1.0 §3.1.2.6: Cancel goes back to the application, with script and without',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t)
    for (const javaScriptEnabled of [true, false]) {
      const page = await openSignUp({ javaScriptEnabled })
      if (!javaScriptEnabled) t.match(await page.locator('main').innerText(), 'This page needs JavaScript.')
      await button(page, 'Cancel').first().click()
      await page.waitForURL(/error=access_denied/)
      t.match(new URL(page.url()).searchParams.get('state'), 'af0ifjsldkj')
      await page.context().close()
    }
  },
)

t.test(
  'CSP3 §6.1: without WebAssembly and without the server there are words, and nothing is lost',
  { skip: withoutChromium },
  async (t) => {
    const { openSignUp } = await signUpScene(t)
    const picture = await ownPicture()
    const blocked = await openSignUp({}, {}, (context) =>
      context.route('**/passcode-worker.ts', async (route) => {
        const response = await route.fetch()
        const policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
        await route.fulfill({
          response,
          headers: { ...response.headers(), 'content-security-policy': policy },
        })
      }),
    )
    await fillFirstStep(blocked, picture)
    await button(blocked, 'Continue').click()
    await blocked
      .getByRole('alert')
      .filter({ hasText: 'This browser can’t make a picture passcode.' })
      .waitFor()

    const page = await openSignUp()
    await fillFirstStep(page, picture)
    await page.context().route('**/passcode/register/**', (route) => route.abort())
    await button(page, 'Continue').click()
    await page.getByRole('alert').filter({ hasText: 'We can’t reach the server.' }).waitFor()
    t.equal(await field(page, 'PIN').inputValue(), SECRET_DIGITS)
    await page.context().unroute('**/passcode/register/**')
    await button(page, 'Continue').click()
    await chooseAgain(page, picture)
    await keepCodes(page)
  },
)
