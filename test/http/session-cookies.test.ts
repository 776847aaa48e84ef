/**
 * What answers say of the session of the browser, and the cookie that a page of a client compares it with.
 */
import t from 'tap'
import { findSession } from '../../src/domain/authentication/session.ts'
import { signOut } from '../../src/domain/logout/logout.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { answerOf, Browser } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { givenApplication, givenClient } from '../helpers/given.ts'

const STATE = 'vignette.default.state'
const SESSION = 'vignette.default.session'

/** As the page in the frame computes it (§3.2). */
function isUnchanged(session_state: string | undefined, browser: Browser, client_id = 'rp'): boolean {
  const [hash, salt] = (session_state ?? '').split('.')
  const state = browser.cookies.get(STATE) ?? ''
  return hash === sha256(`${client_id} https://rp.example ${state} ${salt}`).toString('base64url')
}

const stateCookie = (reply: { cookies: readonly { name: string }[] }) =>
  reply.cookies.find(({ name }) => name === STATE)

t.test(
  'Session Management §2: each answer has session_state, as the browser has the state from then on',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    const first = await browser.authorize()
    t.match(stateCookie(first), { path: '/', sameSite: 'Lax', maxAge: 30 * 86_400 })
    t.notOk((stateCookie(first) as { httpOnly?: boolean }).httpOnly, 'a script reads it')
    const { session_state } = answerOf(first)
    t.ok(isUnchanged(session_state, browser))
    t.notOk(isUnchanged(session_state, browser, 'another'))
    t.notOk(browser.cookies.get(STATE)?.includes(browser.cookies.get(SESSION) ?? '?'))
    const silent = await browser.authorize({ prompt: 'none' })
    t.equal(stateCookie(silent), undefined, 'set once')
    t.ok(isUnchanged(answerOf(silent)['session_state'], browser))
  },
)

t.test('Session Management §2: so has a refusal, with somebody signed in or nobody', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const wrong = answerOf(await browser.authorize({ scope: 'openid', prompt: 'none login' }))
  t.equal(wrong['error'], 'invalid_request')
  t.ok(isUnchanged(wrong['session_state'], browser))
  t.ok(browser.cookies.get(STATE), 'who is signed in stays so')
  const nobody = new Browser(server)
  const silent = await nobody.authorize({ prompt: 'none' })
  t.equal(answerOf(silent)['error'], 'login_required')
  t.equal(stateCookie(silent), undefined)
  t.ok(isUnchanged(answerOf(silent)['session_state'], nobody))
})

t.test(
  'Session Management §3.1: after a sign-out here or elsewhere what was told is true no more',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    const { session_state } = answerOf(await browser.authorize())
    const deps = await server.tenant()
    const session = await findSession(deps, browser.cookies.get(SESSION))
    if (!session) throw new Error('nobody is signed in')
    await signOut(deps, session)
    t.ok(isUnchanged(session_state, browser), 'the browser has not heard of it')
    const silent = await browser.authorize({ prompt: 'none' })
    t.equal(answerOf(silent)['error'], 'login_required')
    t.match(stateCookie(silent), { value: '', expires: new Date(0) })
    t.notOk(isUnchanged(session_state, browser))
    t.ok(isUnchanged(answerOf(silent)['session_state'], browser))
  },
)

t.test('Session Management §3.1: the page that signs out takes both cookies', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { session_state } = answerOf(await browser.authorize())
  const asked = await browser.get('/api/oidc/default/logout')
  const action = /action="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  const reply = await browser.submit(action, asked.body)
  t.match(reply.cookies, [
    { name: SESSION, value: '' },
    { name: STATE, value: '' },
  ])
  t.notOk(isUnchanged(session_state, browser))
})

t.test(
  'Session Management §2: an application on a device has no origin to compare, and gets none',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    const redirect_uri = 'com.example.app:/cb'
    const metadata = { redirect_uris: [redirect_uri] }
    await givenClient(server, { client_id: 'app', client_type: 'public', metadata })
    const reply = await browser.authorize({
      client_id: 'app',
      redirect_uri,
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
    t.ok(answerOf(reply)['code'])
    t.notOk('session_state' in answerOf(reply))
    t.equal(stateCookie(reply), undefined)
  },
)
