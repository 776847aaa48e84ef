/**
 * The pages of an account in a real browser, as people meet them.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { axeFindings, button, fillIn, type SignInScene, signInScene } from './sign-in-page.ts'

export type AccountPageScene = SignInScene &
  Readonly<{
    /** Address of the account. */
    url: string
    /** A fresh browser that asks for a page of the account, and so signs ann in first. */
    openAccount: (path: string, options?: BrowserContextOptions) => Promise<Page>
  }>

export async function accountPageScene(t: Test): Promise<AccountPageScene> {
  const scene = await signInScene(t)
  const url = `${scene.server.issuer}/account`
  const openAccount = async (path: string, options: BrowserContextOptions = {}) => {
    const context = await scene.browser.newContext(options)
    const page = await context.newPage()
    page.on('console', (message) => scene.faults.push(message.text()))
    page.on('pageerror', (error) => scene.faults.push(String(error)))
    await page.goto(url + path)
    await page.locator('#sign-in[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await page.waitForURL(url + path)
    return page
  }
  return { ...scene, url, openAccount }
}

export const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true })

/** At a desktop's and at the narrowest width, light and dark. @returns what axe finds, and where the page is too wide */
export async function findingsEverywhere(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const width of [1280, 320]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      found.push(...(await axeFindings(page)))
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (overflow > 0) found.push(`${overflow} px too wide at ${width}`)
    }
  }
  return found
}

/** Presses Tab until what has that name has the focus; each stop must be to be seen. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    const label = await focused.evaluate((element) => {
      const { labels } = element as HTMLInputElement
      return element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent
    })
    if (label?.trim() === name) return
  }
  throw new Error(`Tab does not come to ${name}`)
}
