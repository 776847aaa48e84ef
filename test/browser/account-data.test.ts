/**
 * Taking all along, and leaving, in a real browser.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { accountPageScene, findingsEverywhere, heading, link, tabTo } from '../helpers/account-page.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { button, field } from '../helpers/sign-in-page.ts'

t.test('RFC 6973 §6.2: all that is held is saved as a file', { skip: withoutChromium }, async (t) => {
  const scene = await accountPageScene(t)
  const page = await scene.openAccount('/data')
  await page.getByText('Accounts are deleted by an administrator here.').waitFor()
  t.same(await findingsEverywhere(page), [])
  await link(page, 'Download your data').click()
  await heading(page, 'Download your data').waitFor()
  t.same(await findingsEverywhere(page), [])
  const waiting = page.waitForEvent('download')
  await link(page, 'Download').click()
  const download = await waiting
  t.match(download.suggestedFilename(), /^default-ann-\d{4}-\d{2}-\d{2}\.json$/)
  const data = JSON.parse(readFileSync(await download.path(), 'utf8'))
  t.match(data, { person: { preferred_username: 'ann' }, sessions: [{ browser: 'Chrome', system: 'Linux' }] })
})

t.test(
  'Core §5.7: an account is deleted by its person, by keyboard alone',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    await givenPolicy(scene.server, { account_deletion: true })
    const page = await scene.openAccount('/data')
    await tabTo(page, 'Delete your account')
    await page.keyboard.press('Enter')
    await heading(page, 'Delete your account?').waitFor()
    t.same(await findingsEverywhere(page), [])
    await tabTo(page, 'Your username')
    await page.keyboard.type('bob')
    await page.keyboard.press('Enter')
    await page.getByText('That isn’t your username.').waitFor()
    t.same(await findingsEverywhere(page), [])
    await field(page, 'Your username').fill('ann')
    await button(page, 'Delete my account').dblclick()
    await heading(page, 'Your account is deleted').waitFor()
    t.same(await findingsEverywhere(page), [])
    await page.goto(scene.url)
    t.match(page.url(), '/sign-in/')
    t.same(
      scene.faults.filter((fault) => !fault.includes('400')),
      [],
    )
  },
)
