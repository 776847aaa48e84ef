/**
 * Another language, chosen on a page.
 */
import t from 'tap'
import { accountScene, send } from '../../helpers/account.ts'
import { Browser, givenPerson, givenRp } from '../../helpers/authorization.ts'
import { PUBLIC_URL, startServer } from '../../helpers/fixtures.ts'
import { deliveredLinks, givenLink, linkScene, press } from '../../helpers/links.ts'

const langOf = ({ body }: { body: string }) => /<html lang="([^"]*)"/.exec(body)?.[1]

/** The ways to other languages that a page shows: tag and name of each with its address. */
const waysOf = ({ body }: { body: string }) =>
  new Map(
    [...body.matchAll(/<a href="([^"]*)" lang="(\w+)" hreflang="\w+">([^<]*)<\/a>/g)].map(
      ([, url = '', lang, name]) => [`${lang} ${name}`, url.replaceAll('&amp;', '&')],
    ),
  )

const wayTo = (page: { body: string }, lang: string) =>
  [...waysOf(page)].find(([name]) => name.startsWith(`${lang} `))?.[1] ?? ''

/** Follows the link of a language. */
async function choose(browser: Browser, page: { body: string }, lang: string) {
  const chosen = await browser.get(wayTo(page, lang))
  return { chosen, page: await browser.get(String(chosen.headers.location)) }
}

t.test(
  'Core §3.1.2.1: a page shows the other languages by their own names, and stays where it is',
  async (t) => {
    const { browser, server, interaction } = await linkScene(t)
    const url = `${server.issuer}/sign-in/${interaction}`
    const english = await browser.get(url)
    t.same([...waysOf(english).keys()], ['ar العربية', 'de Deutsch', 'es Español', 'fr Français'])
    const german = await choose(browser, english, 'de')
    t.equal(german.chosen.statusCode, 303)
    t.equal(german.chosen.headers.location, `${url}?ui_locales=de`)
    t.equal(german.chosen.headers['cache-control'], 'no-store')
    t.match(
      german.chosen.headers['set-cookie'],
      /^vignette\.default\.language=de; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    t.equal(langOf(german.page), 'de')
    t.same([...waysOf(german.page).keys()], ['en English', 'ar العربية', 'es Español', 'fr Français'])
    t.match(german.page.body, `data-interaction="${interaction}"`, 'the request is not lost')
    t.equal(langOf((await choose(browser, german.page, 'fr')).page), 'fr', 'and once more')
    t.equal(langOf(await browser.get(url)), 'fr', 'it lasts, whatever the address says')
  },
)

t.test(
  'Core §3.1.2.1: what a person chose counts more than what the application asks and the claim says',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server, { metadata: { first_party: false } })
    const ibn = await givenPerson(server, 'ibn', { claims: { locale: 'ar' } })
    const browser = new Browser(server)
    await browser.signIn(ibn)
    const { headers } = await browser.authorize({ ui_locales: 'es', prompt: 'consent' })
    const asked = await browser.get(String(headers.location))
    t.equal(langOf(asked), 'es')
    t.equal(langOf((await choose(browser, asked, 'de')).page), 'de')
    const again = await browser.authorize({ ui_locales: 'es', prompt: 'consent' })
    t.equal(langOf(await browser.get(String(again.headers.location))), 'de', 'in the next request too')
    t.equal(langOf(await new Browser(server).get(`${server.issuer}/recover`)), 'en', 'in this browser alone')
    browser.cookies.set('vignette.default.language', 'tlh')
    t.equal(
      langOf(await browser.get(`${server.issuer}/account`)),
      'ar',
      'a language that nobody speaks here is none',
    )
  },
)

t.test('Core §5.1: a language that is set in the profile later counts from then on', async (t) => {
  const { browser, url } = await accountScene(t)
  await choose(browser, await browser.get(url), 'fr')
  await send(browser, url, url, { name: 'Ann', locale: '' })
  t.equal(langOf(await browser.get(url)), 'fr', 'nothing was said of it')
  await send(browser, url, url, { name: 'Ann', locale: 'es' })
  t.equal(langOf(await browser.get(url)), 'es')
})

t.test('RFC 9700 §4.11.2: nobody is sent away from the server by it', async (t) => {
  const { browser, server } = await linkScene(t)
  const at = (page: string) => `${server.issuer}/language/de?${new URLSearchParams({ page })}`
  for (const page of ['../../../evil', '../other/recover', '%2e%2e/other/recover', '..\\other\\x']) {
    const reply = await browser.get(at(page))
    t.equal(reply.statusCode, 404, page)
    t.notOk(reply.headers['set-cookie'], page)
  }
  for (const page of ['//evil.example/', 'https://evil.example/', '\\\\evil.example', '@evil.example', '']) {
    t.ok(String((await browser.get(at(page))).headers.location).startsWith(`${server.issuer}/`), page)
  }
  t.equal((await browser.get(`${server.issuer}/language/tlh?page=recover`)).statusCode, 404)
  t.equal((await browser.get(`${server.issuer}/language/de?page=a&page=b`)).statusCode, 400)
})

t.test('Core §3.1.2.1: an address of no tenant says the language itself', async (t) => {
  const server = await startServer(t)
  const browser = new Browser(server)
  const nowhere = await browser.get('//evil.example/x?y=1')
  t.equal(wayTo(nowhere, 'de'), `${PUBLIC_URL}//evil.example/x?y=1&ui_locales=de`)
  t.equal(langOf(await browser.get(`${PUBLIC_URL}/nowhere?ui_locales=de`)), 'de')
})

t.test('RFC 9110 §9.3.3: what answers a form is left for the page the form stands on', async (t) => {
  const { browser, server, interaction } = await linkScene(t)
  const code = `${server.issuer}/recover/${interaction}/code`
  const wrong = await browser.submit(code, (await browser.get(code)).body, {
    username: 'x',
    recovery_code: 'x',
  })
  t.equal(wrong.statusCode, 400)
  const spanish = await choose(browser, wrong, 'es')
  t.equal(spanish.chosen.headers.location, `${code}?ui_locales=es`)
  t.equal(langOf(spanish.page), 'es')

  const link = `${server.issuer}/send-link/${interaction}`
  const sent = await browser.submit(link, (await browser.get(link)).body, { username: 'ann' })
  const { page } = await choose(browser, sent, 'en')
  t.match(page.body, /Look in your mail[\s\S]*name="username" value="ann"/, 'the code can still be typed')
  t.equal(Object.keys(await deliveredLinks(server)).length, 1, 'and nothing is sent once more')
})

t.test(
  'RP-Initiated Logout §2: what signing out answers is there in another language, with what was asked for',
  async (t) => {
    const { browser, server, url } = await accountScene(t)
    const logout = `${server.issuer}/logout`
    const asked = await browser.get(`${logout}?client_id=rp`)
    const posted = await browser.submit(`${logout}/confirm?client_id=rp`, asked.body)
    const out = await browser.get(String(posted.headers.location))
    t.match(out.body, /You’re signed out/)
    const { chosen, page } = await choose(browser, out, 'de')
    t.equal(chosen.headers.location, `${logout}?client_id=rp&ui_locales=de`)
    t.match(page.body, 'Sie sind abgemeldet')
    t.match((await browser.get(url)).headers.location, /sign-in/)
  },
)

t.test('Pages: what cannot be shown again offers no other language', async (t) => {
  const { browser, server, url, ann } = await accountScene(t)
  const none = (page: { body: string }, name: string) => t.same([...waysOf(page).keys()], [], name)
  const codes = await send(browser, `${url}/codes`, `${url}/codes`)
  t.match(codes.body, /id="codes"/)
  none(codes, 'recovery codes, shown once')
  const link = await givenLink(server, { purpose: 'verify-email', user_id: ann })
  t.equal(waysOf(await browser.get(link)).size, 4)
  none(await press(browser, link), 'a link that is spent')
  const foreign = await browser.send({ method: 'POST', url: '/api/oidc/default/authorize' })
  t.match(foreign.body, /<html/)
  none(foreign, 'a form of somebody else’s')
  const nowhere = await browser.send({
    method: 'POST',
    url: '/api/oidc/default/nowhere',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'csrf_token=x',
  })
  none(nowhere, 'a form of no page')
})
