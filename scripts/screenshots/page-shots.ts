/**
 * Consent, sign-out, errors, the account, and developers' pages.
 */
import type { Page } from 'playwright-core'
import { deliverMails } from '../../src/domain/mail/outbox.ts'
import { upsertConsent } from '../../src/store/consents.ts'
import { button } from '../../test/helpers/sign-in-page.ts'
import { type Shot, type Stage, signedIn, signInReady } from './stage.ts'

const signedInAt =
  (path: string, act: (page: Page) => Promise<unknown> = async () => {}) =>
  async (page: Page, stage: Stage) => {
    await signedIn(page, stage)
    await page.goto(`${stage.server.issuer}/${path}`)
    await act(page)
  }

const at =
  (path: string) =>
  (page: Page, { server }: Stage) =>
    page.goto(`${server.url}${path}`)

async function waiting(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.request())
  await signInReady(page)
}

const account = (name: string, path = name): Shot => ({
  name: `account-${name}`,
  open: signedInAt(`account${path && `/${path}`}`),
})

export const PAGE_SHOTS: readonly Shot[] = [
  {
    name: 'consent-first',
    open: async (page, stage) => {
      await signedIn(page, stage)
      await page.goto(stage.request())
    },
  },
  {
    name: 'consent-more',
    open: async (page, stage) => {
      await signedIn(page, stage)
      const given = {
        tenant_id: 'default',
        user_id: stage.ada,
        client_id: 'rp',
        scope: 'openid profile',
        claims: '',
        resources: '',
      }
      await stage.server.db.run(upsertConsent, { ...given, given_at: stage.server.clock.seconds - 1_000_000 })
      await page.goto(stage.request())
    },
  },
  { name: 'sign-out', open: signedInAt('logout') },
  { name: 'signed-out', open: signedInAt('logout', (page) => button(page, 'Sign out').click()) },
  { name: 'already-signed-in', open: signedInAt('logout', (page) => button(page, 'Stay signed in').click()) },
  {
    name: 'error-redirect',
    open: (page, stage) => page.goto(stage.request({ redirect_uri: 'https://evil.example/' })),
  },
  { name: 'error-client', open: (page, stage) => page.goto(stage.request({ client_id: 'nobody' })) },
  { name: 'error-not-found', open: at('/nothing') },
  {
    name: 'error-cookie',
    open: async (page, stage) => {
      await waiting(page, stage)
      await page.context().clearCookies()
      await page.reload()
    },
  },
  {
    name: 'error-cancelled',
    open: async (page, stage) => {
      await waiting(page, stage)
      const address = page.url()
      await button(page, 'Cancel').click()
      await page.waitForURL(/readyz/)
      await page.goto(address)
    },
  },
  {
    name: 'error-expired',
    open: async (page, stage) => {
      await waiting(page, stage)
      stage.server.clock.seconds += 3600
      await button(page, 'Cancel').click()
      await page.getByRole('heading', { level: 1 }).waitFor()
      stage.server.clock.seconds -= 3600
    },
  },
  account('profile', ''),
  ...['username', 'passcode', 'codes', 'browsers', 'applications', 'data', 'download', 'delete'].map((name) =>
    account(name),
  ),
  { name: 'dev-home', open: at('/') },
  { name: 'dev-demo', open: at('/demo') },
  {
    name: 'dev-demo-signed-in',
    open: async (page, stage) => {
      await signedIn(page, stage)
      await page.goto(`${stage.server.url}/demo/sign-in`)
      await button(page, 'Allow').click()
      await page.getByRole('heading', { level: 1, name: /Signed in as/ }).waitFor()
    },
  },
  {
    name: 'dev-mail',
    open: async (page, stage) => {
      await deliverMails(stage.server.deps)
      await at('/dev/mail')(page, stage)
    },
  },
]
