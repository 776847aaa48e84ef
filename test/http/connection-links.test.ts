import t from 'tap'
import { createConnection } from '../../src/domain/connections/connection-administration.ts'
import { answerOf, Browser } from '../helpers/authorization.ts'
import { connectionScene, onwardOf } from '../helpers/connections.ts'

type Sent = Readonly<Record<string, string>>

/** @returns the ways on from the sign-in page to elsewhere, by their names */
async function waysFrom(browser: Browser, parameters: Sent = {}): Promise<ReadonlyMap<string, string>> {
  const start = await browser.authorize({ prompt: 'login', ...parameters })
  const page = await browser.get(String(start.headers['location']))
  const links = page.body.matchAll(/<a href="([^"]*\/connections\/[^"]*)">(.*?)<\/a>/g)
  return new Map([...links].map(([, url = '', name = '']) => [name, url]))
}

async function scene(t: Parameters<typeof connectionScene>[0]) {
  const shown = { display_name: 'Corp & Sons', shown: true, create_people: true }
  const given = await connectionScene(t, shown)
  const deps = await given.server.tenant()
  await createConnection(deps, { id: 'own', type: 'passcode', client_secret: undefined, settings: {} })
  const hidden = { issuer: 'https://op.example', client_id: 'us', token_endpoint_auth_method: 'none' }
  const unseen = { type: 'oidc', client_secret: undefined, settings: hidden } as const
  await createConnection(deps, { id: 'hidden', ...unseen })
  await createConnection(deps, { ...unseen, id: 'plain', settings: { ...hidden, shown: true } })
  return given
}

t.test(
  'Core §3.1.2.3: the sign-in page leads to the providers that are shown, and on from there',
  async (t) => {
    const { server, browser, provider } = await scene(t)
    const ways = await waysFrom(browser)
    t.same([...ways.keys()], ['Continue with <bdi>Corp &amp; Sons</bdi>', 'Continue with <bdi>plain</bdi>'])
    const [url = ''] = ways.values()
    t.match(url, /\/connections\/[0-9a-f-]{36}\?connection=corporate$/)
    const departed = await browser.get(url)
    const back = await browser.get(provider.signIn(departed.headers['location']))
    t.ok(answerOf(await browser.get(onwardOf(back)))['code'])
    t.match(
      server.notices.map(({ step }) => step),
      /sent|signed-in/,
    )
  },
)

t.test('Core §3.1.2.3: it leads nowhere else where the request says how, or where', async (t) => {
  const { server } = await scene(t)
  const browser = new Browser(server)
  t.equal((await waysFrom(browser, { acr_values: 'urn:vignette:acr:passcode' })).size, 0)
  t.equal((await waysFrom(browser, { connection: 'own' })).size, 0)
  t.equal((await waysFrom(browser, { acr_values: 'of:nobody' })).size, 2, 'a wish that cannot be had is none')
  const start = await browser.authorize({ prompt: 'login' })
  const chosen = String(start.headers['location']).replace('/sign-in/', '/connections/')
  for (const connection of ['hidden', 'own']) {
    const refused = await browser.get(`${chosen}?connection=${connection}`)
    t.match(refused.body, 'data-error="invalid_request"', connection)
  }
  const account = await browser.get(`${server.issuer}/account`)
  const own = await browser.get(String(account.headers['location']))
  t.match(own.body, 'id="sign-in"')
  t.notMatch(own.body, '/connections/', 'a page of ours wants the passcode')
  const away = String(account.headers['location']).replace('/sign-in/', '/connections/')
  t.match((await browser.get(`${away}?connection=corporate`)).headers['location'], /\/account$/)
})
