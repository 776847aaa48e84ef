import t from 'tap'
import { allowDevice, refuseDevice } from '../../../src/domain/devices/device-answer.ts'
import { parseHandle } from '../../../src/primitives/time-ordered-id.ts'
import {
  accountIn,
  allDeviceCodes,
  askAsDevice,
  givenTv,
  pollAsDevice,
  polling,
  waitingDevice,
} from '../../helpers/device.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allAccessTokens, allRefreshTokens, claimsOf, request } from '../../helpers/given.ts'

async function scene(t: Parameters<typeof startServer>[0], fields = {}) {
  const server = await startServer(t)
  const browser = await givenTv(server)
  const asked = await askAsDevice(server, fields)
  const allow = async () =>
    allowDevice(
      await server.tenant(),
      await waitingDevice(server, asked.user_code),
      await accountIn(server, browser),
    )
  const poll = () => request(server, polling(asked.device_code))
  return { server, asked, allow, poll }
}

t.test(
  'RFC 8628 §3.5: pending, until the person has answered; then tokens as a code gives them',
  async (t) => {
    const { server, allow, poll } = await scene(t)
    await t.rejects(poll(), { code: 'authorization_pending', reason: 'device-unanswered', status: 400 })
    server.clock.seconds += 5
    await allow()
    const tokens = await poll()
    t.match(tokens, {
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid profile offline_access',
      refresh_token: String,
    })
    t.match(claimsOf(tokens.id_token), {
      aud: 'tv',
      auth_time: START,
      amr: ['pwd', 'pin'],
      acr: 'urn:vignette:acr:passcode',
      name: 'Ann Lee',
      at_hash: String,
    })
    t.equal(claimsOf(tokens.id_token)['nonce'], undefined)
    t.match(claimsOf(tokens.access_token), { client_id: 'tv', scope: 'openid profile offline_access' })
  },
)

t.test('RFC 8628 §3.1: no ID token without openid, no refresh token without offline_access', async (t) => {
  const { allow, poll } = await scene(t, { scope: 'profile' })
  await allow()
  t.match(await poll(), { scope: 'profile', id_token: undefined, refresh_token: undefined })
})

t.test(
  'RFC 8628 §3.5: too soon is slow_down, and the next polls are five seconds further apart',
  async (t) => {
    const { server, poll } = await scene(t)
    const early = { code: 'slow_down', reason: 'device-polled-early' }
    const pending = { code: 'authorization_pending' }
    const steps = [
      [0, pending],
      [4, early],
      [9, early],
      [15, pending],
      [14, early],
      [20, pending],
    ] as const
    for (const [after, expected] of steps) {
      server.clock.seconds += after
      await t.rejects(poll(), expected)
    }
    t.match(await server.db.all(allDeviceCodes, {}), [{ poll_interval: 20 }])
  },
)

t.test('RFC 8628 §3.5: tokens are not kept back for a poll that came too soon', async (t) => {
  const { allow, poll } = await scene(t)
  await t.rejects(poll(), { code: 'authorization_pending' })
  await allow()
  t.match(await poll(), { access_token: String })
})

t.test('RFC 8628 §3.5: refused is access_denied, as often as it is asked', async (t) => {
  const { server, asked, poll } = await scene(t)
  await refuseDevice(await server.tenant(), await waitingDevice(server, asked.user_code))
  const denied = { code: 'access_denied', reason: 'device-refused', status: 400 }
  await t.rejects(poll(), denied)
  await t.rejects(poll(), denied)
})

t.test('RFC 8628 §3.5: a code expires, answered or not', async (t) => {
  const { server, allow, poll } = await scene(t)
  server.clock.seconds += 599
  await t.rejects(poll(), { code: 'authorization_pending' })
  await allow()
  server.clock.seconds += 1
  await t.rejects(poll(), { code: 'expired_token', reason: 'device-code-expired', status: 400 })
  t.same(await server.db.all(allAccessTokens, {}), [])
})

t.test('RFC 8628 §3.4: of 20 polls at once one gets tokens, and none after it', async (t) => {
  const { server, allow, poll } = await scene(t)
  await allow()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, poll))
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const outcome of outcomes.filter((each) => each.status === 'rejected')) {
    t.match(outcome.reason, { code: 'invalid_grant', reason: 'device-code-used' })
  }
  await t.rejects(poll(), { code: 'invalid_grant', reason: 'device-code-used' })
  t.equal((await server.db.all(allAccessTokens, {})).length, 1)
  t.equal((await server.db.all(allRefreshTokens, {})).length, 1)
})

t.test('RFC 8628 §3.4: a code with another secret, or none, is unknown, and spends nothing', async (t) => {
  const { server, asked, allow, poll } = await scene(t)
  await allow()
  const handle = parseHandle(asked.device_code)
  const forged = Buffer.concat([handle?.id ?? Buffer.alloc(0), Buffer.alloc(32)]).toString('base64url')
  for (const device_code of [forged, 'x', asked.user_code]) {
    await t.rejects(request(server, polling(device_code)), {
      code: 'invalid_grant',
      reason: 'device-code-unknown',
    })
  }
  t.match(await poll(), { access_token: String })
})

t.test('RFC 6749 §10.4: what a person who may not sign in any more allowed gives nothing', async (t) => {
  const { server, asked, allow } = await scene(t)
  await allow()
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.match((await pollAsDevice(server, asked.device_code)).json(), { error: 'access_denied' })
  t.match(server.notices.at(-1), { rule: 'user-inactive' })
})
