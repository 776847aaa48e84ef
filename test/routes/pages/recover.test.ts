import t from 'tap'
import { newRecoveryCodes, replaceRecoveryCodes } from '../../../src/domain/recovery/recovery-codes.ts'
import { Browser } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import type { TestServer } from '../../helpers/fixtures.ts'
import { cookieOf, deliveredLinks, givenLink, linkScene, press, tokensOf } from '../../helpers/links.ts'
import { enrolPasscode, PICTURE } from '../../helpers/passcode.ts'

const ANN = { username: 'ann', email: 'ann@example.com' }

async function givenCodes(server: TestServer, user_id: Buffer): Promise<string> {
  const deps = await server.tenant()
  const codes = newRecoveryCodes(deps)
  await deps.db.transaction((tx) => replaceRecoveryCodes(deps, tx, user_id, codes))
  return String(codes[0])
}

t.test('Recovery: the choice of ways is reached from signing in, and from a link of no use', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const sign_in = await browser.get(`${server.issuer}/sign-in/${interaction}`)
  const url = `${server.issuer}/recover/${interaction}`
  t.match(sign_in.body, `href="${url}">I can't sign in`)
  t.match(sign_in.body, `href="${url}/code"`)
  const choice = await browser.get(url)
  t.match(choice.body, /Let’s get you back in/)
  for (const way of [`${url}/mail`, `${url}/code`, `${server.issuer}/sign-in/${interaction}`]) {
    t.match(choice.body, `href="${way}"`)
  }
  const stranger = new Browser(server)
  const without = await stranger.get(`${server.issuer}/recover`)
  t.match(without.body, `href="${server.issuer}/recover/mail"`)
  t.notMatch(without.body, /Back to sign in/)
  t.equal((await stranger.get(url)).statusCode, 400, 'another browser')
  server.clock.seconds += 3600
  t.match((await browser.get(url)).body, /This page has been open too long/)
})

t.test('RFC 9807 §10.9: the answer does not tell whether name and address belong together', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/recover/${interaction}/mail`
  const page = await browser.get(url)
  const answers = []
  for (const typed of [ANN, { ...ANN, email: 'eve@example.com' }, { ...ANN, username: 'nobody' }]) {
    const answer = await browser.submit(url, page.body, typed)
    t.equal(answer.statusCode, 200)
    t.match(answer.body, /Look in your mail/)
    answers.push(answer.body.replaceAll(typed.email, '@').replaceAll(`value="${typed.username}"`, ''))
  }
  t.equal(new Set(answers).size, 1)
  t.same(Object.keys(await deliveredLinks(server)), ['ann@example.com'])
})

t.test(
  'Recovery: the link opens the making of a new passcode, on whatever device it is opened',
  async (t) => {
    const { server, browser, interaction } = await linkScene(t)
    const url = `${server.issuer}/recover/${interaction}/mail`
    await browser.submit(url, (await browser.get(url)).body, ANN)
    const link = String((await deliveredLinks(server))['ann@example.com'])
    t.match(server.mails.at(-1)?.text, '127.0.0.1')
    const phone = new Browser(server)
    const opened = await press(phone, link)
    t.match(opened.headers.location, `${server.issuer}/enrol/`)
    t.match((await phone.get(String(opened.headers.location))).body, /data-ticket=/)
    t.match((await press(browser, link)).body, /This link no longer works/)
  },
)

t.test(
  'Recovery: “Send it again” sends it again, up to a limit that is the same for every name',
  async (t) => {
    const { server, browser } = await linkScene(t)
    const url = `${server.issuer}/recover/mail`
    for (const typed of [ANN, { ...ANN, username: 'nobody' }]) {
      let page = await browser.submit(url, (await browser.get(url)).body, typed)
      for (let count = 1; count < 5; count += 1) {
        t.match(page.body, `name="username" value="${typed.username}"`)
        page = await browser.submit(url, page.body, typed)
        t.match(page.body, /Look in your mail/)
      }
      const refused = await browser.submit(url, page.body, typed)
      t.equal(refused.statusCode, 429)
      t.match(refused.body, /Too many tries. Wait 15 minutes/)
      t.match(refused.body, `value="${typed.username}"`)
    }
  },
)

t.test('RFC 9700 §4.7: a forged form sends nothing', async (t) => {
  const { server, browser } = await linkScene(t)
  for (const way of ['mail', 'code']) {
    const url = `${server.issuer}/recover/${way}`
    await browser.get(url)
    t.match((await browser.submit(url, '', ANN)).body, /Your browser forgot where it was/)
  }
  t.same(await tokensOf(server), [])
})

t.test('NIST SP 800-63B §6.1.2.3: a recovery code opens the making of a new passcode', async (t) => {
  const { server, browser, interaction, ann } = await linkScene(t)
  const recovery_code = await givenCodes(server, ann)
  const url = `${server.issuer}/recover/${interaction}/code`
  const page = await browser.get(url)
  t.match(page.body, /Use a recovery code/)
  for (const typed of [{ username: 'ann' }, { username: 'nobody', recovery_code }]) {
    const wrong = await browser.submit(url, page.body, typed)
    t.equal(wrong.statusCode, 400)
    t.match(wrong.body, /That didn’t match/)
    t.match(wrong.body, `value="${typed.username}"`)
  }
  const opened = await browser.submit(url, page.body, { username: 'ann', recovery_code })
  t.match(opened.headers.location, `${server.issuer}/enrol/`)
  for (let count = 3; count < 10; count += 1) await browser.submit(url, page.body, { username: 'ann' })
  const refused = await browser.submit(url, page.body, { username: 'ann', recovery_code })
  t.equal(refused.statusCode, 429)
})

t.test(
  'Recovery: in a tenant of second steps a mail is not enough, nor a code without the first',
  async (t) => {
    const { server, browser, interaction, ann } = await linkScene(t)
    await givenPolicy(server, { contact: 'help@northlight.example' }, '2fa')
    const recovery_code = await givenCodes(server, ann)
    const base = `${server.issuer}/recover`
    const page = await browser.get(`${base}/${interaction}/code`)
    for (const url of [`${base}/mail`, `${base}/${interaction}/mail`, `${base}/code`]) {
      const answers = [
        await browser.get(url),
        await browser.submit(url, page.body, { ...ANN, recovery_code }),
      ]
      for (const { body } of answers) {
        t.match(body, /One more thing/)
        t.match(body, 'mailto:help@northlight.example')
      }
    }
    t.same(await tokensOf(server), [])
    const with_first = await browser.submit(`${base}/${interaction}/code`, page.body, {
      username: 'ann',
      recovery_code,
    })
    t.match(with_first.headers.location, `${server.issuer}/enrol/`)
  },
)

t.test('Recovery: where no mail can be sent, none is offered', async (t) => {
  const { server, browser, interaction } = await linkScene(t, { smtp_url: undefined })
  const base = `${server.issuer}/recover/${interaction}`
  const choice = await browser.get(base)
  t.notMatch(choice.body, `${base}/mail`)
  t.match(choice.body, `${base}/code`)
  t.match((await browser.get(`${base}/mail`)).body, /Here a mail is not enough/)
  t.notMatch((await browser.get(`${server.issuer}/sign-in/${interaction}`)).body, /Send me a link/)
  t.ok(cookieOf(browser, 'browser'))
})

t.test('Visual passcode: the pages and the mail name what the people of the tenant have', async (t) => {
  const { server, browser, interaction } = await linkScene(t)
  const url = `${server.issuer}/recover/${interaction}`
  for (const [methods, words, others] of [
    [['pattern', 'pin'], 'a new picture and pattern', /PIN/],
    [['none'], 'a new picture;', /PIN|pattern/],
  ] as const) {
    await givenPolicy(server, { methods })
    const choice = await browser.get(url)
    t.match(choice.body, `Each way ends with ${words}`)
    const form = await browser.get(`${url}/mail`)
    const pages = [choice, form, await browser.get(`${url}/code`)]
    await browser.submit(`${url}/mail`, form.body, ANN)
    const link = String((await deliveredLinks(server))[ANN.email])
    pages.push(await browser.get(link), await browser.get(`${server.issuer}/send-link/${interaction}`))
    for (const { body } of pages) t.notMatch(body, others)
    t.notMatch(server.mails.at(-1)?.text, others)
  }
})

t.test('Visual passcode: a link names what its person has, where another has something else', async (t) => {
  const { server, browser, ann } = await linkScene(t)
  await givenPolicy(server, { methods: ['pin', 'none'] })
  await enrolPasscode(await server.tenant(), { id: ann }, { picture: PICTURE, secret: { method: 'none' } })
  const link = await givenLink(server, { purpose: 'recover', user_id: ann })
  t.match((await browser.get(link)).body, 'Your old picture stops working when you have finished')
})
