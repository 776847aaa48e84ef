/**
 * Signing in, in each of its states.
 */
import type { Page } from 'playwright-core'
import { button, field } from '../../test/helpers/sign-in-page.ts'
import { adasPicture, type Shot, type Stage, signInReady } from './stage.ts'

async function open(page: Page, stage: Stage, parameters = {}): Promise<void> {
  await page.goto(stage.request(parameters))
  await signInReady(page)
}

async function fill(page: Page, stage: Stage, pin = stage.server.person.pin): Promise<void> {
  await field(page, 'Username').fill('ada')
  await field(page, 'Picture').setInputFiles(adasPicture(stage))
  await field(page, 'PIN').fill(pin)
}

const alarm = (page: Page) => page.getByRole('alert').filter({ hasText: /./ }).waitFor()

async function failOnce(page: Page): Promise<void> {
  await field(page, 'PIN').fill('111222')
  await button(page, 'Sign in').click()
  await page.waitForFunction(() => !document.querySelector('.main[aria-disabled]'), undefined, {
    timeout: 60_000,
  })
  await alarm(page)
}

const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5)

export const SIGN_IN_SHOTS: readonly Shot[] = [
  { name: 'sign-in-opened', open },
  {
    name: 'sign-in-filled',
    open: async (page, stage) => {
      await open(page, stage)
      await fill(page, stage)
    },
  },
  {
    name: 'sign-in-shown',
    open: async (page, stage) => {
      await open(page, stage)
      await fill(page, stage)
      await button(page, 'Show picture').click()
      await button(page, 'Show PIN').click()
    },
  },
  {
    name: 'sign-in-missing',
    open: async (page, stage) => {
      await open(page, stage)
      await button(page, 'Sign in').click()
    },
  },
  {
    name: 'sign-in-working',
    open: async (page, stage) => {
      await page.route('**/login/start', () => {})
      await open(page, stage)
      await fill(page, stage)
      await button(page, 'Sign in').click()
      await page.waitForTimeout(2500)
    },
  },
  {
    name: 'sign-in-no-match',
    open: async (page, stage) => {
      await open(page, stage)
      await fill(page, stage)
      await failOnce(page)
    },
  },
  {
    name: 'sign-in-no-match-third',
    open: async (page, stage) => {
      await open(page, stage)
      await fill(page, stage)
      for (let count = 0; count < 3; count++) await failOnce(page)
    },
  },
  {
    name: 'sign-in-too-many',
    open: async (page, stage) => {
      await page.route('**/login/start', (route) =>
        route.fulfill({
          status: 429,
          headers: { 'retry-after': '272' },
          json: { error: 'wait', retry_after: 272 },
        }),
      )
      await open(page, stage)
      await fill(page, stage)
      await button(page, 'Sign in').click()
      await alarm(page)
    },
  },
  {
    name: 'sign-in-no-connection',
    open: async (page, stage) => {
      await page.route('**/login/start', (route) => route.abort())
      await open(page, stage)
      await fill(page, stage)
      await button(page, 'Sign in').click()
      await alarm(page)
    },
  },
  {
    name: 'sign-in-pattern',
    open: async (page, stage) => {
      await stage.policy({ methods: ['pattern', 'pin', 'none'] })
      await open(page, stage)
      await field(page, 'Picture').setInputFiles(adasPicture(stage))
      await stage.policy()
    },
  },
  {
    name: 'sign-in-picture-only',
    open: async (page, stage) => {
      await stage.policy({ methods: ['none'] })
      await open(page, stage)
      await stage.policy()
    },
  },
  {
    name: 'sign-in-script-off',
    context: { javaScriptEnabled: false },
    open: (page, stage) => page.goto(stage.request()),
  },
  {
    name: 'sign-in-long-names',
    open: async (page, stage) => {
      await stage.server.db.execute(`UPDATE tenant SET name = '${LONG.slice(0, 100)}' WHERE id = 'default'`)
      await stage.server.db.execute(
        `UPDATE client SET metadata = replace(metadata, 'Harbour Notes', '${LONG}')`,
      )
      await stage.policy()
      await open(page, stage, { login_hint: `${LONG}@example.org` })
      await field(page, 'Picture').setInputFiles({ ...adasPicture(stage), name: `${LONG}.png` })
      await stage.server.db.execute("UPDATE tenant SET name = 'Northlight' WHERE id = 'default'")
      await stage.server.db.execute(
        `UPDATE client SET metadata = replace(metadata, '${LONG}', 'Harbour Notes')`,
      )
      await stage.policy()
    },
  },
  {
    name: 'sign-in-tenant-logo',
    open: async (page, stage) => {
      await stage.policy({ logo_uri: stage.logo_uri })
      await open(page, stage)
      await stage.policy()
    },
  },
  { name: 'sign-in-arabic', open: (page, stage) => open(page, stage, { ui_locales: 'ar' }) },
  { name: 'sign-in-german', open: (page, stage) => open(page, stage, { ui_locales: 'de' }) },
  ...['#ffd500', '#000000', '#ffffff', '#ff00ff', '#777777'].map(
    (accent): Shot => ({
      name: `sign-in-accent-${accent.slice(1)}`,
      open: async (page, stage) => {
        await stage.policy({ accent })
        await open(page, stage)
        await fill(page, stage)
        await stage.policy()
      },
    }),
  ),
]
