/**
 * A device and a person, each at its own place, judged by clients that we did not write.
 */
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { givenTv, TV } from '../helpers/device.ts'
import { startServer } from '../helpers/fixtures.ts'
import { givenClient, SECRET } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

/** The libraries read the system's clock, so the server's stands at it. */
async function scene(t: Test) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const browser = await givenTv(server)
  const answer = async (url: string, path: 'allow' | 'cancel') => {
    const { body } = await browser.get(url)
    const user_code = /name="user_code" value="([^"]+)"/.exec(body)?.[1] ?? ''
    return browser.submit(`${server.issuer}/device/${path}`, body, { user_code })
  }
  return { server, answer }
}

/** The code with which the server refused; undefined: it did not. */
const errorOf = (polled: Promise<unknown>): Promise<unknown> =>
  polled.then(
    () => undefined,
    ({ error }) => error,
  )

t.test('RFC 8628 §3: with oauth4webapi, pending, too soon, then tokens once', async (t) => {
  const { server, answer } = await scene(t)
  await givenClient(server, { client_id: 'box', metadata: TV.metadata })
  const options = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  for (const [client_id, auth] of [
    ['tv', oauth.None()],
    ['box', oauth.ClientSecretBasic(SECRET)],
  ] as const) {
    const client = { client_id }
    const asked = await oauth.processDeviceAuthorizationResponse(
      as,
      client,
      await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid offline_access' }, options),
    )
    const { device_code, verification_uri_complete = '' } = asked
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, auth, device_code, options),
      )
    t.equal(await errorOf(poll()), 'authorization_pending')
    t.equal(await errorOf(poll()), 'slow_down')
    await answer(verification_uri_complete, 'allow')
    const tokens = await poll()
    t.match(
      tokens,
      { token_type: 'bearer', refresh_token: String, scope: 'openid offline_access' },
      client_id,
    )
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    t.match(claims, { aud: client_id, amr: ['pwd', 'pin'], auth_time: server.clock.seconds }, client_id)
    t.equal(await errorOf(poll()), 'invalid_grant')
    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token ?? '', options),
    )
    t.match(oauth.getValidatedIdTokenClaims(refreshed), { sub: claims?.sub }, client_id)
    const userinfo = await oauth.userInfoRequest(as, client, refreshed.access_token, options)
    t.match(await oauth.processUserInfoResponse(as, client, claims?.sub ?? '', userinfo), {
      sub: claims?.sub,
    })
  }
})

t.test('RFC 8628 §3: with openid-client, which polls by itself; allowed, and refused', async (t) => {
  const { server, answer } = await scene(t)
  const config = await openid.discovery(new URL(server.issuer), 'tv', undefined, openid.None(), {
    [openid.customFetch]: fetchInto(server) as openid.CustomFetch,
    execute: [openid.allowInsecureRequests],
  })
  const ask = () => openid.initiateDeviceAuthorization(config, { scope: 'openid profile' })
  // As often as a test can wait for.
  const poll = (asked: openid.DeviceAuthorizationResponse) =>
    openid.pollDeviceAuthorizationGrant(config, { ...asked, interval: 1 })

  const asked = await ask()
  const polled = poll(asked)
  await answer(asked.verification_uri_complete ?? '', 'allow')
  const tokens = await polled
  t.match(tokens.claims(), { aud: 'tv', name: 'Ann Lee' })
  t.match(await openid.fetchUserInfo(config, tokens.access_token, String(tokens.claims()?.sub)), {
    name: 'Ann Lee',
  })

  const second = await ask()
  await answer(second.verification_uri_complete ?? '', 'cancel')
  t.equal(await errorOf(poll(second)), 'access_denied')
  const third = await ask()
  server.clock.seconds += 600
  t.equal(await errorOf(poll(third)), 'expired_token')
})
