import t, { type Test } from 'tap'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { deleteOrganization } from '../../../src/store/organizations.ts'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import {
  allCodes,
  assignTo,
  givenKitchen,
  joinKitchen,
  KITCHEN,
  leaveKitchen,
} from '../../helpers/organizations.ts'

const FOR_KITCHEN = { organization: KITCHEN.id }

async function scene(t: Test, metadata = {}) {
  const server = await startServer(t)
  await givenRp(server, { metadata })
  const ann = await givenPerson(server, 'ann')
  await givenKitchen(server)
  const browser = new Browser(server)
  await browser.signIn(ann)
  const ask = async (parameters = {}) => {
    const reply = await browser.authorize(parameters)
    return String(reply.headers.location)
  }
  return { server, browser, ann, ask }
}

t.test('Core §3.1.2.6: a member no longer, or not yet: the page, and no code', async (t) => {
  const { server, browser, ask } = await scene(t)
  await givenPolicy(server, { contact: 'help@northlight.example' })
  const url = await ask(FOR_KITCHEN)
  t.match(url, `${server.issuer}/not-admitted/`)
  const page = await browser.get(url)
  t.equal(page.statusCode, 403)
  t.match(page.body, '<h1>This account is not in <bdi>Cumin Kitchen</bdi></h1>')
  t.match(page.body, 'help@northlight.example')
  t.match(page.body, url.replace('/not-admitted/', '/sign-in/'))
  t.match(server.notices.at(-1), { flow: 'authorize', rule: 'organization-not-member', client_id: 'rp' })
  t.same(await server.db.all(allCodes, {}), [])

  const cancelled = await browser.submit(`${url.replace('/not-admitted/', '/sign-in/')}/cancel`, page.body)
  t.match(cancelled.headers.location, `${REDIRECT_URI}?`)
  t.match(answerOf(cancelled), { error: 'access_denied', state: 'af0ifjsldkj' })
  t.notOk('code' in answerOf(cancelled))
})

t.test('Core §3.1.2.6: a page of a client that is for others', async (t) => {
  const { server, browser, ann, ask } = await scene(t, { assigned_only: true })
  const url = await ask()
  t.match((await browser.get(url)).body, '<h1>This account can’t use <bdi>Harbour Notes</bdi></h1>')
  await assignTo(server, ann)
  const reply = await browser.get(url)
  t.match(reply, { statusCode: 303, headers: { location: url.replace('/not-admitted/', '/authorize/') } })
  t.match(answerOf(await browser.get(String(reply.headers.location))), { code: /./ })
})

t.test('Core §3.1.2.3: whoever is let in meanwhile goes on, as does another account', async (t) => {
  const { server, browser, ann, ask } = await scene(t)
  const url = await ask(FOR_KITCHEN)
  await joinKitchen(server, ann)
  const reply = await browser.get(url)
  t.equal(reply.headers.location, url.replace('/not-admitted/', '/authorize/'))

  await leaveKitchen(server, ann)
  const ben = await givenPerson(server, 'ben')
  await joinKitchen(server, ben)
  const other = await browser.get(url.replace('/not-admitted/', '/sign-in/'))
  t.match(other.body, '<h1>Sign in</h1>')
  t.match(other.body, 'to continue to <b><bdi>Harbour Notes</bdi></b> for <b><bdi>Cumin Kitchen</bdi></b>')
  await browser.signIn(ben)
  t.match(answerOf(await browser.get(url.replace('/not-admitted/', '/authorize/'))), { code: /./ })
})

t.test('Core §3.1.2.3: whoever is signed in no longer does that first', async (t) => {
  const { server, browser, ask } = await scene(t)
  const url = await ask(FOR_KITCHEN)
  browser.cookies.delete('vignette.default.session')
  const reply = await browser.get(url)
  t.equal(reply.headers.location, url.replace('/not-admitted/', '/authorize/'))
  const next = await browser.get(String(reply.headers.location))
  t.match(next.headers.location, `${server.issuer}/sign-in/`)
})

t.test('Core §3.1.2.6: with the organization gone nobody gets in', async (t) => {
  const { server, browser, ask } = await scene(t)
  const url = await ask(FOR_KITCHEN)
  await server.db.run(deleteOrganization, { tenant_id: 'default', id: KITCHEN.id })
  await server.db.run(bumpConfigVersion, {})
  const page = await browser.get(url)
  t.equal(page.statusCode, 400)
  t.match(page.body, 'data-error="invalid_request"')
  const sign_in = await browser.get(url.replace('/not-admitted/', '/sign-in/'))
  t.match(sign_in.body, 'to continue to <b><bdi>Harbour Notes</bdi></b></span>')
  const resumed = await browser.get(url.replace('/not-admitted/', '/authorize/'))
  t.match(answerOf(resumed), { error: 'invalid_request' })
})

t.test('Core §3.1.2.3: what is not waiting, or waits in another browser, has its own page', async (t) => {
  const { server, browser, ask } = await scene(t)
  const url = await ask(FOR_KITCHEN)
  t.equal((await new Browser(server).get(url)).statusCode, 400)
  const unknown = `${server.issuer}/not-admitted/00000000-0000-0000-0000-000000000000`
  t.match((await browser.get(unknown)).body, 'data-error')
})
