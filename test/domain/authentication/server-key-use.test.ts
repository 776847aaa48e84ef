import t from 'tap'
import { rotateServerKey, serverKey } from '../../../src/domain/authentication/server-key.ts'
import { serverKeyUses } from '../../../src/domain/authentication/server-key-use.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

t.test('RFC 9807 §2.2: how many passcodes are under which key', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  t.same(await serverKeyUses(deps), [])
  await givenEnrolled(server)
  await givenEnrolled(server, 'bob')
  server.clock.seconds += 60
  await rotateServerKey(deps)
  await givenEnrolled(server, 'carl')
  await rotateServerKey(deps)
  const key = { created_at: START + 60, retired_at: null }
  t.same(await serverKeyUses(deps), [
    { ...key, generation: 3, is_current: true, passcodes: 0 },
    { ...key, generation: 2, is_current: false, passcodes: 1 },
    { generation: 1, created_at: START, retired_at: null, is_current: false, passcodes: 2 },
  ])
  await serverKey(await server.tenant('other'))
  t.match(await serverKeyUses(await server.tenant('other')), [{ generation: 1, passcodes: 0 }])
})
