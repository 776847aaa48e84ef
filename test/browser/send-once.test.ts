/**
 * Pages and impatient people: a second press, an expired page, a browser without cookies.
 */
import type { Page } from 'playwright-core'
import t from 'tap'
import { startSession } from '../../src/domain/authentication/session.ts'
import { startOwnInteraction } from '../../src/domain/authorization/interaction.ts'
import { findUserByName } from '../../src/domain/users/user.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { heading } from '../helpers/enrol-page.ts'
import { givenLink } from '../helpers/links.ts'
import { axeFindings, button, field, fillIn, type SignInScene, signInScene } from '../helpers/sign-in-page.ts'

async function ann({ server }: SignInScene): Promise<Buffer> {
  const user = await findUserByName(await server.tenant(), 'ann')
  if (!user) throw new Error('there is no ann')
  return user.id
}

/** A page of a new browser in which ann is signed in. */
async function signedIn(scene: SignInScene): Promise<Page> {
  const scoped = await scene.server.tenant()
  const proof = { user_id: await ann(scene), amr: ['pwd', 'pin'], acr: 'urn:vignette:acr:passcode' }
  const { cookie } = await scoped.db.transaction((tx) => startSession(scoped, tx, proof, undefined))
  const page = await (await scene.browser.newContext()).newPage()
  await page
    .context()
    .addCookies([{ name: 'vignette.default.session', value: cookie, url: scene.server.config.public_url }])
  return page
}

/** Each form of the pages, and the button that is pressed twice. */
const FORMS: readonly Readonly<{
  name: string
  open: (scene: SignInScene) => Promise<Page>
  fill?: (page: Page) => Promise<void>
}>[] = [
  { name: 'Cancel', open: (scene) => scene.open() },
  {
    name: 'Allow',
    open: async (scene) => {
      await scene.server.db.execute(
        `UPDATE client SET metadata = replace(metadata, '"first_party":true', '"first_party":false')`,
      )
      await scene.server.db.execute('UPDATE config_version SET version = version + 1')
      const page = await signedIn(scene)
      const query = new URLSearchParams({
        client_id: 'rp',
        response_type: 'code',
        scope: 'openid',
        prompt: 'consent',
        redirect_uri: `${scene.server.config.public_url}/readyz`,
      })
      await page.goto(`${scene.server.issuer}/authorize?${query}`)
      return page
    },
  },
  { name: 'Sign out', open: (scene) => at(scene, 'logout') },
  {
    name: 'Send the link',
    open: (scene) => at(scene, 'recover/mail'),
    fill: async (page) => {
      await field(page, 'Username').fill('ann')
      await field(page, 'Email').fill('ann@example.com')
    },
  },
  {
    name: 'Continue',
    open: (scene) => at(scene, 'recover/code'),
    fill: async (page) => {
      await field(page, 'Username').fill('ann')
      await field(page, 'Recovery code').fill('0000-0000-0000-0000')
    },
  },
  {
    name: 'Yes, this is my address',
    open: async (scene) => {
      const page = await signedIn(scene)
      await page.goto(await givenLink(scene.server, { purpose: 'verify-email', user_id: await ann(scene) }))
      return page
    },
  },
  { name: 'Save', open: (scene) => at(scene, 'account') },
]

async function at(scene: SignInScene, path: string): Promise<Page> {
  const page = await signedIn(scene)
  await page.goto(`${scene.server.issuer}/${path}`)
  return page
}

t.test(
  'Pages: a second press, with the mouse or with Enter, sends nothing again',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    for (const { name, open, fill } of FORMS) {
      for (const press of ['dblclick', 'Enter'] as const) {
        const page = await open(scene)
        await fill?.(page)
        let posts = 0
        await page.route('**', async (route) => {
          if (route.request().method() === 'POST') {
            posts += 1
            await new Promise((resolve) => setTimeout(resolve, 300))
          }
          await route.continue()
        })
        const loaded = page.waitForEvent('load')
        const pressed = button(page, name)
        if (press === 'dblclick') await pressed.dblclick({ delay: 5, noWaitAfter: true })
        else {
          await pressed.focus()
          for (let count = 0; count < 3; count++) await page.keyboard.press('Enter', { delay: 5 })
        }
        await loaded
        t.equal(posts, 1, `${name}, ${press}`)
        t.notOk(await page.getByText('no longer works').isVisible(), name)
        await page.context().close()
      }
    }
  },
)

t.test(
  'Pages: what was stopped on its way can be sent again, and Back shows a live page',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    const page = await at(scene, 'recover/code')
    await page.clock.install()
    let posts = 0
    await page.route('**/recover/code', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      posts += 1
      await route.abort('aborted')
    })
    await button(page, 'Continue').click()
    t.equal(await button(page, 'Continue').getAttribute('aria-disabled'), 'true')
    await page.clock.runFor(10_000)
    t.equal(await button(page, 'Continue').getAttribute('aria-disabled'), null)
    await button(page, 'Continue').click()
    t.equal(posts, 2)
    await page.unroute('**/recover/code')
    await page.clock.runFor(10_000)
    await button(page, 'Continue').click()
    await page.getByText('That didn’t match. Check the username and the code.').waitFor()
    await page.goBack()
    t.equal(await button(page, 'Continue').getAttribute('aria-disabled'), null)
  },
)

t.test(
  'Pages: a browser that keeps no cookie is told what it needs, and where to go',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    const context = await scene.browser.newContext()
    const page = await context.newPage()
    // It takes every cookie and brings none back.
    await page.route('**', async (route) => {
      const { host: _host, cookie: _cookie, ...headers } = route.request().headers()
      const reply = await fetch(route.request().url(), { redirect: 'manual', headers })
      const kept = [...reply.headers].filter(([name]) => name !== 'set-cookie')
      const body = Buffer.from(await reply.arrayBuffer())
      await route.fulfill({ status: reply.status, headers: Object.fromEntries(kept), body })
    })
    await page.goto(
      `${scene.server.issuer}/authorize?${new URLSearchParams({ client_id: 'rp', response_type: 'code', scope: 'openid', redirect_uri: `${scene.server.config.public_url}/readyz` })}`,
    )
    await heading(page, 'Your browser forgot where it was').waitFor()
    const { host } = new URL(scene.server.issuer)
    await page
      .getByText(`This page needs a cookie to keep your place, and it isn’t there. Allow cookies for ${host}`)
      .waitFor()
    t.equal(await page.locator('[data-error]').innerText(), 'cookie-missing')
    t.same(await axeFindings(page), [])
  },
)

t.test(
  'Pages: one that was open too long says so when it is sent, and leads on',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    const { server } = scene
    await server.db.execute(
      `UPDATE client SET metadata = replace(metadata, '{', '{"client_uri":"https://notes.example/",')`,
    )
    await server.db.execute('UPDATE config_version SET version = version + 1')
    const page = await scene.open()
    server.clock.seconds += 3600
    await button(page, 'Cancel').click()
    await heading(page, 'This page has been open too long').waitFor()
    const again = page.getByRole('link', { name: 'Start again at Harbour Notes' })
    t.equal(await again.getAttribute('href'), 'https://notes.example/')
    t.same(await axeFindings(page), [])

    const address = await givenLink(server, { purpose: 'recover', user_id: await ann(scene) })
    await page.goto(address)
    server.clock.seconds += 1200
    await button(page, 'Choose a new picture and PIN').click()
    await heading(page, 'This link no longer works').waitFor()
    await page.getByRole('link', { name: 'Get a new link' }).click()
    await heading(page, 'Let’s get you back in').waitFor()

    const secret = (await page.context().cookies()).find(({ name }) => name.endsWith('.browser'))?.value ?? ''
    const own = await startOwnInteraction(await server.tenant(), 'account', 'ann', secret)
    await page.goto(`${server.issuer}/sign-in/${own}`)
    await heading(page, 'Sign in').waitFor()
    server.clock.seconds += 3600
    await page.reload()
    await heading(page, 'This page has been open too long').waitFor()
    await page.getByRole('link', { name: 'Try again' }).click()
    await heading(page, 'Sign in').waitFor()
  },
)

t.test(
  'Pages: two tabs of one browser wait side by side, and what one has done the other can tell',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    const one = await scene.open()
    const other = await one.context().newPage()
    await other.goto(one.url())
    const redirect_uri = `${scene.server.config.public_url}/readyz`
    const query = { client_id: 'rp', response_type: 'code', scope: 'openid', redirect_uri, prompt: 'login' }
    const third = await one.context().newPage()
    await third.goto(`${scene.server.issuer}/authorize?${new URLSearchParams(query)}`)
    await fillIn(one)
    await button(one, 'Sign in').click()
    await one.waitForURL(/code=/)
    await other.reload()
    await heading(other, 'You have signed in already').waitFor()
    await third.locator('form[data-ready]').waitFor()
    await fillIn(third)
    await button(third, 'Sign in').click()
    await third.waitForURL(/code=/)
    t.match(third.url(), /code=/, 'the request of the other tab was not lost')
    const account = await one.context().newPage()
    await account.goto(`${scene.server.issuer}/account`)
    await third.goto(`${scene.server.issuer}/logout`)
    await button(third, 'Sign out').click()
    await heading(third, 'You’re signed out').waitFor()
    await field(account, 'Name').fill('Ann')
    await button(account, 'Save').click()
    await heading(account, 'Sign in').waitFor()
  },
)

t.test(
  'Pages: Back and Forward through signing in, consent and signing out show no form that cannot work',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t)
    await scene.server.db.execute(
      `UPDATE client SET metadata = replace(metadata, '"first_party":true', '"first_party":false')`,
    )
    await scene.server.db.execute('UPDATE config_version SET version = version + 1')
    const page = await scene.open()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await heading(page, 'Share this with Harbour Notes?').waitFor()
    await page.goBack()
    await page.goForward()
    await heading(page, 'Share this with Harbour Notes?').waitFor()
    await button(page, 'Allow').click()
    await page.waitForURL(/code=/)
    await page.goBack()
    await heading(page, 'You have signed in already').waitFor()
    await page.goto(`${scene.server.issuer}/logout`)
    await button(page, 'Sign out').click()
    await heading(page, 'You’re signed out').waitFor()
    await page.goBack()
    await heading(page, 'You’re signed out').waitFor()
    t.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0)
  },
)
