/**
 * Making a passcode, and getting back in, step by step.
 */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { makeLink } from '../../src/domain/links/link.ts'
import {
  chooseAgain,
  enrolmentReady,
  fillPerson,
  fillPins,
  heading,
  makeAndSave,
} from '../../test/helpers/enrol-page.ts'
import { button, field } from '../../test/helpers/sign-in-page.ts'
import { type Shot, type Stage, signedIn } from './stage.ts'

async function signUp(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.request({ prompt: 'create' }))
  await enrolmentReady(page)
}

let people = 0

/** @returns the file that was saved */
async function firstStep(page: Page, stage: Stage): Promise<string> {
  await signUp(page, stage)
  people += 1
  await fillPerson(page, {
    name: 'Grace Hopper',
    username: `grace${people}`,
    email: `grace${people}@example.org`,
  })
  const file = await makeAndSave(page)
  await fillPins(page)
  return file
}

async function again(page: Page, stage: Stage): Promise<string> {
  const file = await firstStep(page, stage)
  await button(page, 'Continue').click()
  await heading(page, 'Choose your picture again').waitFor()
  return file
}

async function codes(page: Page, stage: Stage): Promise<void> {
  await chooseAgain(page, await again(page, stage))
  await heading(page, 'Your recovery codes').waitFor({ timeout: 60_000 })
}

const linkShot = (purpose: Parameters<typeof makeLink>[2]['purpose']): Shot => ({
  name: `link-${purpose}`,
  open: async (page, { server, ada }) => {
    const scoped = await server.tenant()
    const terms = { user_id: ada, email: 'ada@example.com', browser: null, interaction_id: null, ttl: 1200 }
    await page.goto(await scoped.db.transaction((tx) => makeLink(scoped, tx, { purpose, ...terms })))
  },
})

const below =
  (path: string, act: (page: Page) => Promise<unknown> = async () => {}) =>
  async (page: Page, { server }: Stage) => {
    await page.goto(`${server.issuer}/${path}`)
    await act(page)
  }

export const ENROL_SHOTS: readonly Shot[] = [
  { name: 'sign-up-opened', open: signUp },
  {
    name: 'sign-up-errors',
    open: async (page, stage) => {
      await signUp(page, stage)
      await fillPerson(page, { name: '', username: 'a b', email: 'nobody' })
      const buffer = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'white' } })
        .png()
        .toBuffer()
      await field(page, 'Picture').setInputFiles({ name: 'white.png', mimeType: 'image/png', buffer })
      await fillPins(page, '123456', '654321')
      await button(page, 'Continue').click()
    },
  },
  { name: 'sign-up-filled', open: firstStep },
  {
    name: 'sign-up-pattern',
    open: async (page, stage) => {
      await stage.policy({ methods: ['pattern', 'pin'] })
      await signUp(page, stage)
      await stage.policy()
    },
  },
  { name: 'sign-up-again', open: again },
  {
    name: 'sign-up-changed',
    open: async (page, stage) => {
      const file = await again(page, stage)
      const buffer = await sharp(file).jpeg().toBuffer()
      await chooseAgain(page, { name: 'harbour.jpg', mimeType: 'image/jpeg', buffer })
      await heading(page, 'Your device changed the picture').waitFor()
    },
  },
  { name: 'sign-up-codes', open: codes },
  {
    name: 'sign-up-codes-unticked',
    open: async (page, stage) => {
      await codes(page, stage)
      await button(page, 'Finish').click()
    },
  },
  {
    name: 'sign-up-ready',
    open: async (page, stage) => {
      await codes(page, stage)
      await field(page, 'I have saved them').check()
      await button(page, 'Finish').click()
      await heading(page, 'You’re ready').waitFor()
    },
  },
  {
    name: 'sign-up-script-off',
    context: { javaScriptEnabled: false },
    open: (page, stage) => page.goto(stage.request({ prompt: 'create' })),
  },
  { name: 'recover', open: below('recover') },
  { name: 'recover-mail', open: below('recover/mail') },
  {
    name: 'recover-mail-sent',
    open: below('recover/mail', async (page) => {
      await field(page, 'Username').fill('ada')
      await field(page, 'Email').fill('ada@example.com')
      await button(page, 'Send the link').click()
      await heading(page, 'Look in your mail').waitFor()
    }),
  },
  { name: 'recover-code', open: below('recover/code') },
  {
    name: 'recover-code-wrong',
    open: below('recover/code', async (page) => {
      await field(page, 'Username').fill('ada')
      await field(page, 'Recovery code').fill('0000-0000-0000-0000')
      await button(page, 'Continue').click()
    }),
  },
  ...(
    [
      'recover',
      'invite',
      'verify-email',
      'change-email',
      'sign-in',
      'known-browser',
      'report',
      'sign-up',
    ] as const
  ).map(linkShot),
  { name: 'link-dead', open: below('link/none') },
  {
    name: 'enrol-recovery',
    open: async (page, stage) => {
      await linkShot('recover').open(page, stage)
      await page.locator('main button.main').click()
      await enrolmentReady(page)
    },
  },
  {
    name: 'link-verified',
    open: async (page, stage) => {
      await linkShot('verify-email').open(page, stage)
      await page.locator('main button.main').click()
    },
  },
  {
    name: 'change',
    open: async (page, stage) => {
      await signedIn(page, stage)
      await page.goto(`${stage.server.issuer}/change`)
    },
  },
]
