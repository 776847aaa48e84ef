import t from 'tap'
import { findConnections, type OidcConnection } from '../../../src/domain/connections/connection.ts'
import {
  createConnection,
  deleteConnection,
  listConnections,
  requireConnection,
  updateConnection,
} from '../../../src/domain/connections/connection-administration.ts'
import { upstreamClient } from '../../../src/domain/connections/connection-secret.ts'
import { findUpstreamPerson } from '../../../src/domain/connections/upstream-person.ts'
import { allowDevice } from '../../../src/domain/devices/device-answer.ts'
import { sweep } from '../../../src/domain/retention.ts'
import { createTenant, inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { findConnection } from '../../../src/store/connections.ts'
import { insertGrant } from '../../../src/store/grants.ts'
import { insertUser } from '../../../src/store/users.ts'
import { answerOf, givenPerson, givenRp } from '../../helpers/authorization.ts'
import { allSessions, allUsers, connectionScene, onwardOf, visit } from '../../helpers/connections.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { accountIn, askAsDevice, givenTv, pollAsDevice, waitingDevice } from '../../helpers/device.ts'
import { serverOn, startServer, testConfig } from '../../helpers/fixtures.ts'
import { allGrants, givenClient, redemption, refreshing, request } from '../../helpers/given.ts'
import { grantRow } from '../../helpers/store-rows.ts'
import { takeTrail } from '../../helpers/trail.ts'

const DAY = 86_400

const STATED = {
  id: 'corporate',
  type: 'oidc',
  client_secret: 'a secret of 1',
  settings: { issuer: 'https://op.example', client_id: 'vignette' },
} as const

const CHANGE = { id: 'corporate', type: undefined, client_secret: undefined, settings: { shown: true } }

await onBothDatabases(t, 'RFC 6749 §10.1: a connection is kept, its secret sealed', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const deps = await server.tenant()
  const made = (await createConnection(deps, STATED)) as OidcConnection
  t.match(made, { id: 'corporate', type: 'oidc', settings: { issuer: 'https://op.example', shown: false } })
  const row = await db.first(findConnection, { tenant_id: 'default', id: 'corporate' })
  t.notOk(row?.secret_sealed?.includes('a secret'))
  t.equal(upstreamClient(deps, made).client_secret, 'a secret of 1')
  const elsewhere = { ...made, tenant_id: 'other' }
  t.throws(() => upstreamClient(deps, elsewhere), { name: 'UnsealError' }, 'on another row it does not open')

  await t.rejects(createConnection(deps, STATED), { reason: 'exists', message: /already/ })
  const changed = (await updateConnection(deps, CHANGE)) as OidcConnection
  t.equal(changed.settings.shown, true)
  t.equal(upstreamClient(deps, changed).client_secret, 'a secret of 1', 'what is left out stays')
  const renewed = await updateConnection(deps, { ...CHANGE, client_secret: 'another' })
  t.equal(upstreamClient(deps, renewed as OidcConnection).client_secret, 'another')
  t.same(await listConnections(deps), [renewed])
  t.same(await requireConnection(deps, 'corporate'), renewed)
  t.same(await listConnections(await server.tenant('other')), [])

  await deleteConnection(deps, 'corporate')
  for (const gone of [
    async () => void (await requireConnection(deps, 'corporate')),
    async () => void (await updateConnection(deps, CHANGE)),
    () => deleteConnection(deps, 'corporate'),
  ]) {
    await t.rejects(gone, {
      reason: 'unknown',
      message: /there is no connection corporate in tenant default/,
    })
  }
})

t.test('Connections: a tenant of the second step has none', async (t) => {
  const { deps } = await startServer(t)
  await createTenant(deps, { id: 'mfa', name: 'Mfa', type: '2fa', host: undefined, policy: {} })
  const inside = await inTenant(deps, 'mfa')
  for (const type of ['oidc', 'passcode'] as const) {
    const stated = { id: 'x', type, client_secret: undefined, settings: {} }
    await t.rejects(createConnection(inside, stated), { reason: 'faulty', message: /2fa has no connections/ })
  }
})

t.test('Connections: a change is seen by every process at its next request', async (t) => {
  const server = await startServer(t)
  t.same(await findConnections(await server.tenant()), [])
  await createConnection(await server.tenant(), STATED)
  t.match(await findConnections(await server.tenant()), [{ id: 'corporate' }])
  await deleteConnection(await server.tenant(), 'corporate')
  t.same(await findConnections(await server.tenant()), [])
})

t.test('Connections: with one go the sessions that it began, and what was granted in them', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, browser } = scene
  await givenRp(server, { client_id: 'other' })
  const back = await visit(scene)
  t.ok(answerOf(await browser.get(onwardOf(back)))['code'])
  await deleteConnection(await server.tenant(), 'corporate')
  t.match(await server.db.all(allSessions, {}), [{ ended_at: server.clock.seconds }])
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: server.clock.seconds }])
  t.match((await browser.authorize({})).headers['location'], /\/sign-in\//)
})

t.test('RFC 9700 §4.14.2: likewise what was granted to go on without a session, long after it', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, browser } = scene
  await givenClient(server, { client_id: 'offline' })
  const asked = { client_id: 'offline', scope: 'openid offline_access' }
  const named = { client_id: 'offline' }
  const back = await visit(scene, asked)
  const { code } = answerOf(await browser.get(onwardOf(back)))
  const first = await request(server, redemption(String(code), named))
  server.clock.seconds += 29 * DAY
  const second = await request(server, refreshing(first.refresh_token, named))
  server.clock.seconds += 2 * DAY
  await sweep(server.deps)
  t.same(await server.db.all(allSessions, {}), [], 'nothing is left that tells where the person came in')
  const third = await request(server, refreshing(second.refresh_token, named))
  await deleteConnection(await server.tenant(), 'corporate')
  await t.rejects(request(server, refreshing(third.refresh_token, named)), { code: 'invalid_grant' })
})

t.test('RFC 8628 §3.3: and what was granted to a device, which belongs to no session', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, browser } = scene
  await givenTv(server)
  await visit(scene)
  const account = await accountIn(server, browser)
  const { user_code, device_code } = await askAsDevice(server)
  await allowDevice(await server.tenant(), await waitingDevice(server, user_code), account)
  const { refresh_token } = (await pollAsDevice(server, device_code)).json()
  t.ok(refresh_token)
  const here = await givenPerson(server, 'here')
  await server.db.run(insertGrant, grantRow({ user_id: here }))
  await deleteConnection(await server.tenant(), 'corporate')
  const grants = await server.db.all(allGrants, {})
  const isOver = (user_id: Buffer) =>
    grants.filter((grant) => grant.user_id?.equals(user_id)).map(({ revoked_at }) => revoked_at !== null)
  t.same(isOver(account.user.id), [true])
  t.same(isOver(here), [false])
})

t.test(
  'Core §16.11: and its word for addresses, which is not that of another one under its id',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const email = 'ann@example.com'
    const arrive = async (subject: string) => {
      const connection = (await requireConnection(await server.tenant(), 'corporate')) as OidcConnection
      return findUpstreamPerson(await server.tenant(), connection, subject, { email, email_verified: true })
    }
    const people = { create_people: true, link_by: 'email' }
    await createConnection(deps, { ...STATED, settings: { ...STATED.settings, ...people } })
    await givenPerson(server, 'bob')
    const { user: eve } = await arrive('eve there')
    await server.db.run(insertUser, eve)
    t.match(await arrive('another'), { standing: 'linked', user: { id: eve.id } })
    await deleteConnection(await server.tenant(), 'corporate')
    const left = await server.db.all(allUsers, {})
    t.match(
      left.map(({ username, email_verified }) => [username, email_verified]).sort(),
      [
        ['ann@example.com', 0],
        ['bob', 1],
      ],
      'what was proved here stays so',
    )
    const other = { ...STATED.settings, ...people, issuer: 'https://other.example' }
    await createConnection(await server.tenant(), { ...STATED, settings: other })
    t.match(await arrive('ann elsewhere'), { standing: 'new', user: { email_connection_id: 'corporate' } })
  },
)

t.test('SP 800-92 §2.1.3: what an administrator changes of a connection is told of once', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  await createConnection(deps, STATED)
  await t.rejects(createConnection(deps, STATED), { reason: 'exists', message: /already/ })
  t.same(await takeTrail(server), ['connection-created {"connection":"corporate"}'])
  await updateConnection(deps, { ...STATED, settings: {} })
  t.same(await takeTrail(server), [], 'the same again changes nothing')
  await updateConnection(deps, CHANGE)
  t.same(await takeTrail(server), ['connection-updated {"connection":"corporate"}'])
  await updateConnection(deps, { ...STATED, settings: {}, client_secret: 'another' })
  t.same(await takeTrail(server), ['connection-updated {"connection":"corporate"}'])
  await deleteConnection(deps, 'corporate')
  t.same(await takeTrail(server), ['connection-deleted {"connection":"corporate"}'])
})
