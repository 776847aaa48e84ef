import t from 'tap'
import type { TenantDeps } from '../../../src/deps.ts'
import type { Charged } from '../../../src/domain/authentication/attempt-charges.ts'
import { chargeStart, refundStart, whoTries } from '../../../src/domain/authentication/throttle.ts'
import { statement } from '../../../src/store/statement.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import { givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'

const listTenantPools = statement((q) =>
  q.selectFrom('attempt').selectAll().where('pool', '=', 'tenant').orderBy('tenant_id'),
)
const isStormNotice = ({ step }: { step: string }) => step === 'storm'

let tries = 0
/** From a browser that is not known: another name and another address each time. */
async function tryOne(deps: TenantDeps): Promise<Awaited<ReturnType<typeof chargeStart>>> {
  tries += 1
  const who = whoTries(deps, `name-${tries}`, `10.${tries >> 16}.${(tries >> 8) & 255}.${tries & 255}`, null)
  return chargeStart(deps, who)
}

const tryOften = async (deps: TenantDeps, times: number) =>
  Promise.all(Array.from({ length: times }, () => tryOne(deps)))

const refusedOf = (outcomes: readonly { refused: unknown }[]) =>
  outcomes.filter(({ refused }) => refused !== undefined).length

async function setUsual({ db }: TestServer, usual_a_day: number) {
  await db.execute(`UPDATE attempt SET usual_a_day = ${usual_a_day} WHERE pool = 'tenant'`)
}

await onBothDatabases(
  t,
  'NIST SP 800-63B §5.2.2: a storm of tries at many names asks more of new browsers',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    await givenEnrolled(server)
    const own = await PasscodeBrowser.open(server)
    await own.signIn()
    const deps = await server.tenant()
    t.equal(refusedOf(await tryOften(deps, 500)), 0)
    t.equal(server.notices.some(isStormNotice), false)
    t.match(await tryOne(deps), { refused: undefined }, 'the one that begins it has passed')
    t.match(server.notices.filter(isStormNotice), [
      { flow: 'passcode', rule: 'too-many-tenant', sent: '501 tries', expected: '0 in a usual day' },
    ])
    t.same((await tryOne(deps)).refused, { next: 'prove-mailbox', pool: 'tenant' })

    await own.begin()
    t.match(await own.signIn(), { next: 'signed-in' }, 'a known browser is not asked')
    const other = await PasscodeBrowser.open(server, 'browser-2')
    other.address = '203.0.113.9'
    const url = `${server.issuer}/new-browser/${other.interaction}`
    t.same(await other.signIn(), { next: 'prove-mailbox', url })
    t.match(await tryOne(await server.tenant('other')), { refused: undefined }, 'nor is another tenant')
    t.equal(server.notices.filter(isStormNotice).length, 1, 'it is told once')
  },
)

t.test('Visual passcode: a storm is over when nobody tries so often any more', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  await tryOften(deps, 501)
  server.clock.seconds += 599
  t.match(await tryOne(deps), { refused: { pool: 'tenant' } }, 'and this one is too many still')
  server.clock.seconds += 599
  t.match(await tryOne(deps), { refused: { pool: 'tenant' } }, 'a whole window has to pass')
  server.clock.seconds += 1
  t.match(await tryOne(deps), { refused: undefined })
  await tryOften(deps, 499)
  t.equal(server.notices.filter(isStormNotice).length, 2, 'and then comes another')
})

t.test('Visual passcode: where ten times as many are usual there is no storm', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  await tryOne(deps)
  await setUsual(server, 60 * 144)
  await tryOften(deps, 599)
  t.equal(server.notices.some(isStormNotice), false)
  await tryOne(deps)
  t.match(server.notices.filter(isStormNotice), [{ sent: '601 tries', expected: '8640 in a usual day' }])
})

t.test('Visual passcode: without mail a storm is told, and nothing more is asked', async (t) => {
  const server = await startServer(t, { smtp_url: undefined })
  const deps = await server.tenant()
  t.equal(refusedOf(await tryOften(deps, 510)), 0)
  t.equal(server.notices.filter(isStormNotice).length, 1)
})

t.test('Visual passcode: what another pool refuses, and what succeeds, is no part of a storm', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const who = whoTries(deps, 'ann', '192.0.2.1', null)
  const outcomes = []
  for (let count = 0; count < 20; count += 1) outcomes.push(await chargeStart(deps, who))
  const starts = async () => (await server.db.all(listTenantPools, {}))[0]?.starts
  t.equal(refusedOf(outcomes), 15)
  t.equal(await starts(), 5)
  const charged: Charged = outcomes[0]?.charged ?? who
  await server.db.transaction((tx) => refundStart(deps, tx, { ...charged, created_at: START }))
  t.equal(await starts(), 4)
  await server.db.transaction((tx) => refundStart(deps, tx, { ...charged, created_at: START - 1 }))
  t.equal(await starts(), 4, 'of a window that is over nothing is given back')
})

t.test('Visual passcode: a clock that goes back an hour ends no storm', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  await tryOften(deps, 501)
  server.clock.seconds -= 3600
  t.match(await tryOne(deps), { refused: { pool: 'tenant' } })
  server.clock.seconds += 3600 + 600
  t.match(await tryOne(deps), { refused: undefined })
})
