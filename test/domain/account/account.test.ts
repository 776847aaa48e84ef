/**
 * Who may see an account, and who may change it for good.
 */
import t from 'tap'
import { decideAccount } from '../../../src/domain/account/account.ts'
import { startSession } from '../../../src/domain/authentication/session.ts'
import { accountScene } from '../../helpers/account.ts'
import { cookieOf } from '../../helpers/links.ts'

t.test(
  'NIST SP 800-63B §6.1.2.1: five minutes after the passcode was proved it is asked for again',
  async (t) => {
    const { server, browser } = await accountScene(t)
    const deps = await server.tenant()
    const cookie = cookieOf(browser, 'session')
    server.clock.seconds += 300
    t.match(await decideAccount(deps, cookie, true), { next: 'show', account: { user: { username: 'ann' } } })
    server.clock.seconds += 1
    t.match(await decideAccount(deps, cookie, true), { next: 'sign-in', present: { username: 'ann' } })
    t.match(await decideAccount(deps, cookie, false), { next: 'show' })
  },
)

t.test(
  'RFC 8176 §2: who came by a mailed link sees the account, and proves the passcode to change it',
  async (t) => {
    const { server, ann } = await accountScene(t)
    const deps = await server.tenant()
    const by_mail = { user_id: ann, amr: ['otp'], acr: 'urn:vignette:acr:mail' }
    const { cookie } = await deps.db.transaction((tx) => startSession(deps, tx, by_mail, undefined))
    t.match(await decideAccount(deps, cookie, false), { next: 'show' })
    t.match(await decideAccount(deps, cookie, true), { next: 'sign-in', present: { username: 'ann' } })
  },
)

t.test('Core §3.1.2.3: nobody is nobody: without a cookie, made inactive, in another tenant', async (t) => {
  const { server, browser } = await accountScene(t)
  const cookie = cookieOf(browser, 'session')
  const nobody = { next: 'sign-in', present: undefined }
  t.same(await decideAccount(await server.tenant(), undefined, false), nobody)
  t.same(await decideAccount(await server.tenant('other'), cookie, false), nobody)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.same(await decideAccount(await server.tenant(), cookie, false), nobody)
})
