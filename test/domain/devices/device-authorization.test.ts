import t from 'tap'
import { allowDevice } from '../../../src/domain/devices/device-answer.ts'
import { authorizeDevice } from '../../../src/domain/devices/device-authorization.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { parseHandle } from '../../../src/primitives/time-ordered-id.ts'
import { listConsents } from '../../../src/store/consents.ts'
import {
  accountIn,
  allDeviceCodes,
  askAsDevice,
  givenTv,
  pollAsDevice,
  TV,
  waitingDevice,
} from '../../helpers/device.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allGrants, claimsOf, givenClient } from '../../helpers/given.ts'

const REQUEST = { basic: undefined, parameters: { client_id: 'tv', scope: 'openid' } }

t.test(
  'RFC 8628 §3.2: two codes, where to type one, and for how long; neither is kept as it is',
  async (t) => {
    const server = await startServer(t)
    await givenTv(server)
    const answer = await authorizeDevice(await server.tenant(), REQUEST, '203.0.113.7')
    const { device_code, user_code, ...told } = answer
    t.same(told, {
      verification_uri: `${server.issuer}/device`,
      verification_uri_complete: `${server.issuer}/device?user_code=${user_code}`,
      expires_in: 600,
      interval: 5,
    })
    t.match(user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    const [row] = await server.db.all(allDeviceCodes, {})
    t.match(row, { client_id: 'tv', scope: 'openid', address: '203.0.113.7', expires_at: START + 600 })
    t.same(row?.secret_hash, sha256(parseHandle(device_code)?.secret ?? ''))
    const kept = JSON.stringify(Object.values(row ?? {}).map(String))
    t.notMatch(kept, user_code)
    t.notMatch(kept, user_code.replace('-', ''))
    t.match(server.notices.at(-1), { flow: 'device', step: 'asked', client_id: 'tv' })
  },
)

t.test('RFC 8628 §5.1: a user code that is another device’s is drawn again', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const deps = await server.tenant()
  let drawn = 0
  const random = (purpose: string, length: number) => {
    if (purpose !== 'user-code') return deps.random(purpose, length)
    drawn += 1
    return Buffer.alloc(length, Math.floor(drawn / 3))
  }
  const ask = async () => (await authorizeDevice({ ...deps, random }, REQUEST, '203.0.113.7')).user_code
  t.same([await ask(), await ask()], ['BBBB-BBBB', 'CCCC-CCCC'])
  t.equal(drawn, 3, 'the second one was drawn twice')
})

t.test('RFC 8628 §3.2: the tenant says for how long', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  await givenPolicy(server, { device_code_ttl: 60 })
  t.equal((await askAsDevice(server)).expires_in, 60)
  t.match(await server.db.all(allDeviceCodes, {}), [{ expires_at: START + 60 }])
})

t.test('RFC 6749 §3.3: the scope is what a code would stand for', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const metadata = { ...TV.metadata, grant_types: TV.metadata.grant_types.slice(0, 1), scope: 'openid email' }
  await givenClient(server, { ...TV, client_id: 'short', metadata })
  await askAsDevice(server, { scope: 'openid offline_access made_up' })
  await askAsDevice(server, { scope: undefined })
  await askAsDevice(server, { client_id: 'short', scope: 'profile offline_access' })
  await askAsDevice(server, { client_id: 'short', scope: undefined })
  t.same(
    (await server.db.all(allDeviceCodes, {})).map(({ scope }) => scope),
    ['openid offline_access', '', 'profile', 'openid email'],
  )
})

t.test('RFC 6585 §4: one network has so many devices ask, and another is not kept waiting', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const deps = await server.tenant()
  for (let count = 0; count < 300; count += 1) await authorizeDevice(deps, REQUEST, '203.0.113.7')
  await t.rejects(authorizeDevice(deps, REQUEST, '203.0.113.7'), {
    code: 'temporarily_unavailable',
    reason: 'devices-too-many',
  })
  t.equal((await server.db.all(allDeviceCodes, {})).length, 300)
  t.ok(await authorizeDevice(deps, REQUEST, '203.0.113.8'))
  server.clock.seconds += 600
  t.ok(await authorizeDevice(deps, REQUEST, '203.0.113.7'))
})

t.test(
  'RFC 8707 §2: a device names the services that its tokens are for, and one that is not known gets no code',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenTv(server)
    const resource = 'https://notes.example/api'
    const scopes = [{ scope: 'notes.read', description: 'Read your notes' }]
    await givenPolicy(server, { resources: [{ resource, name: 'Notes', scopes }] })
    const asked = await askAsDevice(server, { resource, scope: 'openid notes.read notes.write' })
    const device = await waitingDevice(server, asked.user_code)
    t.match(device, { resources: [resource], scope: new Set(['openid', 'notes.read']) })
    await allowDevice(await server.tenant(), device, await accountIn(server, browser))
    t.match(await server.db.all(allGrants, {}), [{ resources: resource, scope: 'openid notes.read' }])
    const user_id = (await accountIn(server, browser)).user.id
    t.match(await server.db.all(listConsents, { tenant_id: 'default', user_id }), [{ resources: resource }])
    const { access_token } = (await pollAsDevice(server, asked.device_code)).json()
    t.match(claimsOf(access_token), { aud: resource, scope: String })

    const unknown = { basic: undefined, parameters: { client_id: 'tv', resource: 'https://x.example/' } }
    await t.rejects(authorizeDevice(await server.tenant(), unknown, '203.0.113.7'), {
      code: 'invalid_target',
    })
    const own = await askAsDevice(server, { resource: server.issuer })
    const waiting = await waitingDevice(server, own.user_code)
    await allowDevice(await server.tenant(), waiting, await accountIn(server, browser))
    const widened = await pollAsDevice(server, own.device_code, { resource })
    t.match(widened.json(), { error: 'invalid_target' })
  },
)
