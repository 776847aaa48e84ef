import t from 'tap'
import { deliverMails } from '../../src/domain/mail/outbox.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { axeFindings, button, field, fillIn, signInScene } from '../helpers/sign-in-page.ts'

t.test(
  "NIST SP 800-63B §5.2.2: First, show that it's you: at the hard stop a mailed link lets a new browser try",
  { skip: withoutChromium },
  async (t) => {
    const { open, server, faults } = await signInScene(t)
    await server.db.execute(`UPDATE "user" SET email = 'ann@example.com', email_verified = 1`)
    const page = await open()
    await fillIn(page, 'ann', '543210')
    await button(page, 'Sign in').click()
    await page.getByRole('alert').filter({ hasText: 'That didn' }).waitFor()
    await server.db.execute(`UPDATE attempt SET starts = 100 WHERE pool = 'account'`)

    await field(page, 'PIN').fill('012345')
    await button(page, 'Sign in').click()
    await page.getByRole('heading', { name: 'First, show that it’s you' }).waitFor()
    t.same(await axeFindings(page), [])
    await field(page, 'Username').fill('ann')
    await button(page, 'Send me a link').click()
    await page.getByRole('heading', { name: 'Look in your mail' }).waitFor()

    await deliverMails(server.deps)
    await page.goto(server.mails[0]?.link ?? '')
    await button(page, 'Go on').click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.locator('#sign-in[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await page.waitForURL(/code=/)
    t.same(
      faults.filter((fault) => !/40[0-9]|429/.test(fault)),
      [],
    )
  },
)
