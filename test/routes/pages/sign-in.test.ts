import t from 'tap'
import { accountScene } from '../../helpers/account.ts'
import { answerOf, Browser, givenRp, REQUEST } from '../../helpers/authorization.ts'
import { PUBLIC_URL, startServer } from '../../helpers/fixtures.ts'

async function asked(t: Parameters<typeof startServer>[0], parameters: Record<string, string> = {}) {
  const server = await startServer(t)
  await givenRp(server, { metadata: { client_uri: 'https://rp.example/' } })
  const browser = new Browser(server)
  const url = String((await browser.authorize(parameters)).headers.location)
  return { server, browser, url }
}

t.test('Core §3.1.2.3: the page names the application, and login_hint fills the name', async (t) => {
  const { browser, url } = await asked(t, { login_hint: 'ada "<b>' })
  const page = await browser.get(url)
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Harbour Notes')
  t.match(page.body, 'ada &quot;&lt;b&gt;')
  t.notMatch(page.body, 'ada "<b>')
})

t.test('Sign in: a form that is sent before its script came shows the page again', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const again = await browser.submit(url, page.body, { username: 'ada' })
  t.equal(again.statusCode, 200)
  t.match(again.body, '<h1>Sign in</h1>')
})

t.test('RFC 6749 §4.1.2.1: Cancel answers access_denied to the application, and only once', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const cancelled = await browser.submit(`${url}/cancel`, page.body)
  t.equal(cancelled.statusCode, 303)
  t.match(answerOf(cancelled), { error: 'access_denied', state: REQUEST.state })
  t.match((await browser.submit(`${url}/cancel`, page.body)).body, /You stopped here/)
})

t.test(
  'Sign in: whoever is signed in goes back to the account, where a page of it wants the passcode',
  async (t) => {
    const { server, browser, url } = await accountScene(t)
    server.clock.seconds += 301
    const asking = String((await browser.get(`${url}/username`)).headers.location)
    const page = await browser.get(asking)
    t.match(page.body, `action="${asking}/cancel"`)
    for (let count = 0; count < 2; count += 1) {
      const cancelled = await browser.submit(`${asking}/cancel`, page.body)
      t.equal(cancelled.statusCode, 303)
      t.equal(cancelled.headers.location, url)
    }
    t.equal((await browser.get(asking)).headers.location, url, 'after Back too')
    t.match((await browser.get(url)).body, '<h1>Your profile</h1>')
    const stranger = new Browser(server)
    const first = await stranger.get(String((await stranger.get(url)).headers.location))
    t.notMatch(first.body, 'form="cancel"', 'nobody is signed in: there is nowhere to go back to')
  },
)

t.test('Sign in: twenty Cancels at once are one answer', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => browser.submit(`${url}/cancel`, page.body)),
  )
  t.equal(replies.filter(({ statusCode }) => statusCode === 303).length, 1)
})

t.test('RFC 9700 §4.7: Cancel from another page, or without its token, is refused', async (t) => {
  const { server, browser, url } = await asked(t)
  const page = await browser.get(url)
  const forged = await browser.submit(`${url}/cancel`, '')
  t.equal(forged.statusCode, 400)
  t.match(forged.body, /Your browser forgot where it was/)
  t.match(server.notices.at(-1), { rule: 'form-forged' })
  t.equal((await browser.submit(`${url}/cancel`, page.body)).statusCode, 303, 'and nothing was lost')
})

t.test('Sign in: another browser, an old page and an unknown one each have words and a way on', async (t) => {
  const { server, browser, url } = await asked(t)
  const stranger = new Browser(server)
  const foreign = await stranger.get(url)
  t.equal(foreign.statusCode, 400)
  t.match(foreign.body, /Your browser forgot where it was/)
  t.match(foreign.body, /Start again at/)
  t.match((await stranger.submit(`${url}/cancel`, '')).body, /Your browser forgot where it was/)

  const unknown = await browser.get(`${PUBLIC_URL}/api/oidc/default/sign-in/nothing`)
  t.match(unknown.body, /This page has been open too long/)

  server.clock.seconds += 3600
  const old = await browser.get(url)
  t.match(old.body, /This page has been open too long/)
  t.match(old.body, 'https://rp.example/')
  t.match(server.notices.at(-1), { flow: 'interaction', rule: 'interaction-expired' })
})

t.test('Sign in: a 2fa tenant confirms the person it was told of', async (t) => {
  const { server, browser, url } = await asked(t, { login_hint: 'ada' })
  await server.db.execute(`UPDATE tenant SET type = '2fa' WHERE id = 'default'`)
  await server.db.execute('UPDATE config_version SET version = version + 1')
  const page = await browser.get(url)
  t.match(page.body, /Confirm it’s you/)
  t.match(page.body, /readonly/)
})
