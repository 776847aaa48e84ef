import t from 'tap'
import type { TenantDeps } from '../../../src/deps.ts'
import type { LoginStart } from '../../../src/domain/authentication/login-start.ts'
import { UnsealError } from '../../../src/primitives/sealing.ts'
import { statement } from '../../../src/store/statement.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { clientSide, givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'

const KE2_LENGTH = 427

async function ke1Of({ tenant }: Pick<TenantDeps, 'tenant'>): Promise<string> {
  return (await clientSide(tenant.uuid)).ke1
}

const listChallenges = statement((q) => q.selectFrom('passcode_challenge').selectAll())

/** What the evaluated element of KE2 is made from: the same for the same KE1 and OPRF key (RFC 9807 §6.1). */
const elementOf = (start: LoginStart): string =>
  start.next === 'prove' ? start.ke2.slice(0, 42) : start.next

t.test('RFC 9807 §6.2.2: a start is answered by KE2 and a challenge', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const start = await browser.start('Ann', await ke1Of(browser.deps))
  t.match(start, { next: 'prove', challenge: /^[0-9a-f-]{36}$/, ksf: { m: 19_456, t: 2, p: 1 } })
  t.match(await server.db.all(listChallenges, {}), [
    { purpose: 'login', client_id: 'rp', known_browser_id: null, expires_at: START + 60, used_at: null },
  ])
})

t.test('RFC 9807 §10.9: a name that nobody has is answered like any other', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await givenPerson(server, 'bare')
  await givenPerson(server, 'gone', { status: 'inactive' })
  const browser = await PasscodeBrowser.open(server)
  const ke1 = await ke1Of(browser.deps)
  const elements = new Set<string>()
  for (const name of ['ann', 'nobody', 'bare', 'gone']) {
    const start = await browser.start(name, ke1)
    const again = await browser.start(name.toUpperCase(), ke1)
    t.match(start, { next: 'prove', ksf: { m: 19_456, t: 2, p: 1 } }, name)
    t.equal(start.next === 'prove' && start.ke2.length, KE2_LENGTH, name)
    t.equal(elementOf(start), elementOf(again), `${name} keeps its OPRF key`)
    elements.add(elementOf(start))
  }
  t.equal(elements.size, 4)
  const lengths = (await server.db.all(listChallenges, {})).map((row) => row.state_sealed.length)
  t.ok(Math.max(...lengths) - Math.min(...lengths) < 8)
})

t.test('RFC 9807 §6.2.2: a KE1 that is no KE1 is invalid_request', async (t) => {
  const server = await startServer(t)
  const browser = await PasscodeBrowser.open(server)
  const refusal = { code: 'invalid_request', reason: 'ke1-malformed' }
  await t.rejects(browser.start('ann', 'A'.repeat(128)), refusal)
  await t.rejects(browser.start('nobody', '!'), refusal)
})

t.test(
  'Core §3.1.2.3: where the interaction cannot go on its page is shown, and nothing is counted',
  async (t) => {
    const server = await startServer(t)
    const browser = await PasscodeBrowser.open(server)
    const ke1 = await ke1Of(browser.deps)
    const url = `${server.issuer}/authorize/${browser.interaction}`
    const rules = async (changes: { browser?: string; interaction?: string }) => {
      const { next } = await browser.start('ann', ke1, changes)
      return [next, server.notices.at(-1)?.rule]
    }
    t.same(await rules({ browser: 'another' }), ['show', 'interaction-foreign-browser'])
    t.same(await rules({ browser: '' }), ['show', 'interaction-foreign-browser'])
    const unknown = '00112233-4455-7677-8899-aabbccddeeff'
    t.same(await rules({ interaction: unknown }), ['show', 'interaction-unknown'])
    server.clock.seconds += 3600
    t.same(await browser.start('ann', ke1), { next: 'show', url })
    t.equal(server.notices.at(-1)?.rule, 'interaction-expired')
    t.same(
      await server.db.all(
        statement((q) => q.selectFrom('attempt').selectAll()),
        {},
      ),
      [],
    )
  },
)

/** The default tenant as one of second steps. */
async function secondSteps(server: TestServer, parameters: Record<string, string>) {
  const browser = await PasscodeBrowser.open(server, 'browser-1', parameters)
  const tenant = { ...browser.deps.tenant, type: '2fa' as const }
  return Object.assign(browser, { deps: { ...browser.deps, tenant } })
}

t.test('Core §3.1.2.1: in a tenant of second steps login_hint settles who signs in', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await givenEnrolled(server, 'bob')
  const settled = await secondSteps(server, { login_hint: 'Ann', email_hint: 'bob' })
  t.match(await settled.signIn('bob'), { next: 'no-match' })
  t.match(await settled.signIn('ann'), { next: 'signed-in' })
  const byAddress = await secondSteps(server, { email_hint: 'bob' })
  t.match(await byAddress.signIn('ann'), { next: 'no-match' })
  const open = await secondSteps(server, {})
  t.match(await open.signIn('ann'), { next: 'signed-in' })
  const hinted = await PasscodeBrowser.open(server, 'browser-1', { login_hint: 'bob' })
  t.match(await hinted.signIn('ann'), { next: 'signed-in' }, 'elsewhere it is a wish')
})

t.test('RFC 9807 §10.9: a hint that names another does not tell who exists', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const [open, settled] = [await secondSteps(server, {}), await secondSteps(server, { login_hint: 'bob' })]
  const ke1 = await ke1Of(open.deps)
  for (const name of ['ann', 'nobody']) {
    const elements = [await open.start(name, ke1), await settled.start(name, ke1)].map(elementOf)
    t.equal(new Set(elements).size, 2, name)
    t.equal(elementOf(await settled.start(name, ke1)), elements[1], `${name} keeps its OPRF key`)
  }
})

t.test('Visual passcode: a record that was copied onto another person does not open', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const bob = await givenEnrolled(server, 'bob')
  const browser = await PasscodeBrowser.open(server)
  const ke1 = await ke1Of(browser.deps)
  const find = statement((q, p: { id: Buffer }) =>
    q.selectFrom('passcode').selectAll().where('user_id', '=', p.id),
  )
  const own = await server.db.first(find, { id: bob })
  const copy = statement((q, p: { sealed: Buffer | undefined; id: Buffer }) =>
    q.updateTable('passcode').set({ record_sealed: p.sealed }).where('user_id', '!=', p.id),
  )
  await server.db.run(copy, { sealed: own?.record_sealed, id: bob })
  await t.rejects(browser.start('ann', ke1), UnsealError)

  const swap = statement((q, p: { to: Buffer; from: Buffer }) =>
    q.updateTable('passcode').set({ user_id: p.to }).where('user_id', '=', p.from),
  )
  const carl = await givenPerson(server, 'carl')
  await server.db.run(swap, { to: carl, from: bob })
  await t.rejects(browser.start('carl', ke1), UnsealError, 'not with its identifier either')
})
