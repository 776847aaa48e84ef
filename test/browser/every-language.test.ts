/**
 * Every page in every language, where there is least room.
 */
import type { Page } from 'playwright-core'
import t from 'tap'
import { accountPageScene } from '../helpers/account-page.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { SAMPLE_NAMES, servedSamples } from '../helpers/served-samples.ts'
import { axeFindings } from '../helpers/sign-in-page.ts'
import { CATALOGUES } from '../helpers/words.ts'

/** What does not fit: words that a line break cut, and whether the page scrolls sideways. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isCut = (node: Text, index: number, length: number) => {
      const range = document.createRange()
      // The sign of a soft hyphen counts as part of the letter behind it.
      range.setStart(node, node.data[index - 1] === '\u00ad' ? index + 1 : index)
      range.setEnd(node, index + length)
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1
    }
    const cutWords = (node: Text) =>
      [...node.data.matchAll(/[^\s\-\u00ad]+/g)].flatMap(({ index, 0: word }) =>
        isCut(node, index, word.length) ? [word] : [],
      )
    const found = document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : []
    for (const control of document.querySelectorAll('button, a, h1, h2, label, dt')) {
      const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT)
      while (texts.nextNode()) found.push(...cutWords(texts.currentNode as Text))
    }
    return found
  })

t.test(
  'WCAG 2.2 §1.4.10: at 320 px every word of every language fits',
  { skip: withoutChromium },
  async (t) => {
    const address = await servedSamples(t)
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    for (const { lang } of CATALOGUES) {
      const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
      for (const name of SAMPLE_NAMES) {
        await page.goto(`${address}/${lang}/${name}`)
        t.same(await misfits(page), [], `${lang} ${name}`)
        if (lang === 'ar') t.same(await axeFindings(page), [], `axe ${name}`)
      }
      await page.close()
    }
  },
)

const ACCOUNT_PAGES = [
  '',
  '/username',
  '/passcode',
  '/codes',
  '/browsers',
  '/applications',
  '/data',
  '/download',
  '/delete',
]

t.test(
  'OpenID Connect Core 1.0 §5.1: an account speaks the language of its person, and fits',
  { skip: withoutChromium },
  async (t) => {
    const { server, openAccount, url } = await accountPageScene(t)
    await givenPolicy(server, { account_deletion: true })
    const page = await openAccount('', { viewport: { width: 320, height: 640 } })
    for (const { lang, dir } of CATALOGUES) {
      await server.db.execute(`UPDATE "user" SET claims = '{"locale":"${lang}"}'`)
      for (const path of ACCOUNT_PAGES) {
        const name = `${lang} account${path}`
        await page.goto(url + path)
        t.same(await page.evaluate(() => [document.documentElement.lang, document.dir]), [lang, dir], name)
        t.same(await misfits(page), [], name)
        if (lang === 'ar') t.same(await axeFindings(page), [], `axe ${name}`)
      }
    }
  },
)
