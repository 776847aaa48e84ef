import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withoutChromium } from '../helpers/chromium.ts'
import {
  axeFindings,
  button,
  field,
  fillIn,
  PICTURE_FILE,
  placeOf,
  signInScene,
} from '../helpers/sign-in-page.ts'

const NO_MATCH = "That didn't match. Check your username, picture and PIN, then try again."

t.test(
  'Sign in: picture and PIN by keyboard alone, to the application with a code',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults, server } = await signInScene(t)
    const page = await open()
    t.equal(
      await page.evaluate(() => document.activeElement?.id),
      'username',
      'focus is where the first thing is to do',
    )
    // Waited for early: Chromium has to be told to hand the chooser over before it opens.
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.type('ann')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(PICTURE_FILE)
    await page.keyboard.press('Tab')
    t.match(await page.evaluate(() => document.activeElement?.textContent), 'Show picture')
    await field(page, 'PIN').focus()
    await page.keyboard.type('012345')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/readyz\?code=/)
    t.match(new URL(page.url()).searchParams.get('state'), 'af0ifjsldkj')
    t.same(faults, [], 'nothing in the console, and no policy broken')

    const cookies = await page.context().cookies()
    t.match(
      cookies.find(({ name }) => name.endsWith('.session')),
      { httpOnly: true, sameSite: 'Lax' },
    )
    t.ok(cookies.find(({ name }) => name.endsWith('.known')))
    const secrets = JSON.stringify(server.notices)
    t.notMatch(secrets, /012345|ann/)
  },
)

t.test(
  'Sign in: what does not match is said once, loses nothing but the PIN, and tells nobody which part',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults } = await signInScene(t)
    for (const [username, pin] of [
      ['ann', '543210'],
      ['nobody', '012345'],
    ] as const) {
      const page = await open()
      const before = await placeOf(page, 'Sign in')
      await fillIn(page, username, pin)
      await button(page, 'Sign in').click()
      const alert = page.getByRole('alert')
      await alert.filter({ hasText: NO_MATCH }).waitFor()
      t.equal((await alert.textContent())?.trim(), NO_MATCH)
      t.equal(await field(page, 'Username').inputValue(), username)
      t.equal(await field(page, 'PIN').inputValue(), '')
      t.equal(await page.evaluate(() => document.activeElement?.id), 'pin')
      t.match(await page.getByText('harbour.png').isVisible(), true)
      t.same(await placeOf(page, 'Sign in'), before, 'nothing has moved')
      t.same(await axeFindings(page), [])
      await page.context().close()
    }
    t.same(
      faults.filter((fault) => !fault.includes('400')),
      [],
    )
  },
)

t.test('Sign in: the second try needs the PIN alone', { skip: withoutChromium }, async (t) => {
  const { open } = await signInScene(t)
  const page = await open()
  await fillIn(page, 'ann', '543210')
  await button(page, 'Sign in').click()
  await page.getByRole('alert').filter({ hasText: NO_MATCH }).waitFor()
  await field(page, 'PIN').fill('012345')
  await button(page, 'Sign in').click()
  await page.waitForURL(/code=/)
  t.pass('signed in')
})

t.test(
  'Sign in: two clicks in ten milliseconds and Enter held down are one try',
  { skip: withoutChromium },
  async (t) => {
    const { open } = await signInScene(t)
    const page = await open()
    let starts = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/login/start')) starts += 1
    })
    await page.context().route('**/login/finish', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    await fillIn(page, 'ann', '543210')
    await button(page, 'Sign in').dblclick({ delay: 5 })
    for (let press = 0; press < 10; press += 1) await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: NO_MATCH }).waitFor()
    t.equal(starts, 1)
  },
)

t.test(
  'Sign in: what is missing is said at its field, before anything is sent',
  { skip: withoutChromium },
  async (t) => {
    const { open, server } = await signInScene(t)
    const page = await open()
    await button(page, 'Sign in').click()
    t.match(await page.locator('#username-hint').textContent(), 'Enter your username.')
    await field(page, 'Username').fill('ann')
    await button(page, 'Sign in').click()
    t.match(await page.locator('#picture-hint').textContent(), 'Choose your picture.')
    await field(page, 'Picture').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('hello, no picture'),
    })
    await field(page, 'PIN').fill('012345')
    await button(page, 'Sign in').click()
    await page.getByText('This file is not a picture we can read.').first().waitFor()
    t.notOk(server.notices.some(({ flow }) => flow === 'passcode'))
    t.same(await axeFindings(page), [])
  },
)

t.test(
  'Sign in: a file of 50 MB and a cut-off picture are each told apart from a wrong one',
  { skip: withoutChromium },
  async (t) => {
    const { open, server } = await signInScene(t)
    const page = await open()
    await fillIn(page)
    const folder = t.testdir({})
    const big = join(folder, 'big.png')
    writeFileSync(big, Buffer.concat([PICTURE_FILE.buffer, Buffer.alloc(50 * 1024 * 1024)]))
    await field(page, 'Picture').setInputFiles(big)
    await button(page, 'Sign in').click()
    await page.locator('#picture-hint .error').filter({ hasText: /./ }).waitFor()
    t.notOk(
      server.notices.some(({ flow }) => flow === 'passcode'),
      'nothing was sent',
    )
    const cut = PICTURE_FILE.buffer.subarray(0, PICTURE_FILE.buffer.length - 100)
    await field(page, 'Picture').setInputFiles({ ...PICTURE_FILE, buffer: cut })
    await field(page, 'PIN').fill('012345')
    await button(page, 'Sign in').click()
    await page.getByRole('alert').filter({ hasText: NO_MATCH }).waitFor()
    t.pass('a cut-off picture is a picture that does not match')
  },
)

t.test(
  'Sign in: too many tries wait with a countdown, and say the same of a name that nobody has',
  { skip: withoutChromium },
  async (t) => {
    const { open, server } = await signInScene(t)
    for (const username of ['ann', 'nobody']) {
      const page = await open()
      for (let attempt = 0; attempt < 6; attempt += 1) {
        await fillIn(page, username, '543210')
        await button(page, 'Sign in').click()
        await page
          .getByRole('alert')
          .filter({ hasText: attempt < 5 ? NO_MATCH : 'Too many tries.' })
          .waitFor()
        await page.waitForTimeout(50)
      }
      t.match(
        await page.getByRole('alert').textContent(),
        /^\s*Too many tries\. Wait 30 seconds, or use another way to sign in\.\s*$/,
      )
      t.match(await page.getByRole('timer').textContent(), /0:\d\d/)
      t.same(await axeFindings(page), [])
      await page.context().close()
    }
    t.match(server.notices.at(-1), { flow: 'passcode', step: 'refused' })
  },
)

t.test(
  'Sign in: Cancel goes back to the application, and Back afterwards shows no form that cannot work',
  { skip: withoutChromium },
  async (t) => {
    const { open } = await signInScene(t)
    const page = await open()
    await button(page, 'Cancel').click()
    await page.waitForURL(/error=access_denied/)
    await page.goBack()
    await page.getByRole('heading', { level: 1 }).waitFor()
    t.match(await page.getByRole('heading', { level: 1 }).textContent(), 'You stopped here')
  },
)

t.test(
  'Sign in: without script, without WebAssembly and without the server there are words and a way on',
  { skip: withoutChromium },
  async (t) => {
    const { open } = await signInScene(t)
    const plain = await open({ javaScriptEnabled: false })
    t.match(await plain.locator('main').innerText(), 'This page needs JavaScript.')
    await plain.getByRole('button', { name: 'Cancel' }).first().click()
    t.match(plain.url(), /error=access_denied/)

    const page = await open({}, {}, (context) =>
      context.route('**/passcode-worker.ts', (route) => route.fulfill({ status: 404, body: '' })),
    )
    await fillIn(page)
    await button(page, 'Sign in').click()
    await page
      .getByRole('alert')
      .filter({ hasText: "This browser can't check a picture passcode. Use another way to sign in." })
      .waitFor()

    const offline = await open()
    await fillIn(offline)
    await offline.context().route('**/login/start', (route) => route.abort())
    await button(offline, 'Sign in').click()
    await offline
      .getByRole('alert')
      .filter({ hasText: /reach the server/ })
      .waitFor()
    t.equal(await field(offline, 'PIN').inputValue(), '012345', 'nothing was counted, so nothing is lost')
  },
)

const LOOKS = [
  ['desktop', { viewport: { width: 1280, height: 900 } }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ['narrow', { viewport: { width: 320, height: 640 } }],
  ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['forced colours', { viewport: { width: 390, height: 844 }, forcedColors: 'active' }],
] as const

t.test('WCAG 2.2: axe finds nothing, and nothing scrolls sideways', { skip: withoutChromium }, async (t) => {
  const { open } = await signInScene(t)
  for (const [look, options] of LOOKS) {
    const page = await open(options, { login_hint: 'a'.repeat(200) })
    await field(page, 'Picture').setInputFiles({ ...PICTURE_FILE, name: `${'long-name-'.repeat(30)}.png` })
    t.same(await axeFindings(page), [], look)
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }))
    t.equal(scroll, client, look)
    await page.context().close()
  }
})
