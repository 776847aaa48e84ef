/**
 * The browsers of an account in a real browser.
 */
import t from 'tap'
import { accountPageScene, findingsEverywhere, heading } from '../helpers/account-page.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { button } from '../helpers/sign-in-page.ts'

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1 Version/26.0 Mobile Safari/604.1'

t.test(
  'NIST SP 800-63B §7.1: a browser is signed out from another one, then all others',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    const phone = await scene.openAccount('', { userAgent: SAFARI })
    const tablet = await scene.openAccount('')
    const page = await scene.openAccount('/browsers')
    await heading(page, 'Your browsers').waitFor()
    const rows = page.locator('main .rows li')
    t.equal(await rows.count(), 3)
    t.match(await rows.first().innerText(), /Chrome on Linux This browser/)
    t.same(await findingsEverywhere(page), [])
    await button(page, 'Sign out: Safari on iPhone').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Nobody can go on from there').waitFor()
    t.same(await findingsEverywhere(page), [])
    t.equal(await rows.count(), 2)
    await phone.reload()
    t.match(phone.url(), '/sign-in/')
    await button(page, 'Sign out everywhere else').dblclick()
    await page.getByText('You are signed in with this browser alone.').waitFor()
    t.equal(await rows.count(), 1)
    await tablet.reload()
    t.match(tablet.url(), '/sign-in/')
    await page.goBack()
    await page.goForward()
    await heading(page, 'Your browsers').waitFor()
    t.same(scene.faults, [])
  },
)
