import t, { type Test } from 'tap'
import { startSession } from '../../src/domain/authentication/session.ts'
import { answerOf, Browser, givenPerson } from '../helpers/authorization.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { startServer } from '../helpers/fixtures.ts'
import { claimsOf, givenClient, redemption, request } from '../helpers/given.ts'
import { deliveredLinks, press } from '../helpers/links.ts'

const PASSCODE = 'urn:vignette:acr:passcode'
const MAIL = 'urn:vignette:acr:mail'

async function scene(t: Test, acr: string) {
  const server = await startServer(t)
  await givenPolicy(server, { id_token_signed_response_alg: 'ES256' })
  await givenClient(server)
  const user_id = await givenPerson(server, 'ann')
  const browser = new Browser(server)
  const deps = await server.tenant()
  const { cookie } = await deps.db.transaction((tx) =>
    startSession(deps, tx, { user_id, amr: ['otp'], acr }, undefined),
  )
  browser.cookies.set('vignette.default.session', cookie)
  return { server, browser, user_id }
}

const essential = (...values: unknown[]) => JSON.stringify({ id_token: { acr: { essential: true, values } } })

t.test(
  'RFC 9470 §5: for a level above the session the person signs in again, and there at that level',
  async (t) => {
    const { server, browser, user_id } = await scene(t, MAIL)
    t.match(answerOf(await browser.authorize()), { code: /./ }, 'nobody asked for more')
    for (const wish of [
      { acr_values: PASSCODE },
      { acr_values: `gold ${PASSCODE}` },
      { claims: essential(PASSCODE) },
    ]) {
      const asked = await browser.authorize(wish)
      t.match(asked.headers.location, /\/sign-in\//)
      const page = await browser.get(String(asked.headers.location))
      t.notMatch(page.body, /Send me a link/, 'it would lead nowhere')
      t.match(answerOf(await browser.authorize({ ...wish, prompt: 'none' })), { error: 'login_required' })
    }
    t.match(
      (await browser.get(String((await browser.authorize({ prompt: 'login' })).headers.location))).body,
      /Send me/,
    )

    server.clock.seconds += 10
    await browser.signIn(user_id)
    const { code } = answerOf(await browser.authorize({ acr_values: PASSCODE, prompt: 'none' }))
    const { id_token, access_token } = await request(server, redemption(String(code)))
    const level = { acr: PASSCODE, auth_time: server.clock.seconds }
    t.match(claimsOf(id_token), level)
    t.match(claimsOf(access_token), level, 'RFC 9470 §6.1')
  },
)

t.test('RFC 9470 §5: a level that a mailed link gives is asked for where links are', async (t) => {
  const { server, browser } = await scene(t, PASSCODE)
  const asked = await browser.authorize({ acr_values: MAIL })
  const url = String(asked.headers.location)
  t.match(url, /\/send-link\//)
  await browser.submit(url, (await browser.get(url)).body, { username: 'ann' })
  const used = await press(browser, String((await deliveredLinks(server))['ann@example.com']))
  const { code } = answerOf(await browser.get(String(used.headers.location)))
  const { id_token } = await request(server, redemption(String(code)))
  t.match(claimsOf(id_token), { acr: MAIL, amr: ['otp'] })
})

t.test('Core §5.5.1.1: what is not offered is a wish, and refused where it is essential', async (t) => {
  const { server, browser } = await scene(t, PASSCODE)
  const { code } = answerOf(await browser.authorize({ acr_values: 'gold silver' }))
  const { id_token } = await request(server, redemption(String(code)))
  t.match(claimsOf(id_token), { acr: PASSCODE }, 'Core §3.1.2.1: it says what it was')
  const unmet = { error: 'unmet_authentication_requirements' }
  t.match(answerOf(await browser.authorize({ claims: essential('gold', 5) })), unmet)
  t.match(answerOf(await browser.authorize({ claims: essential() })), unmet)
  t.match(answerOf(await browser.authorize({ claims: essential('gold', PASSCODE) })), { code: /./ })

  await givenPolicy(server, { send_link: false, id_token_signed_response_alg: 'ES256' })
  t.match(answerOf(await browser.authorize({ claims: essential(MAIL) })), unmet)
  t.match(answerOf(await browser.authorize({ acr_values: MAIL })), { code: /./ })
})

t.test('RFC 9470 §4: with max_age the sign-in is as recent as the level is high', async (t) => {
  const { server, browser } = await scene(t, PASSCODE)
  server.clock.seconds += 100
  const fresh = { acr_values: PASSCODE, max_age: '60', prompt: 'none' }
  t.match(answerOf(await browser.authorize(fresh)), { error: 'login_required' })
  t.match(answerOf(await browser.authorize({ ...fresh, max_age: '100' })), { code: /./ })
})
