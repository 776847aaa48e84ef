/**
 * The sign-in page in a real browser, as people meet it: found by accessible names, judged by axe.
 */
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Config } from '../../src/config.ts'
import { givenRp, REQUEST } from './authorization.ts'
import { launchChromium } from './chromium.ts'
import type { TestServer } from './fixtures.ts'
import { listeningServer } from './listening.ts'
import { givenEnrolled, PICTURE } from './passcode.ts'

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

export const PICTURE_FILE = { name: 'harbour.png', mimeType: 'image/png', buffer: Buffer.from(PICTURE) }

export type SignInScene = Readonly<{
  server: TestServer
  browser: Browser
  /** A page of a fresh browser profile, at the sign-in page; console and policy faults are collected. */
  open: (
    options?: BrowserContextOptions,
    parameters?: Record<string, string>,
    prepare?: (context: BrowserContext) => Promise<unknown>,
  ) => Promise<Page>
  faults: string[]
}>

/** A listening server with a client `rp`, a person `ann` with PICTURE and the PIN 012345, and a Chromium. */
export async function signInScene(t: Test, settings: Partial<Config> = {}): Promise<SignInScene> {
  const server = await listeningServer(t, settings)
  const redirect_uri = `${server.config.public_url}/readyz`
  await givenRp(server, { metadata: { redirect_uris: [redirect_uri] } })
  await givenEnrolled(server, 'ann')
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const faults: string[] = []
  return {
    server,
    browser,
    faults,
    open: async (options = {}, parameters = {}, prepare = async () => {}) => {
      const context = await browser.newContext(options)
      await prepare(context)
      const page = await context.newPage()
      page.on('console', (message) => faults.push(message.text()))
      page.on('pageerror', (error) => faults.push(String(error)))
      await page.goto(
        `${server.issuer}/authorize?${new URLSearchParams({ ...REQUEST, redirect_uri, ...parameters })}`,
      )
      if (options.javaScriptEnabled !== false) await page.locator('form[data-ready]').waitFor()
      return page
    },
  }
}

/** By the names that people, screen readers and other teams' tests rely on. */
export const field = (page: Page, name: string) => page.getByLabel(name, { exact: true })
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Where it stands on the page, however far that is scrolled. */
export async function placeOf(page: Page, name: string): Promise<{ x: number; y: number } | undefined> {
  const box = await button(page, name).boundingBox()
  return box ? { x: box.x, y: box.y + (await page.evaluate(() => scrollY)) } : undefined
}

export async function fillIn(page: Page, username = 'ann', pin = '012345'): Promise<void> {
  await field(page, 'Username').fill(username)
  await field(page, 'Picture').setInputFiles(PICTURE_FILE)
  await field(page, 'PIN').fill(pin)
}

type Axe = Readonly<{
  run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}>

/** @returns what axe finds: each rule with the elements that break it */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated, since the page's policy lets nobody else's script in; what is there stays until the next page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}
