import t from 'tap'
import { answerOf, Browser, givenPerson } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenClient, redemption, request } from '../../helpers/given.ts'
import { cookieOf, deliveredLinks, interactionOf, linkScene, press, tokensOf } from '../../helpers/links.ts'

t.test('WCAG 2.2 §3.3.8: “Send me a link” signs in with nothing to recall, and tokens say how', async (t) => {
  const server = await startServer(t)
  await givenPolicy(server, {})
  await givenClient(server)
  await givenPerson(server, 'ann')
  const browser = new Browser(server)
  const interaction = await interactionOf(browser)
  const url = `${server.issuer}/send-link/${interaction}`
  t.match((await browser.get(`${server.issuer}/sign-in/${interaction}`)).body, `href="${url}">Send me a link`)
  const sent = await browser.submit(url, (await browser.get(url)).body, { username: 'ann' })
  t.match(sent.body, /Look in your mail/)

  const used = await press(browser, String((await deliveredLinks(server))['ann@example.com']))
  const { code } = answerOf(await browser.get(String(used.headers.location)))
  const { id_token } = await request(server, redemption(String(code)))
  t.match(claimsOf(id_token), { amr: ['otp'], acr: 'urn:vignette:acr:mail' })
})

t.test(
  'Links: read on another device, the link shows a code that signs in where it was asked for',
  async (t) => {
    const { server, browser, interaction } = await linkScene(t)
    const url = `${server.issuer}/send-link/${interaction}`
    const sent = await browser.submit(url, (await browser.get(url)).body, { username: 'ann' })
    t.match(sent.headers['content-security-policy'], "form-action 'self' https:;")
    const shown = await press(new Browser(server), String((await deliveredLinks(server))['ann@example.com']))
    const code = String(/<code>(.{9})<\/code>/.exec(shown.body)?.[1])

    const wrong = await browser.submit(`${url}/code`, sent.body, { username: 'ann', code: 'BBBB-BBBB' })
    t.equal(wrong.statusCode, 400)
    t.match(wrong.body, /That code didn’t match/)
    t.match(wrong.body, 'name="username" value="ann"')
    const used = await browser.submit(`${url}/code`, wrong.body, { username: 'ann', code })
    t.equal(used.statusCode, 303)
    t.match(answerOf(await browser.get(String(used.headers.location))), { code: String })
  },
)

t.test('RFC 9807 §10.9: names that nobody has get the same answers, to a wrong code too', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/send-link/${interaction}`
  const page = await browser.get(url)
  const answers = []
  for (const username of ['ann', 'nobody']) {
    const sent = await browser.submit(url, page.body, { username })
    const typed = { username, code: 'BBBB-BBBB' }
    const codes = []
    for (let count = 0; count < 7; count += 1) {
      codes.push((await browser.submit(`${url}/code`, sent.body, typed)).body)
    }
    t.equal(new Set(codes).size, 1)
    for (let count = 1; count < 5; count += 1) await browser.submit(url, sent.body, { username })
    const refused = await browser.submit(url, sent.body, { username })
    t.equal(refused.statusCode, 429)
    answers.push(
      [sent.body, ...codes, refused.body]
        .join()
        .replaceAll(`value="${username}"`, '')
        .replaceAll(`username%3D${username}"`, ''),
    )
  }
  t.equal(new Set(answers).size, 1)
})

t.test('Core §3.1.2.1: login_hint is written there', async (t) => {
  const { server, browser } = await linkScene(t)
  const { headers } = await browser.authorize({ login_hint: 'ada' })
  const url = String(headers.location).replace('/sign-in/', '/send-link/')
  t.match((await browser.get(url)).body, 'value="ada"')
  t.match((await browser.get(`${server.issuer}/send-link/nothing`)).body, /This page has been open too long/)
})

t.test('RFC 9700 §4.7: a forged form sends nothing, and signs nobody in', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/send-link/${interaction}`
  for (const address of [url, `${url}/code`]) {
    t.match((await browser.submit(address, '', { username: 'ann' })).body, /Your browser forgot where it was/)
    t.equal((await new Browser(server).submit(address, '')).statusCode, 400)
  }
  t.same(await tokensOf(server), [])
})

t.test('Links: a tenant that sends none leads back to its sign-in page', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/send-link/${interaction}`
  const page = await browser.get(url)
  await givenPolicy(server, { send_link: false })
  const sign_in = `${server.issuer}/sign-in/${interaction}`
  t.equal((await browser.get(url)).headers.location, sign_in)
  t.equal((await browser.submit(url, page.body, { username: 'ann' })).headers.location, sign_in)
  t.equal((await browser.submit(`${url}/code`, page.body)).headers.location, sign_in)
  t.notMatch((await browser.get(sign_in)).body, /Send me a link/)
  t.equal(cookieOf(browser, 'session'), undefined)
})

t.test('Core §3.1.2.1: where the code is typed is there again, in another language too', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/send-link/${interaction}/code`
  const again = await browser.get(`${url}?username=ann&ui_locales=de`)
  t.equal(again.statusCode, 200)
  t.match(again.body, /<html lang="de"/)
  t.match(again.body, 'name="username" value="ann"')
  t.match((await browser.get(url)).body, 'name="username" value=""')
  browser.cookies.clear()
  t.equal((await browser.get(url)).statusCode, 400)
  t.equal(server.mails.length, 0, 'no link is sent by it')
})
