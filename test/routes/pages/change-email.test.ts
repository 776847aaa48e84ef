import t from 'tap'
import { Browser } from '../../helpers/authorization.ts'
import { deliveredLinks, linkScene, press, tokensOf } from '../../helpers/links.ts'

async function scene(t: Parameters<typeof linkScene>[0], settings: Parameters<typeof linkScene>[1] = {}) {
  const made = await linkScene(t, settings)
  return { ...made, url: `${made.server.issuer}/change-email` }
}

t.test('Core §5.1: another address counts when both have said yes, on whatever device', async (t) => {
  const { server, browser, ann, url } = await scene(t)
  await browser.signIn(ann)
  const page = await browser.get(url)
  t.match(page.body, /Change your address/)
  t.match(page.body, 'ann@example.com')
  const sent = await browser.submit(url, page.body, { email: ' ann@example.net ' })
  t.match(sent.body, /Look in your mail/)
  t.match(sent.body, 'name="email" value="ann@example.net"')
  const links = await deliveredLinks(server)
  t.same(Object.keys(links).sort(), ['ann@example.com', 'ann@example.net'])
  const phone = new Browser(server)
  t.match((await press(phone, String(links['ann@example.net']))).body, /One more mail/)
  t.match((await press(browser, String(links['ann@example.com']))).body, /Your address is changed/)
  t.match((await browser.get(url)).body, 'ann@example.net')
  await server.db.execute('UPDATE "user" SET email_verified = 0')
  t.notMatch((await browser.get(url)).body, /Now:/, 'one that nobody proved has no say')
})

t.test('RFC 5321 §4.1.2: what is no address is refused, and too many are', async (t) => {
  const { server, browser, ann, url } = await scene(t)
  await browser.signIn(ann)
  const page = await browser.get(url)
  const wrong = await browser.submit(url, page.body, { email: 'nowhere' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /This doesn’t look like an email address/)
  t.match(wrong.body, 'value="nowhere"')
  t.match(
    (await browser.submit(url, '', { email: 'ann@example.net' })).body,
    /Your browser forgot where it was/,
  )
  t.same(await tokensOf(server), [])
  const again = () => browser.submit(url, page.body, { email: 'ann@example.net' })
  for (let count = 0; count < 5; count += 1) t.equal((await again()).statusCode, 200)
  const refused = await again()
  t.equal(refused.statusCode, 429)
  t.match(refused.body, /Too many tries/)
})

t.test('NIST SP 800-63B §6.1.2.1: the passcode is asked first, and the way leads back', async (t) => {
  const { server, browser, ann, url } = await scene(t)
  const first = await browser.get(url)
  t.equal(first.statusCode, 303)
  t.match(first.headers.location, `${server.issuer}/sign-in/`)
  const sign_in = await browser.get(String(first.headers.location))
  t.match(sign_in.body, '<h1>Sign in</h1>')
  t.notMatch(sign_in.body, /Send me a link/, 'a mailed link is not enough here')
  t.match((await browser.submit(url, sign_in.body)).headers.location, `${server.issuer}/sign-in/`)
  await browser.signIn(ann)
  const on = String(first.headers.location).replace('/sign-in/', '/authorize/')
  t.equal((await browser.get(on)).headers.location, url)
})

t.test('Core §5.1: where no mail can be sent there is no such page', async (t) => {
  const { browser, ann, url } = await scene(t, { smtp_url: undefined })
  await browser.signIn(ann)
  t.equal((await browser.get(url)).statusCode, 404)
  t.equal((await browser.submit(url, '')).statusCode, 404)
})
