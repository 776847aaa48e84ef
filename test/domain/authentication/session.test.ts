import t from 'tap'
import {
  findSession,
  type Session,
  startSession,
  touchSession,
} from '../../../src/domain/authentication/session.ts'
import { endSession } from '../../../src/domain/logout/session-end.ts'
import { findGrant, insertGrant } from '../../../src/store/grants.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { grantRow, idOf } from '../../helpers/store-rows.ts'

const DAY = 86_400

/** @returns the cookie of a session that has just begun */
async function begin(server: TestServer, user_id: Buffer, previous?: Session): Promise<string> {
  const deps = await server.tenant()
  const authentication = { user_id, amr: ['pwd', 'pin'], acr: 'urn:vignette:acr:passcode' }
  const begun = await deps.db.transaction((tx) => startSession(deps, tx, authentication, previous))
  return begun.cookie
}

t.test('Core §2: a session says who signed in, when and how, in its own tenant', async (t) => {
  const server = await startServer(t)
  const ann = await givenPerson(server, 'ann')
  const cookie = await begin(server, ann)
  t.match(await findSession(await server.tenant(), cookie), {
    user_id: ann,
    auth_time: START,
    amr: ['pwd', 'pin'],
    acr: 'urn:vignette:acr:passcode',
  })
  t.equal(await findSession(await server.tenant('other'), cookie), undefined)
  const altered = `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`
  for (const value of [undefined, '', altered, 'nonsense']) {
    t.equal(await findSession(await server.tenant(), value), undefined)
  }
})

t.test('Core §3.1.2.3: a session ends when it is old, idle or ended', async (t) => {
  const server = await startServer(t)
  const ann = await givenPerson(server, 'ann')
  const deps = await server.tenant()
  const cookie = await begin(server, ann)
  const isLive = async () => (await findSession(deps, cookie)) !== undefined
  const touch = async () => {
    const session = await findSession(deps, cookie)
    if (session) await deps.db.transaction((tx) => touchSession(deps, tx, session))
  }
  server.clock.seconds += DAY - 1
  t.ok(await isLive())
  await touch()
  server.clock.seconds += DAY - 1
  t.ok(await isLive(), 'seen meanwhile')
  server.clock.seconds += 1
  t.notOk(await isLive(), 'idle for a day')

  server.clock.seconds = START
  while (server.clock.seconds < START + 30 * DAY - 3600) {
    server.clock.seconds += 3600
    await touch()
  }
  t.ok(await isLive())
  server.clock.seconds = START + 30 * DAY
  t.notOk(await isLive(), 'thirty days old')
})

t.test('Core §3.1.2.3: that a browser was seen is written once a minute at most', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const cookie = await begin(server, await givenPerson(server, 'ann'))
  const seenAfter = async (seconds: number) => {
    server.clock.seconds = START + seconds
    const session = await findSession(deps, cookie)
    if (session) await deps.db.transaction((tx) => touchSession(deps, tx, session))
    return (await findSession(deps, cookie))?.last_seen_at
  }
  t.equal(await seenAfter(59), START)
  t.equal(await seenAfter(60), START + 60)
  t.equal(await seenAfter(30), START + 60, 'and never moves back')
})

t.test(
  'Core §3.1.2.3: the same person goes on under a new secret, another ends what was there',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const [ann, bob] = [await givenPerson(server, 'ann'), await givenPerson(server, 'bob')]
    const first = await begin(server, ann)
    const session = await findSession(deps, first)
    await server.db.run(insertGrant, grantRow({ user_id: ann, session_id: session?.id ?? null }))
    server.clock.seconds += 100
    const second = await begin(server, ann, session)
    t.equal(await findSession(deps, first), undefined, 'the old cookie is worth nothing')
    t.match(await findSession(deps, second), { id: session?.id, auth_time: START + 100 })
    const grant = { tenant_id: 'default', id: idOf('grant') }
    t.match(await server.db.first(findGrant, grant), { revoked_at: null })

    const third = await begin(server, bob, await findSession(deps, second))
    t.equal(await findSession(deps, second), undefined)
    t.match(await findSession(deps, third), { user_id: bob })
    t.match(await server.db.first(findGrant, grant), { revoked_at: START + 100 })
  },
)

t.test('Core §3.1.2.3: an ended session ends its grants with it', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const ann = await givenPerson(server, 'ann')
  const cookie = await begin(server, ann)
  const session = await findSession(deps, cookie)
  if (!session) throw new Error('no session')
  await server.db.run(insertGrant, grantRow({ user_id: ann, session_id: session.id }))
  await deps.db.transaction((tx) => endSession(deps, tx, session))
  t.equal(await findSession(deps, cookie), undefined)
  t.match(await server.db.first(findGrant, { tenant_id: 'default', id: idOf('grant') }), {
    revoked_at: START,
  })
})

t.test(
  'OpenID Connect Core 1.0 §3.1.2.3: signing in while another tab signs out gives a live session',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const authentication = { user_id: await givenPerson(server, 'ada'), amr: ['pwd', 'pin'], acr: '1' }
    const start = (previous?: Session) =>
      deps.db.transaction((tx) => startSession(deps, tx, authentication, previous))

    const first = await start()
    await deps.db.transaction((tx) => endSession(deps, tx, first.session))
    const second = await start(first.session)
    t.notSame(second.session.id, first.session.id)
    t.same(await findSession(deps, second.cookie), second.session)
    t.equal(await findSession(deps, first.cookie), undefined)
  },
)
