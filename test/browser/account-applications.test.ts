/**
 * The applications of an account in a real browser, one that runs no script.
 */
import t from 'tap'
import { accountPageScene, findingsEverywhere, heading } from '../helpers/account-page.ts'
import { givenRp } from '../helpers/authorization.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { button } from '../helpers/sign-in-page.ts'

const LONG = `${'Harbour'.repeat(27)} مرفأ`

t.test(
  'Core §3.1.2.4: what an application has is taken back, without script too',
  { skip: withoutChromium },
  async (t) => {
    const scene = await accountPageScene(t)
    const { db } = scene.server
    const page = await scene.openAccount('/applications')
    await page.getByText('None yet.').waitFor()
    t.same(await findingsEverywhere(page), [])
    await givenRp(scene.server, {
      client_id: 'long',
      metadata: { client_name: LONG, client_uri: 'https://notes.example' },
    })
    for (const client_id of ['rp', 'long']) {
      await db.execute(
        `INSERT INTO consent (tenant_id, user_id, client_id, scope, given_at) SELECT 'default', id, '${client_id}', 'openid email offline_access', 1800000000 FROM "user"`,
      )
    }
    await page.reload()
    t.equal(await page.locator('main .rows li').count(), 2)
    t.same(await findingsEverywhere(page), [])

    const scriptless = await scene.browser.newContext({ javaScriptEnabled: false })
    await scriptless.addCookies(await page.context().cookies())
    const plain = await scriptless.newPage()
    await plain.goto(`${scene.url}/applications`)
    await button(plain, 'Take it back: Harbour Notes').click()
    await plain.getByText('It has nothing of yours any more.').waitFor()
    t.equal(await plain.locator('main .rows li').count(), 1)

    await button(page, 'Take it back: Harbour Notes').click()
    await page.getByText('That application has nothing of yours any more.').waitFor()
    await heading(page, 'Your applications').waitFor()
    t.same(await findingsEverywhere(page), [])
    t.same(
      scene.faults.filter((fault) => !fault.includes('404')),
      [],
    )
  },
)
