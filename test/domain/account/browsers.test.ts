/**
 * Where a person is signed in and has been.
 */
import t from 'tap'
import { endBrowser, endOtherBrowsers, listBrowsers } from '../../../src/domain/account/browsers.ts'
import { startSession } from '../../../src/domain/authentication/session.ts'
import { accountIn } from '../../helpers/account.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { EnrolBrowser } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { allGrants } from '../../helpers/given.ts'
import { cookieOf } from '../../helpers/links.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'
import { takeTrail } from '../../helpers/trail.ts'

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  await givenRp(server)
  const ann = await givenEnrolled(server, 'ann')
  const come = async () => {
    const browser = new EnrolBrowser(server)
    const { headers } = await browser.authorize()
    await browser.signInAt(String(headers.location), 'ann')
    return browser
  }
  return { server, deps: await server.tenant(), ann, come }
}

t.test('Accounts: a mailed link in a known browser is that browser’s, where it is looked at', async (t) => {
  const { server, deps, ann, come } = await scene(t)
  const browser = await come()
  const known = cookieOf(browser, 'known')
  const by_mail = { user_id: ann, amr: ['otp'], acr: 'urn:vignette:acr:mail' }
  const { cookie } = await deps.db.transaction((tx) => startSession(deps, tx, by_mail, undefined))
  browser.cookies.set('vignette.default.session', cookie)
  const account = await accountIn({ server, browser })
  const listed = await listBrowsers(deps, account, known)
  t.match(listed, [{ is_this: true, signed_in_at: server.clock.seconds }])
  t.equal(listed.length, 1)
  t.equal((await listBrowsers(deps, account, undefined)).length, 2, 'without its cookie there is no telling')
  const other = await come()
  const from_there = await listBrowsers(
    deps,
    await accountIn({ server, browser: other }),
    cookieOf(other, 'known'),
  )
  t.equal(from_there.length, 3, 'nor elsewhere')
})

t.test('Accounts: a known browser that was forgotten leaves its session, by itself', async (t) => {
  const { server, deps, come } = await scene(t)
  const browser = await come()
  await server.db.execute('DELETE FROM known_browser')
  const account = await accountIn({ server, browser })
  t.match(await listBrowsers(deps, account, cookieOf(browser, 'known')), [{ is_this: true }])
})

t.test(
  'Core §3.1.2.3: a browser that is ended takes its grants along, but for those that need no session',
  async (t) => {
    const { server, deps, come } = await scene(t)
    const [laptop, phone] = [await come(), await come()]
    await phone.authorize({ scope: 'openid' })
    await phone.authorize({ scope: 'openid offline_access' })
    await laptop.authorize({ scope: 'openid' })
    const account = await accountIn({ server, browser: laptop })
    const [, other] = await listBrowsers(deps, account, cookieOf(laptop, 'known'))
    t.equal(await endBrowser(deps, account, other?.id ?? ''), true)
    const revoked = (await server.db.all(allGrants, {})).map(({ revoked_at }) => revoked_at !== null)
    t.same(revoked, [true, false, false])
  },
)

t.test('Core §3.1.2.3: so do all others, and this one goes on', async (t) => {
  const { server, deps, come } = await scene(t)
  const [laptop, phone] = [await come(), await come()]
  await phone.authorize({ scope: 'openid' })
  await phone.authorize({ scope: 'openid offline_access' })
  await laptop.authorize({ scope: 'openid' })
  const account = await accountIn({ server, browser: laptop })
  await takeTrail(server)
  for (const _ of [1, 2]) await endOtherBrowsers(deps, account, cookieOf(laptop, 'known'))
  t.same(await takeTrail(server), ['sign-out {"from":"other-browsers"}'], 'the second time there are none')
  const revoked = (await server.db.all(allGrants, {})).map(({ revoked_at }) => revoked_at !== null)
  t.same(revoked, [true, false, false])
  t.equal((await listBrowsers(deps, account, cookieOf(laptop, 'known'))).length, 1)
})
