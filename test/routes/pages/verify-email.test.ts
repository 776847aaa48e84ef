import t from 'tap'
import { answerOf, Browser } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { deliveredLinks, linkScene, press, tokensOf } from '../../helpers/links.ts'

/** A tenant that wants proved addresses, and ann, who is signed in and has proved none. */
async function scene(t: Parameters<typeof linkScene>[0], settings: Parameters<typeof linkScene>[1] = {}) {
  const made = await linkScene(t, settings)
  await givenPolicy(made.server, { require_verified_email: true })
  await made.server.db.execute('UPDATE "user" SET email_verified = 0')
  await made.browser.signIn(made.ann)
  return made
}

t.test(
  'Core §5.1: nobody gets on to an application before the address is proved, and then at once',
  async (t) => {
    const { server, browser } = await scene(t)
    const url = String((await browser.authorize()).headers.location)
    t.match(url, `${server.issuer}/verify-email/`)
    const page = await browser.get(url)
    t.match(page.body, /Look in your mail/)
    t.match(page.body, 'ann@example.com')
    t.match(page.body, `href="${server.issuer}/change-email"`)
    await browser.get(url)
    t.equal((await tokensOf(server)).length, 1, 'looking again sends nothing')

    const link = String((await deliveredLinks(server))['ann@example.com'])
    const done = await press(browser, link)
    const go_on = String(/href="([^"]+\/authorize\/[^"]+)"/.exec(done.body)?.[1])
    t.match(answerOf(await browser.get(go_on)), { code: String })
    t.match(answerOf(await browser.authorize()), { code: String }, 'and is not asked again')
  },
)

t.test('Core §5.1: who proved it on another device goes on from where the page was left', async (t) => {
  const { server, browser } = await scene(t)
  const url = String((await browser.authorize()).headers.location)
  const page = await browser.get(url)
  const done = await press(new Browser(server), String((await deliveredLinks(server))['ann@example.com']))
  t.match(done.body, /Your address is confirmed/)
  t.notMatch(done.body, '/authorize/')
  const go_on = url.replace('/verify-email/', '/authorize/')
  t.equal((await browser.get(url)).headers.location, go_on)
  t.equal((await browser.submit(url, page.body)).headers.location, go_on)
})

t.test('Core §5.1: “Send it again” sends another, from our page alone', async (t) => {
  const { server, browser } = await scene(t)
  const url = String((await browser.authorize()).headers.location)
  const page = await browser.get(url)
  t.match((await browser.submit(url, '')).body, /Your browser forgot where it was/)
  for (let count = 0; count < 7; count += 1) {
    const sent = await browser.submit(url, page.body)
    t.equal(sent.statusCode, 303)
    t.equal(sent.headers.location, url)
    t.match((await browser.get(url)).body, /Look in your mail/)
  }
  t.equal((await tokensOf(server)).length, 6)
})

t.test(
  'Core §3.1.2.6: under prompt=none it is interaction_required; without a way it is access_denied',
  async (t) => {
    const { server, browser } = await scene(t)
    t.match(answerOf(await browser.authorize({ prompt: 'none' })), { error: 'interaction_required' })
    t.match(server.notices.at(-1), { rule: 'email-unverified' })
    await server.db.execute('UPDATE "user" SET email = NULL')
    t.match(answerOf(await browser.authorize()), { error: 'access_denied' })
    t.match(server.notices.at(-1), { rule: 'email-unprovable' })

    const without = await scene(t, { smtp_url: undefined })
    t.match(answerOf(await without.browser.authorize()), { error: 'access_denied' })
  },
)

t.test('Core §5.1: whoever is not signed in proves nothing', async (t) => {
  const { server, browser, interaction } = await scene(t)
  browser.cookies.delete('vignette.default.session')
  const url = `${server.issuer}/verify-email/${interaction}`
  t.equal((await browser.get(url)).headers.location, `${server.issuer}/authorize/${interaction}`)
  t.equal((await new Browser(server).get(url)).statusCode, 400)
  t.equal((await new Browser(server).submit(url, '')).statusCode, 400)
})
