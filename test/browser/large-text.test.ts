/**
 * Every page for a reader whose letters are twice as large as the browser's own.
 */
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { accountPageScene } from '../helpers/account-page.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { SAMPLE_NAMES, servedSamples } from '../helpers/served-samples.ts'

const WIDTHS = [1280, 390]

/** @returns what does not fit, and what cannot be reached */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const isSeen = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !element.closest('.unseen, .skip, [aria-hidden=true]')
    const isOutside = (element: Element) => {
      const { left, right } = element.getBoundingClientRect()
      return left < -1 || right > width + 1
    }
    const isWide = ({ scrollWidth, clientWidth }: Element) => clientWidth > 0 && scrollWidth > clientWidth + 1
    const isCut = (element: Element) => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(element)
      if (element.matches('input, select')) return false
      if (overflowX !== 'visible' && textOverflow !== 'ellipsis' && isWide(element)) return true
      return overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1
    }
    const isOverEdge = (element: Element) => {
      const edge = element.getBoundingClientRect()
      return [...element.querySelectorAll('*')].filter(isSeen).some((part) => {
        const { left, right, top, bottom } = part.getBoundingClientRect()
        const isBeside = left < edge.left - 1 || right > edge.right + 1
        return isBeside || top < edge.top - 1 || bottom > edge.bottom + 1 || isWide(part)
      })
    }
    const isCovered = (element: Element) => {
      element.scrollIntoView({ block: 'center' })
      const { x, y, width, height } = element.getBoundingClientRect()
      const hit = document.elementFromPoint(x + width / 2, y + height / 2)
      return !hit || !element.contains(hit)
    }
    const seen = [...document.body.querySelectorAll('*')].filter(isSeen)
    const pressed = seen.filter((element) => element.matches('button, a.main, a.second, summary'))
    const found = (what: string, elements: readonly Element[]) =>
      elements.map(
        (element) =>
          `${what}: ${element.localName}.${element.className} ${element.textContent?.slice(0, 30)}`,
      )
    return [
      ...(document.documentElement.scrollWidth > width ? ['scrolls sideways'] : []),
      ...found('outside', seen.filter(isOutside)),
      ...found('cut', seen.filter(isCut)),
      ...found(
        'over the edge',
        pressed.filter((element) => isWide(element) || isOverEdge(element)),
      ),
      ...found('covered', pressed.filter(isCovered)),
    ]
  })

/** A browser that is set to letters of 32 px; most are set to 16. */
async function farSightedReader(t: Test) {
  const browser = await launchChromium({ args: ['--blink-settings=defaultFontSize=32'] })
  t.teardown(() => browser.close())
  return browser
}

const sizeOfLetters = (page: Page) => page.evaluate(() => getComputedStyle(document.body).fontSize)

t.test(
  'WCAG 2.2 §1.4.4: with letters twice as large nothing is lost',
  { skip: withoutChromium },
  async (t) => {
    const address = await servedSamples(t)
    const browser = await farSightedReader(t)
    for (const width of WIDTHS) {
      const page = await browser.newPage({ viewport: { width, height: 844 } })
      for (const lang of ['en', 'de', 'ar']) {
        for (const name of SAMPLE_NAMES) {
          await page.goto(`${address}/${lang}/${name}`)
          t.same(await misfits(page), [], `${width} ${lang} ${name}`)
        }
      }
      t.equal(await sizeOfLetters(page), '32px')
      await page.close()
    }
  },
)

t.test('WCAG 2.2 §1.4.4: nor on the pages of an account', { skip: withoutChromium }, async (t) => {
  const { openAccount, url } = await accountPageScene(t)
  const storageState = await (await openAccount('')).context().storageState()
  const page = await (await farSightedReader(t)).newPage({ storageState })
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 })
    for (const path of [
      '',
      '/username',
      '/passcode',
      '/codes',
      '/browsers',
      '/applications',
      '/data',
      '/download',
    ]) {
      await page.goto(url + path)
      t.same(await misfits(page), [], `${width} account${path}`)
    }
  }
  t.equal(await sizeOfLetters(page), '32px')
})
