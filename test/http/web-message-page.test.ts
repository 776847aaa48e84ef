/**
 * The answer that a page hands to the page that opened or framed it.
 */
import t from 'tap'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { answeredBy } from '../helpers/authorization-answer.ts'
import { startServer } from '../helpers/fixtures.ts'

const asked = { response_mode: 'web_message', state: '"><script>alert(1)</script>' }

async function signedIn(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  await givenRp(server, { metadata: { web_origins: ['https://rp.example'] } })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  return { server, browser }
}

t.test(
  'Web Message Response Mode §4: an answer for one origin, whose pages alone may frame it',
  async (t) => {
    const { server, browser } = await signedIn(t)
    const reply = await browser.authorize(asked)
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, { 'cache-control': 'no-store', 'content-type': /^text\/html/ })
    t.match(answeredBy(reply), {
      at: 'web_message',
      to: 'https://rp.example',
      fields: { code: /^[\w-]{64}$/, state: asked.state, iss: server.issuer },
    })
    t.notMatch(reply.body, '<script>alert')
    const scripts = [...reply.body.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)
    t.equal(scripts.length, 1)
    t.match(scripts[0], /src="\/assets\/[\w-]+\/browser\/web-message\.ts"/)
    const policy = String(reply.headers['content-security-policy'])
    t.match(policy, "default-src 'none'; script-src 'self';")
    t.match(policy, 'frame-ancestors https://rp.example; ')
    t.match(policy, "form-action 'none';")
  },
)

t.test('Web Message Response Mode §4: a refusal goes the same way', async (t) => {
  const { server } = await signedIn(t)
  const reply = await new Browser(server).authorize({ ...asked, prompt: 'none' })
  t.match(answeredBy(reply), { at: 'web_message', fields: { error: 'login_required', state: asked.state } })
})

t.test('CSP3 §6.4.2: no other page may be framed, by a registered origin either', async (t) => {
  const { server } = await signedIn(t)
  const browser = new Browser(server)
  const { headers } = await browser.authorize(asked)
  const page = await browser.get(String(headers.location))
  t.match(page.headers['content-security-policy'], "frame-ancestors 'none'")
})
