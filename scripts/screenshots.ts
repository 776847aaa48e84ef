/**
 * `npm run screenshots [NAME...]`: a picture of every page and state, light and dark, on a phone and on a desktop, in the
 * folder `screenshots`, which is not committed. With names: only those that hold one of them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchChromium } from '../test/helpers/chromium.ts'
import { ENROL_SHOTS } from './screenshots/enrol-shots.ts'
import { PAGE_SHOTS } from './screenshots/page-shots.ts'
import { SIGN_IN_SHOTS } from './screenshots/sign-in-shots.ts'
import { makeStage, type Shot, type Stage } from './screenshots/stage.ts'

const FOLDER = join(import.meta.dirname, '../screenshots')
const WIDTHS = { phone: 390, desktop: 1280 }
const HEIGHT = 844

const names = process.argv.slice(2)
const shots = [...SIGN_IN_SHOTS, ...ENROL_SHOTS, ...PAGE_SHOTS].filter(
  ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
)
mkdirSync(FOLDER, { recursive: true })
const endings: (() => unknown)[] = []
const browser = await launchChromium()
try {
  const stage = await makeStage({ teardown: (end: () => unknown) => void endings.unshift(end) }, browser)
  const missed: string[] = []
  for (const shot of shots) {
    // A browser that is short of memory may miss one, and get it the next time.
    const fault = (await take(shot, stage)) && (await take(shot, stage))
    if (fault !== undefined) missed.push(`${shot.name}: ${fault}`)
  }
  console.log(`${shots.length - missed.length} of ${shots.length} pages in ${FOLDER}`)
  for (const line of missed) console.error(line)
  process.exitCode = missed.length === 0 ? 0 : 1
} finally {
  for (const end of endings) await end()
  await browser.close()
}

/** @returns why it could not be taken */
async function take(shot: Shot, stage: Stage): Promise<string | undefined> {
  const context = await stage.browser.newContext({
    viewport: { width: WIDTHS.desktop, height: HEIGHT },
    ...shot.context,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  try {
    await shot.open(page, stage)
    await pictures(page, shot.name)
    return undefined
  } catch (error) {
    return String(error).split('\n')[0]
  } finally {
    await context.close()
  }
}

async function pictures(page: Page, name: string): Promise<void> {
  for (const [device, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: HEIGHT })
    // The light of a page stands still while it scrolls, so a whole page is pictured in a window as high as it is.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width, height: Math.max(HEIGHT, height) })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const path = join(FOLDER, `${name}-${device}-${colorScheme}.png`)
      await page.screenshot({ path, animations: 'disabled' })
    }
  }
}
