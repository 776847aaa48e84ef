import t from 'tap'
import { chargeWindow, refundWindow, windowLimit } from '../../../src/domain/authentication/window-limit.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'

const LIMIT = windowLimit('test', 3, 60)

async function charge(server: TestServer, whose = 'somebody', tenant_id = 'default', limit = LIMIT) {
  const deps = await server.tenant(tenant_id)
  return deps.db.transaction((tx) => chargeWindow(deps, tx, limit, whose))
}

t.test(
  'RFC 6585 §4: of many at once no more pass than may, and the rest is told how long to wait',
  async (t) => {
    const server = await startServer(t)
    const waits = await Promise.all(Array.from({ length: 6 }, () => charge(server)))
    t.equal(waits.filter((wait) => wait === undefined).length, 3)
    t.equal(waits.filter((wait) => wait === 60).length, 3)
    server.clock.seconds += 59
    t.equal(await charge(server), 1)
    server.clock.seconds += 1
    t.equal(await charge(server), undefined)
  },
)

t.test('RFC 6585 §4: nobody else waits for it', async (t) => {
  const server = await startServer(t)
  for (let each = 0; each < 3; each += 1) await charge(server)
  t.equal(await charge(server, 'another'), undefined)
  t.equal(await charge(server, 'somebody', 'other'), undefined)
  t.equal(await charge(server, 'somebody', 'default', windowLimit('another', 1, 60)), undefined)
})

t.test('RFC 6585 §4: a clock that was set back makes nobody wait longer than a window', async (t) => {
  const server = await startServer(t)
  for (let each = 0; each < 3; each += 1) await charge(server)
  server.clock.seconds -= 1000
  t.equal(await charge(server), 60)
})

t.test('RFC 6585 §4: what is given back may be taken again, and no more', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const refund = (whose: string) => deps.db.transaction((tx) => refundWindow(deps, tx, LIMIT, whose))
  for (let each = 0; each < 3; each += 1) await charge(server)
  await refund('another')
  t.equal(await charge(server), 60)
  await refund('somebody')
  t.equal(await charge(server), undefined)
  t.equal(await charge(server), 60)
})
