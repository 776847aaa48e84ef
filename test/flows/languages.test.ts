/**
 * One language from page to page and into the mail, whoever decided it.
 */
import t from 'tap'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../helpers/enrolment.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { deliveredLinks, linkScene, press } from '../helpers/links.ts'

const langOf = ({ body }: { body: string }) =>
  /<html lang="([^"]*)" dir="([^"]*)"/.exec(body)?.slice(1).join()

async function givenArabic(server: TestServer): Promise<Buffer> {
  await givenRp(server, { metadata: { first_party: false } })
  return givenPerson(server, 'ibn', { claims: { locale: 'ar-EG' } })
}

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: ui_locales goes along with the request, into the mail too',
  async (t) => {
    const { server, browser } = await linkScene(t)
    const { headers } = await browser.authorize({ ui_locales: 'fr-CA de' })
    const sign_in = String(headers.location)
    t.equal(langOf(await browser.get(sign_in)), 'fr,ltr')
    for (const page of ['recover', 'send-link', 'new-browser']) {
      t.equal(langOf(await browser.get(sign_in.replace('sign-in', page))), 'fr,ltr', page)
    }
    const url = `${sign_in.replace('sign-in', 'recover')}/mail`
    const asked = { username: 'ann', email: 'ann@example.com' }
    t.equal(langOf(await browser.submit(url, (await browser.get(url)).body, asked)), 'fr,ltr')
    const link = String((await deliveredLinks(server))['ann@example.com'])
    t.match(server.mails, [{ subject: 'Un lien pour revenir', lang: 'fr' }])
    t.equal(langOf(await browser.get(link)), 'fr,ltr', 'in the browser that asked')
    t.equal(langOf(await new Browser(server).get(link)), 'en,ltr', 'in another')
    const enrolment = String((await press(browser, link)).headers.location)
    t.equal(langOf(await browser.get(enrolment)), 'fr,ltr')
  },
)

t.test('OpenID Connect Core 1.0 §3.1.2.1: whoever signs up in a language is written to in it', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  await givenPolicy(server, { self_registration: true })
  const browser = new EnrolBrowser(server)
  const { headers } = await browser.authorize({ ui_locales: 'es', prompt: 'create' })
  t.equal(langOf(await browser.open(String(headers.location))), 'es,ltr')
  const { next } = (await browser.enrol(EVE)).json()
  t.equal(langOf(await browser.get(next)), 'es,ltr')
  await deliveredLinks(server)
  t.match(server.mails, [{ subject: 'Confirme su dirección', lang: 'es' }])
})

t.test(
  'OpenID Connect Core 1.0 §5.1: a person who is known is spoken to in the language of the claim',
  async (t) => {
    const server = await startServer(t)
    const ibn = await givenArabic(server)
    const browser = new Browser(server)
    await browser.signIn(ibn)
    const consent = String((await browser.authorize()).headers.location)
    t.equal(langOf(await browser.get(consent)), 'ar,rtl')
    const asked = await browser.authorize({ ui_locales: 'de', prompt: 'consent' })
    t.equal(
      langOf(await browser.get(String(asked.headers.location))),
      'de,ltr',
      'unless the application asks',
    )

    server.clock.seconds += 3600
    const own = String((await browser.get(`${server.issuer}/change`)).headers.location)
    t.equal(langOf(await browser.get(own)), 'ar,rtl', 'where the passcode is asked for again too')

    const question = await browser.get(`${server.issuer}/logout`)
    t.equal(langOf(question), 'ar,rtl')
    const action = String(/action="([^"]*)"/.exec(question.body)?.[1]).replaceAll('&amp;', '&')
    const { location } = (await browser.submit(action, question.body)).headers
    t.equal(langOf(await browser.get(String(location))), 'ar,rtl', 'nobody is known any more')
  },
)

t.test('RP-Initiated Logout §2: ui_locales of the logout request', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  t.equal(langOf(await new Browser(server).get(`${server.issuer}/logout?ui_locales=de`)), 'de,ltr')
})
