/**
 * The profile and the username, over HTTP.
 */
import t from 'tap'
import { findUser } from '../../../src/domain/users/user.ts'
import { accountScene, send } from '../../helpers/account.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'

const PROFILE = {
  name: 'Ann Lee',
  picture: 'https://pictures.example/ann.png',
  phone_number: '+44 20 7946 0000',
  locale: 'de',
}

const wrongFields = (page: string) =>
  [...page.matchAll(/<(?:input|select) class="text" id="(\w+)"[^>]*aria-invalid/g)].map(([, name]) => name)

t.test(
  'Core §5.1: people state what applications are told of them, and may leave all of it out',
  async (t) => {
    const { server, browser, ann, url } = await accountScene(t, {
      claims: { given_name: 'Ann', locale: 'en' },
    })
    const page = await browser.get(url)
    t.match(page.body, /<h1>Your profile<\/h1>/)
    t.match(page.body, 'ann@example.com')
    const saved = await browser.submit(url, page.body, PROFILE)
    t.equal(saved.statusCode, 303)
    t.equal(saved.headers.location, `${url}?done=saved`)
    const after = await browser.get(String(saved.headers.location))
    t.match(after.body, 'lang="de"', 'the pages speak to them so')
    t.match(after.body, `value="${PROFILE.picture}"`)
    const deps = await server.tenant()
    t.strictSame((await findUser(deps, ann))?.claims, { given_name: 'Ann', ...PROFILE })
    await browser.submit(url, page.body, { name: '', picture: '', phone_number: '', locale: '' })
    t.strictSame((await findUser(deps, ann))?.claims, { given_name: 'Ann' })
  },
)

t.test('Core §5.1: names of any script, with signs of four bytes, are kept as they are', async (t) => {
  const { browser, url } = await accountScene(t)
  for (const name of ['ن'.repeat(200), 'أمينة العلي', '👩‍👩‍👧‍👦 Ann 𝒜', 'a'.repeat(200)]) {
    t.equal((await send(browser, url, url, { ...PROFILE, locale: '', name })).statusCode, 303, name)
    t.match((await browser.get(url)).body, `value="${name}"`)
  }
  const shown = await send(browser, url, url, { name: '"><script>' })
  t.equal(shown.statusCode, 303)
  t.match((await browser.get(url)).body, 'value="&quot;&gt;&lt;script&gt;"')
})

t.test('Core §5.1: what no claim can be is said at its field, and nothing is lost or kept', async (t) => {
  const { server, browser, ann, url } = await accountScene(t)
  const faults: readonly [string, string][] = [
    ['name', 'a'.repeat(201)],
    ['name', 'Ann\u202Enna'],
    ['picture', 'http://pictures.example/ann.png'],
    ['picture', 'https://ann:secret@pictures.example/'],
    ['picture', 'javascript:alert(1)'],
    ['picture', 'ann.png'],
    ['picture', `https://pictures.example/${'a'.repeat(2000)}`],
    ['phone_number', '020 7946 0000'],
    ['phone_number', '+44 call me'],
    ['locale', 'klingonisch!'],
  ]
  for (const [field, value] of faults) {
    const refused = await send(browser, url, url, { ...PROFILE, [field]: value })
    t.equal(refused.statusCode, 400, value.slice(0, 30))
    t.strictSame(wrongFields(refused.body), [field])
    t.match(refused.body, /<title>Error: Your profile/)
    if (field !== 'name') t.match(refused.body, 'value="Ann Lee"')
  }
  t.strictSame((await findUser(await server.tenant(), ann))?.claims, {})
  const repeated = await browser.get(url)
  const twice = await browser.submit(`${url}`, repeated.body, { name: 'a\0b' })
  t.equal(twice.statusCode, 400)
})

t.test('RFC 9700 §4.7: without a session, a form goes nowhere; and a forged one neither', async (t) => {
  const { server, browser, url } = await accountScene(t)
  const page = await browser.get(url)
  t.match((await browser.submit(url, '', PROFILE)).body, /Your browser forgot where it was/)
  const foreign = await browser.send({
    method: 'POST',
    url: '/api/oidc/default/account',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      csrf_token: /name="csrf_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '',
    }).toString(),
  })
  t.equal(foreign.statusCode, 400)
  server.clock.seconds += 31 * 24 * 3600
  const expired = await browser.submit(url, page.body, PROFILE)
  t.equal(expired.statusCode, 303)
  t.match(expired.headers.location, `${server.issuer}/sign-in/`)
  const waiting = String(expired.headers.location).replace('/sign-in/', '/authorize/')
  t.equal((await browser.get(waiting)).headers.location, url, 'and back')
})

t.test('Tenants: a session of another one is nobody here', async (t) => {
  const { server, url } = await accountScene(t)
  const eve = await givenPerson(server, 'eve', { tenant_id: 'other' })
  const browser = new Browser(server)
  await browser.signIn(eve, 'other')
  browser.cookies.set('vignette.default.session', browser.cookies.get('vignette.other.session') ?? '')
  t.match((await browser.get(url)).headers.location, `${server.issuer}/sign-in/`)
})

t.test('RFC 8265 §3.3: the name is changed after a fresh sign-in, and the old one is free', async (t) => {
  const scene = await accountScene(t)
  const { server, browser, ann, url } = scene
  const page = await browser.get(`${url}/username`)
  t.match(page.body, /<h1>Change your username<\/h1>/)
  const changed = await browser.submit(`${url}/username`, page.body, { username: ' Ann.Lee ' })
  t.equal(changed.headers.location, `${url}?done=renamed`)
  t.match((await browser.get(String(changed.headers.location))).body, 'Your username is Ann.Lee now.')
  t.match(await findUser(await server.tenant(), ann), { username: 'Ann.Lee' })
  await givenPerson(server, 'bob')
  server.clock.seconds += 301
  const asked = await browser.get(`${url}/username`)
  t.match(asked.headers.location, `${server.issuer}/sign-in/`)
  t.match((await browser.get(String(asked.headers.location))).body, 'value="Ann.Lee"')
  const posted = await browser.submit(`${url}/username`, page.body, { username: 'anna' })
  t.match(posted.headers.location, `${server.issuer}/sign-in/`)
})

t.test('Unicode TS #39 §4: a name that is taken, or looks like one that is, is refused', async (t) => {
  const { server, browser, url } = await accountScene(t)
  await givenPerson(server, 'bob')
  await server.db.execute(`UPDATE "user" SET username_look = username_key`)
  const name = async (username: string) => send(browser, `${url}/username`, `${url}/username`, { username })
  for (const username of ['bob', 'BOB', 'bоb']) {
    const refused = await name(username)
    t.equal(refused.statusCode, 400, username)
    t.match(refused.body, 'That name is taken. Choose another.')
    t.match(refused.body, `value="${username}"`)
  }
  t.match((await name('a b')).body, 'Use letters, digits, dots and dashes.')
  t.match((await name('')).body, 'Enter your username.')
  t.match((await name('x'.repeat(201))).body, 'Use letters, digits, dots and dashes.')
  let last = await name('bob')
  for (let count = 0; count < 60 && last.statusCode !== 429; count += 1) last = await name('bob')
  t.equal(last.statusCode, 429)
  t.match(last.body, /Too many tries/)
})

t.test('Visual passcode: where a first step names people, nobody changes the name', async (t) => {
  const { server, browser, url } = await accountScene(t)
  const page = await browser.get(`${url}/username`)
  await givenPolicy(server, {}, '2fa')
  t.notMatch((await browser.get(url)).body, '/account/username')
  t.equal((await browser.get(`${url}/username`)).statusCode, 404)
  t.equal((await browser.submit(`${url}/username`, page.body, { username: 'anna' })).statusCode, 404)
})

t.test(
  'Core §5.1: an address that cannot be changed has no link to that; another language is kept',
  async (t) => {
    const { browser, url, server } = await accountScene(
      t,
      { claims: { locale: 'pt_BR', name: 7 } },
      { smtp_url: undefined },
    )
    const page = await browser.get(url)
    t.notMatch(page.body, '/change-email')
    t.match(page.body, /<option value="pt_BR" dir="auto" selected>Português \(Brasil\)<\/option>/)
    t.match(page.body, /id="name" name="name" value=""/)
    await server.db.execute(
      `UPDATE "user" SET email = NULL, email_verified = 0, claims = '{"locale":"not a tag"}'`,
    )
    const without = await browser.get(`${url}?done=nonsense`)
    t.match(without.body, 'None yet')
    t.match(without.body, '>not a tag</option>')
    t.notMatch(without.body, 'role="status"')
    await server.db.execute(`UPDATE "user" SET email = 'ann@example.com'`)
    t.match((await browser.get(url)).body, 'Not confirmed')
  },
)
