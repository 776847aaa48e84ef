/**
 * The page of one's own passcode, and new recovery codes.
 */
import t from 'tap'
import { listRecoveryCodes } from '../../../src/store/recovery-codes.ts'
import { accountScene, send } from '../../helpers/account.ts'
import { Browser, givenRp } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

const codesIn = (page: string) => [...page.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code]) => code)

t.test('NIST SP 800-63B §3.1.2: ten new codes take the place of those that were', async (t) => {
  const { server, browser, ann, url } = await accountScene(t)
  const owner = { tenant_id: 'default', user_id: ann }
  t.match((await browser.get(`${url}/passcode`)).body, 'None is left.')
  t.match((await browser.get(`${url}/passcode`)).body, 'You have none yet.')
  t.match((await browser.get(`${url}/codes`)).body, /<h1>Make new recovery codes\?<\/h1>/)
  const first = codesIn((await send(browser, `${url}/codes`, `${url}/codes`)).body)
  t.equal(first.length, 10)
  const kept = await server.db.all(listRecoveryCodes, owner)
  t.equal(kept.length, 10)
  await server.db.execute(
    `UPDATE recovery_code SET used_at = 1 WHERE code_hash IN (SELECT code_hash FROM recovery_code LIMIT 9)`,
  )
  t.match((await browser.get(`${url}/passcode`)).body, '1 code is left.')
  const second = codesIn((await send(browser, `${url}/codes`, `${url}/codes`)).body)
  t.equal(new Set([...first, ...second]).size, 20)
  t.match((await browser.get(`${url}/passcode`)).body, '10 codes are left.')
})

t.test(
  'NIST SP 800-63B §6.1.2: codes are made on a fresh sign-in alone, and by a form of ours',
  async (t) => {
    const { server, browser, ann, url } = await accountScene(t)
    const page = await browser.get(`${url}/codes`)
    t.match((await browser.submit(`${url}/codes`, '')).body, /Your browser forgot where it was/)
    server.clock.seconds += 301
    const asked = await browser.submit(`${url}/codes`, page.body)
    t.match(asked.headers.location, `${server.issuer}/sign-in/`)
    const waiting = String(asked.headers.location).replace('/sign-in/', '/authorize/')
    await browser.signIn(ann)
    t.equal((await browser.get(waiting)).headers.location, `${url}/codes`)
    t.same(await server.db.all(listRecoveryCodes, { tenant_id: 'default', user_id: ann }), [])
  },
)

t.test('Visual passcode: when it was made and last used is told, and where it is changed', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const ann = await givenEnrolled(server)
  const browser = new Browser(server)
  await browser.signIn(ann)
  const url = `${server.issuer}/account/passcode`
  const page = (await browser.get(url)).body
  t.match(page, /<h1>Your picture and PIN<\/h1>/)
  t.match(page, 'Made on 15 January 2027.')
  t.match(page, `href="${server.issuer}/change"`)
  await server.db.execute('UPDATE passcode SET last_used_at = created_at + 86400')
  t.match((await browser.get(url)).body, 'Made on 15 January 2027, last used on 16 January 2027.')
})
