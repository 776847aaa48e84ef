/**
 * What relying parties were seen to send when they sign people out, and to need when they are told of it.
 */
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type Mode, readConfig } from '../../src/config.ts'
import type { LogoutDeliveryRow } from '../../src/store/logout-rows.ts'
import type { Browser } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../helpers/given.ts'
import { allLogouts, logoutReceiver } from '../helpers/logout.ts'

const LOGOUT = '/api/oidc/default/logout'
const SIGNED_OUT = 'https://rp.example/signed-out'

async function scene(t: Test) {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { post_logout_redirect_uris: [SIGNED_OUT] } })
  return { server, browser }
}

/** Whether the browser still gets codes without a word. */
const isSignedIn = async (browser: Browser): Promise<boolean> =>
  String((await browser.authorize({ prompt: 'none' })).headers.location).includes('code=')

t.test(
  '6-2: omniauth sends post_logout_redirect_uri alone: the person is asked, and signed out (RP-Initiated Logout §2, §6)',
  async (t) => {
    const { server, browser } = await scene(t)
    const asked = await browser.get(
      `${LOGOUT}?${new URLSearchParams({ post_logout_redirect_uri: SIGNED_OUT })}`,
    )
    t.equal(asked.statusCode, 200)
    t.notMatch(asked.body, 'data-error')
    t.match(asked.body, 'Sign out?')
    t.ok(await isSignedIn(browser), 'a page of somebody else’s ends nothing by itself')

    const [, action = ''] = /<form [^>]*action="([^"]+)"/.exec(asked.body) ?? []
    const left = await browser.submit(action.replaceAll('&amp;', '&'), asked.body)
    t.match(left.headers.location, LOGOUT, 'nobody known asked to go elsewhere')
    const done = await browser.get(String(left.headers.location))
    t.equal(done.statusCode, 200)
    t.notMatch(done.body, 'data-error')
    t.notOk(await isSignedIn(browser))

    // Her library sends her here again, signed out by now.
    const again = await browser.get(
      `${LOGOUT}?${new URLSearchParams({ post_logout_redirect_uri: SIGNED_OUT })}`,
    )
    t.equal(again.statusCode, 200)
    t.notMatch(again.body, 'data-error')
    t.match(server.notices.at(-1), { step: 'address-not-followed', rule: 'client-unnamed', sent: SIGNED_OUT })
  },
)

/** An application on this very machine, and how it was told. */
async function toldOnThisMachine(t: Test, mode: Mode, env: NodeJS.ProcessEnv) {
  const { allow_private_fetch } = readConfig(env, mode)
  const server = await startServer(t, { allow_private_fetch })
  const receiver = await logoutReceiver(t)
  const browser = await givenApplication(server, { metadata: { backchannel_logout_uri: receiver.uri } })
  const { id_token = '' } = await givenTokens(server, browser)
  await browser.get(`${LOGOUT}?${new URLSearchParams({ id_token_hint: id_token })}`)
  return { id_token, delivery: await tried(server), taken: receiver.taken }
}

/** Nobody waits for a message longer than a moment, and this machine may be busy. */
async function tried({ db }: TestServer): Promise<LogoutDeliveryRow> {
  for (;;) {
    const [delivery] = await db.all(allLogouts, {})
    if (delivery && (delivery.delivered_at ?? delivery.last_error) !== null) return delivery
    await setImmediate()
  }
}

t.test(
  '6-16: in dev mode an application on the developer’s own machine is told of a sign-out (Back-Channel Logout §2.5)',
  async (t) => {
    const { id_token, delivery, taken } = await toldOnThisMachine(t, 'dev', {})
    const { sub, sid } = claimsOf(id_token)
    t.match(claimsOf(taken[0]?.get('logout_token') ?? ''), { aud: 'rp', sub, sid })
    t.match(delivery, { delivered_at: Number })
  },
)

t.test('6-16: serve reaches no address of its own machine unless it is told to', async (t) => {
  const settings = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback' }
  const { delivery, taken } = await toldOnThisMachine(t, 'serve', settings)
  t.same(taken, [])
  t.match(delivery, { delivered_at: null, last_error: /^address-refused/ })
  const allowed = await toldOnThisMachine(t, 'serve', {
    ...settings,
    ALLOW_PRIVATE_FETCH: '127.0.0.1',
  })
  t.equal(allowed.taken.length, 1)
})
