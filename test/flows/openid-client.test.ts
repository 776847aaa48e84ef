import * as openid from 'openid-client'
import t from 'tap'
import { Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const POST_LOGOUT = 'https://rp.example/bye'

async function configured(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenRp(server, {
    client_type: 'public',
    metadata: { first_party: false, post_logout_redirect_uris: [POST_LOGOUT] },
  })
  const ada = await givenPerson(server, 'ada')
  const browser = new Browser(server)
  await browser.signIn(ada)
  const config = await openid.discovery(new URL(server.issuer), 'rp', undefined, openid.None(), {
    [openid.customFetch]: fetchInto(server) as openid.CustomFetch,
    execute: [openid.allowInsecureRequests],
  })
  return { server, browser, config }
}

async function signIn({ browser, config }: Awaited<ReturnType<typeof configured>>) {
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email offline_access',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  })
  let reply = await browser.get(url.href)
  if (String(reply.headers.location).includes('/consent/')) {
    const consent_url = String(reply.headers.location)
    const page = await browser.get(consent_url)
    reply = await browser.submit(consent_url, page.body)
    reply = await browser.get(String(reply.headers.location))
  }
  return openid.authorizationCodeGrant(config, new URL(String(reply.headers.location)), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    idTokenExpected: true,
  })
}

t.test(
  'Core §3.1: consent once, then sign in, userinfo, refresh and revocation with openid-client',
  async (t) => {
    const rp = await configured(t)
    const tokens = await signIn(rp)
    const sub = tokens.claims()?.sub ?? ''
    t.match(await openid.fetchUserInfo(rp.config, tokens.access_token, sub), {
      sub,
      email: 'ada@example.com',
    })

    const refreshed = await openid.refreshTokenGrant(rp.config, tokens.refresh_token ?? '')
    t.equal(refreshed.claims()?.sub, sub)
    await openid.tokenRevocation(rp.config, refreshed.refresh_token ?? '')
    const refused = await openid
      .refreshTokenGrant(rp.config, refreshed.refresh_token ?? '')
      .catch((error) => error)
    t.match(refused, { error: 'invalid_grant' })
    await t.resolves(signIn(rp), 'and the consent was remembered')
  },
)

t.test('RP-Initiated Logout §2: out and back by the address that openid-client builds', async (t) => {
  const rp = await configured(t)
  const tokens = await signIn(rp)
  const url = openid.buildEndSessionUrl(rp.config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: POST_LOGOUT,
    state: 'bye',
  })
  const out = await rp.browser.get(url.href)
  t.equal(out.headers.location, `${POST_LOGOUT}?state=bye`)
  t.match((await rp.browser.authorize({ prompt: 'none' })).headers.location, /error=/)
})
