/**
 * Signing in with a real Chromium, from the press of the button to the redirect; and the same worker's part of it bare: the
 * client's steps of OPAQUE with the same Argon2id, and nothing else.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { DEFAULT_KEY_STRETCHING } from '../../src/passcode/key-stretching.ts'
import { PASSWORD, packageStretching, register } from './bare-opaque.ts'
import { bareInWorker } from './bare-worker.ts'
import { authorizeUrl, PIN, picture, redirectUri, USERNAME } from './passcode-people.ts'

/** Somebody who types takes longer, and meanwhile the worker has loaded. */
const BEFORE_PRESS_MS = 1000

/** @returns milliseconds */
export async function pressToRedirect(browser: Browser, public_url: string): Promise<number> {
  const page = await (await browser.newContext()).newPage()
  try {
    await page.goto(authorizeUrl(public_url))
    await page.locator('#sign-in[data-ready]').waitFor()
    await page.getByLabel('Username', { exact: true }).fill(USERNAME)
    const file = { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from(picture) }
    await page.getByLabel('Picture', { exact: true }).setInputFiles(file)
    await page.getByLabel('PIN', { exact: true }).fill(PIN)
    await sleep(BEFORE_PRESS_MS)
    const redirected = arrivalAt(page, redirectUri(public_url))
    const pressed_at = await page.evaluate(() => {
      const now = Date.now()
      document.querySelector<HTMLButtonElement>('#sign-in .main')?.click()
      return now
    })
    return (await redirected) - pressed_at
  } finally {
    await page.context().close()
  }
}

async function arrivalAt(page: Page, address: string): Promise<number> {
  await page.waitForRequest((request) => request.url().startsWith(`${address}?code=`))
  return Date.now()
}

/** @returns milliseconds, without the server's step between the two of the client */
export const bareLogin = (browser: Browser, public_url: string, library_url: string): Promise<number> =>
  bareInWorker(browser, public_url, workerScript(library_url))

const registered = JSON.stringify(await register(DEFAULT_KEY_STRETCHING))

/** As cold as the worker of the page: nothing is stretched before. */
const workerScript = (library_url: string): string => `
import { client, ready, server } from '${library_url}'
await ready
const registered = ${registered}
const password = '${PASSWORD}'
const keyStretching = ${JSON.stringify(packageStretching(DEFAULT_KEY_STRETCHING))}
const began_at = performance.now()
const { startLoginRequest, clientLoginState } = client.startLogin({ password })
const between = performance.now()
const { loginResponse } = server.startLogin({ ...registered, startLoginRequest })
const resumed_at = performance.now()
const finished = client.finishLogin({ clientLoginState, loginResponse, password, keyStretching })
if (!finished) throw new Error('the login did not succeed')
postMessage(performance.now() - resumed_at + between - began_at)
`
