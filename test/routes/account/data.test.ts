/**
 * Taking all along, and leaving.
 */
import t from 'tap'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { findUser } from '../../../src/domain/users/user.ts'
import { accountScene, send } from '../../helpers/account.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { bearer, givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('RFC 6973 §6.2: all that is held is saved as a file, named for the person', async (t) => {
  const { browser, url } = await accountScene(t, { claims: { name: 'Ann Lee' } })
  t.match((await browser.get(`${url}/data`)).body, `${url}/download`)
  const page = await browser.get(`${url}/download`)
  t.match(page.body, /<h1>Download your data<\/h1>/)
  t.match(page.body, `href="${url}/download/file"`)
  const file = await browser.get(`${url}/download/file`)
  t.equal(file.statusCode, 200)
  t.match(file.headers, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition':
      'attachment; filename="default-account-2027-01-15.json"; filename*=UTF-8\'\'default-ann-2027-01-15.json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  t.match(file.json(), { person: { preferred_username: 'ann', name: 'Ann Lee' }, sessions: [{}] })
})

t.test('RFC 8187 §3.2: a name of other letters is written so that every browser reads it', async (t) => {
  const { server, browser, url } = await accountScene(t)
  await server.db.execute(`UPDATE "user" SET username = 'o’neil''s(1)*é', username_key = 'x'`)
  const file = await browser.get(`${url}/download/file`)
  t.match(
    String(file.headers['content-disposition']),
    "filename*=UTF-8''default-o%E2%80%99neil%27s%281%29%2A%C3%A9-2027-01-15.json",
  )
})

t.test(
  'NIST SP 800-63B §6.1.2: neither is done on an old sign-in; the way leads back to a page',
  async (t) => {
    const { server, browser, ann, url } = await accountScene(t)
    await givenPolicy(server, { account_deletion: true })
    server.clock.seconds += 301
    const ways = { 'download/file': 'download', download: 'download', delete: 'delete' }
    for (const [path, back] of Object.entries(ways)) {
      const asked = String((await browser.get(`${url}/${path}`)).headers.location)
      t.match(asked, `${server.issuer}/sign-in/`, path)
      const other = new Browser(server)
      for (const [name, value] of browser.cookies) other.cookies.set(name, value)
      await other.signIn(ann)
      const waiting = asked.replace('/sign-in/', '/authorize/')
      t.equal((await other.get(waiting)).headers.location, `${url}/${back}`)
    }
  },
)

t.test(
  'Core §5.7: whoever types the name and has proved the passcode is gone, with all that was held',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { first_party: true } })
    await givenPolicy(server, { account_deletion: true })
    await givenPerson(server, 'bob')
    const tokens = await givenTokens(server, browser, { scope: 'openid offline_access', login_hint: 'ann' })
    const url = `${server.issuer}/account`
    const page = await browser.get(`${url}/delete`)
    t.match(page.body, /<h1>Delete your account\?<\/h1>/)
    const wrong = await browser.submit(`${url}/delete`, page.body, { username: 'bob' })
    t.equal(wrong.statusCode, 400)
    t.match(wrong.body, 'That isn’t your username.')
    t.match(wrong.body, 'value="bob"')
    t.equal((await browser.submit(`${url}/delete`, page.body)).statusCode, 400)
    t.match(
      (await browser.submit(`${url}/delete`, '', { username: 'ann' })).body,
      /Your browser forgot where it was/,
    )

    const done = await browser.submit(`${url}/delete`, page.body, { username: ' Ann ' })
    t.equal(done.statusCode, 200)
    t.match(done.body, /<h1>Your account is deleted<\/h1>/)
    t.match(done.body, 'We sent you a last mail about it.')
    await deliverMails(server.deps)
    t.match(server.mails, [{ kind: 'account-deleted', to: 'ann@example.com' }])
    t.match((await browser.get(url)).headers.location, '/sign-in/')
    const userinfo = await server.app.inject({
      url: '/api/oidc/default/userinfo',
      headers: bearer(tokens.access_token),
    })
    t.equal(userinfo.statusCode, 401)
    const again = await browser.submit(`${url}/delete`, page.body, { username: 'ann' })
    t.match(again.headers.location, '/sign-in/', 'a second press deletes nobody')
  },
)

t.test('Visual passcode: who may not delete an account is told whom to ask', async (t) => {
  const { server, browser, ann, url } = await accountScene(t)
  const page = await browser.get(`${url}/data`)
  t.match(page.body, 'Accounts are deleted by an administrator here.')
  t.notMatch(page.body, '/account/delete')
  t.match(page.body, /<\/b><small>Accounts[^<]*Ask an administrator to delete yours\./)
  await givenPolicy(server, { contact: 'help@northlight.example' })
  t.match(
    (await browser.get(`${url}/data`)).body,
    '<a href="mailto:help@northlight.example">Ask an administrator</a>',
  )
  t.equal((await browser.get(`${url}/delete`)).statusCode, 404)
  t.equal((await send(browser, url, `${url}/delete`, { username: 'ann' })).statusCode, 404)
  t.ok(await findUser(await server.tenant(), ann))
  await givenPolicy(server, { self_registration: true })
  t.match((await browser.get(`${url}/data`)).body, '/account/delete', 'who makes one may delete it')
  await givenPolicy(server, { self_registration: true, account_deletion: false })
  t.notMatch((await browser.get(`${url}/data`)).body, '/account/delete')
})

t.test('Core §5.1: nobody is mailed at an address that nobody proved', async (t) => {
  const { server, browser, url } = await accountScene(t)
  await givenPolicy(server, { account_deletion: true })
  await server.db.execute(`UPDATE "user" SET email_verified = 0`)
  const done = await send(browser, `${url}/delete`, `${url}/delete`, { username: 'ann' })
  t.match(done.body, 'Your account is deleted')
  t.notMatch(done.body, 'last mail')
  t.equal(await deliverMails(server.deps), 0)
})
