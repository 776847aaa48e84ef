/**
 * The page of one's own passcode in a real browser, and new recovery codes.
 */
import t from 'tap'
import { accountPageScene, findingsEverywhere, heading, link } from '../helpers/account-page.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { button, field, fillIn } from '../helpers/sign-in-page.ts'

t.test(
  'NIST SP 800-63B §3.1.2: new recovery codes are made after the passcode, shown once, and counted',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    const page = await scene.openAccount('/passcode')
    await heading(page, 'Your picture and PIN').waitFor()
    t.same(await findingsEverywhere(page), [])
    scene.server.clock.seconds += 301
    await link(page, 'Make new codes').click()
    await page.locator('#sign-in[data-ready]').waitFor()
    t.equal(await field(page, 'Username').inputValue(), 'ann')
    await fillIn(page)
    await button(page, 'Sign in').click()
    await heading(page, 'Make new recovery codes?').waitFor()
    t.same(await findingsEverywhere(page), [])
    await button(page, 'Make new codes').dblclick()
    await heading(page, 'Your recovery codes').waitFor()
    t.equal(await page.locator('#codes li').count(), 10)
    t.same(await findingsEverywhere(page), [])
    await field(page, 'I have saved them').check()
    await button(page, 'Finish').click()
    await page.getByText('10 codes are left.').waitFor()
    await link(page, 'Change: Picture and PIN').click()
    await heading(page, 'Change your picture or PIN').waitFor()
    t.same(scene.faults, [])
  },
)
