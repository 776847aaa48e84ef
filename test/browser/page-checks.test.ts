/**
 * What an audit of pages looks for, on every page.
 */
import type { Page, Response } from 'playwright-core'
import t from 'tap'
import { accountPageScene } from '../helpers/account-page.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { SAMPLE_NAMES, servedSamples } from '../helpers/served-samples.ts'

/** @returns what an audit would find in the page as it stands */
const findings = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    const check = (isFine: boolean, what: string) => isFine || found.push(what)
    check(document.compatMode === 'CSS1Compat', 'no doctype')
    check(document.characterSet === 'UTF-8', 'no charset')
    check(document.title.trim().length > 3, 'no title')
    check(document.documentElement.lang !== '' && document.dir !== '', 'no language')
    const viewport = document.querySelector<HTMLMetaElement>('meta[name=viewport]')?.content ?? ''
    check(/^width=device-width, initial-scale=1$/.test(viewport), `viewport: ${viewport}`)
    for (const image of document.images) {
      check(image.hasAttribute('width') && image.hasAttribute('height'), `size of ${image.src}`)
      check(image.hasAttribute('alt'), `alt of ${image.src}`)
    }
    // §2.5.8: a link within a sentence is as high as its line.
    const isInSentence = (element: Element) =>
      element.matches('a, button.link') &&
      [...(element.parentElement?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      )
    for (const target of document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')) {
      if (!target.checkVisibility() || target.matches('.skip') || isInSentence(target)) continue
      const { width, height } = target.getBoundingClientRect()
      check(width >= 24 && height >= 24, `${width}x${height}: ${target.outerHTML.slice(0, 90)}`)
    }
    return found
  })

/** Watches a page. @returns what it has said, asked elsewhere or not found since it was last asked */
function watch(page: Page, address: string) {
  const faults: string[] = []
  const replies: Response[] = []
  page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) faults.push(`asks ${request.url()}`)
  })
  page.on('response', (reply) => void replies.push(reply))
  return { faults, replies }
}

/** What is said of how long a file may be kept and how it is packed. */
function fileFaults(reply: Response): string[] {
  const headers = reply.headers()
  const expected = {
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-encoding': 'br',
  }
  return Object.entries(expected).flatMap(([name, value]) =>
    headers[name] === value ? [] : [`${reply.url()} ${name}: ${headers[name]}`],
  )
}

/** A fault's status is noted in the console by the browser itself. */
const withoutNote = (faults: readonly string[]) =>
  faults.filter((fault) => !/^error: Failed to load resource: .* status of [45]\d\d/.test(fault))

t.test('WCAG 2.2 §2.5.8: an audit of every page finds nothing', { skip: withoutChromium }, async (t) => {
  const address = await servedSamples(t)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const files = new Map<string, Response>()
  for (const width of [1280, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 844 } })
    for (const name of SAMPLE_NAMES) {
      const { faults, replies } = watch(page, address)
      const reply = await page.goto(`${address}/en/${name}`)
      t.match(await reply?.allHeaders(), { 'x-robots-tag': 'noindex', 'cache-control': 'no-store' }, name)
      t.same(await findings(page), [], `${width} ${name}`)
      t.same(reply?.ok() ? faults : withoutNote(faults), [], name)
      const others = replies.filter((each) => each.request().resourceType() !== 'document')
      for (const each of others) files.set(each.url(), each)
      page.removeAllListeners()
    }
    await page.close()
  }
  t.ok(files.size > 20)
  for (const file of files.values()) t.same(fileFaults(file), [], 'RFC 8246 §2, RFC 9110 §8.4')
})

t.test('WCAG 2.2 §2.5.8: nor on the pages of an account', { skip: withoutChromium }, async (t) => {
  const { openAccount, url, server } = await accountPageScene(t)
  const page = await openAccount('')
  const { faults } = watch(page, server.config.public_url)
  for (const width of [1280, 390]) {
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
      const reply = await page.goto(url + path)
      t.match(await reply?.allHeaders(), { 'x-robots-tag': 'noindex' }, path)
      t.same(await findings(page), [], `${width} account${path}`)
    }
  }
  t.same(faults, [])
})
