/**
 * Signing up with a real Chromium, from the last press to the recovery codes; and the same worker's part of it bare: the
 * client's steps of an OPAQUE registration with the same Argon2id, and nothing else.
 */
import type { Browser, Page } from 'playwright-core'
import { buildAssets } from '../../src/http/assets.ts'
import { DEFAULT_KEY_STRETCHING } from '../../src/passcode/key-stretching.ts'
import { launchChromium } from '../../test/helpers/chromium.ts'
import { PASSWORD, packageStretching } from './bare-opaque.ts'
import { bareInWorker } from './bare-worker.ts'
import { median } from './figures.ts'
import { prepareOurs, startServer } from './our-side.ts'
import { addPeopleAndOpen, authorizeUrl, PIN, picture } from './passcode-people.ts'
import { stop } from './processes.ts'
import type { Report } from './report.ts'

const ROOT = new URL('../../', import.meta.url)
const SIGN_UPS = 7

export async function benchSignUp(folder: string): Promise<Report> {
  const prepared = await prepareOurs(folder, addPeopleAndOpen)
  const { public_url } = prepared.config
  const server = await startServer(prepared)
  const browser = await launchChromium()
  try {
    const library_url = buildAssets(ROOT).url('opaque.js')
    const [ours, theirs]: [number[], number[]] = [[], []]
    // The first of each is for warming up.
    for (let round = 0; round <= SIGN_UPS; round += 1) {
      const whole = await pressToCodes(browser, public_url, round)
      const bare = await bareInWorker(browser, public_url, registrationScript(library_url))
      if (round === 0) continue
      ours.push(whole)
      theirs.push(bare)
    }
    return {
      title: 'Signing up',
      circumstances: [
        `${SIGN_UPS} in Chromium in turn with the same worker's bare registration (Argon2id 64 MiB, 3 passes), medians`,
      ],
      theirs: 'bare OPAQUE',
      figures: [
        {
          what: 'last press to the recovery codes in Chromium',
          unit: 'ms',
          ours: median(ours),
          theirs: median(theirs),
          goal: { most: 1.3 },
        },
      ],
    }
  } finally {
    await browser.close()
    await stop(server)
  }
}

/** @returns milliseconds */
async function pressToCodes(browser: Browser, public_url: string, round: number): Promise<number> {
  const page = await (await browser.newContext()).newPage()
  try {
    await page.goto(`${authorizeUrl(public_url)}&prompt=create`)
    await page.locator('#enrol[data-ready]').waitFor()
    const file = { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from(picture) }
    const field = (name: string) => page.getByLabel(name, { exact: true })
    await field('Name').fill('Grace Hopper')
    await field('Username').fill(`newcomer-${round}`)
    await field('Email').fill(`newcomer-${round}@example.com`)
    await field('Picture').setInputFiles(file)
    await field('PIN').fill(PIN)
    await field('Repeat PIN').fill(PIN)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Choose your picture again' }).waitFor()
    await field('Choose your picture again').setInputFiles(file)
    return await untilCodes(page)
  } finally {
    await page.context().close()
  }
}

/** Both ends are read in the page itself, so that nothing of the bench lies between them. */
const untilCodes = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const leaf = document.querySelector('main')
        const button = [...document.querySelectorAll('button')].find(
          ({ offsetParent, textContent }) => offsetParent !== null && textContent?.trim() === 'Continue',
        )
        if (!leaf || !button) throw new Error('the page is not at its second step')
        let pressed_at = 0
        const watching = new MutationObserver(() => {
          if (leaf.dataset['step'] === '3') resolve(performance.now() - pressed_at)
        })
        watching.observe(leaf, { attributes: true })
        pressed_at = performance.now()
        button.click()
      }),
  )

/** As cold as the worker of the page, and without the server's step between the two of the client. */
const registrationScript = (library_url: string): string => `
import { client, ready, server } from '${library_url}'
await ready
const serverSetup = server.createSetup()
const password = '${PASSWORD}'
const keyStretching = ${JSON.stringify(packageStretching(DEFAULT_KEY_STRETCHING))}
const began_at = performance.now()
const { registrationRequest, clientRegistrationState } = client.startRegistration({ password })
const between = performance.now()
const { registrationResponse } = server.createRegistrationResponse({ serverSetup, userIdentifier: 'person', registrationRequest })
const resumed_at = performance.now()
client.finishRegistration({ clientRegistrationState, registrationResponse, password, keyStretching })
postMessage(performance.now() - resumed_at + between - began_at)
`
