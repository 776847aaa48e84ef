/**
 * What is written into the audit trail, by whom and from where.
 */
import t from 'tap'
import { recordEvent, recordRefusal } from '../../../src/domain/audit/audit-event.ts'
import { rowsBy } from '../../../src/store/rows-by.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { idOf } from '../../helpers/store-rows.ts'

const allEvents = rowsBy('audit_event', [])
const requester = { address: '203.0.113.7', user_agent: undefined, request_id: 'of-the-log' }
const YEAR = 31_536_000

t.test('SP 800-63B §7.1: an event says what, whom, who, from where and in which request', async (t) => {
  const { db, tenant } = await startServer(t)
  const deps = await tenant()
  const user_id = idOf('ann')
  const detail = { with: 'mailed-link' }
  const event = { action: 'sign-in', user_id, client_id: 'rp', detail } as const
  await db.transaction((tx) => recordEvent({ ...deps, requester }, tx, event))
  t.match(await db.all(allEvents, {}), [
    {
      tenant_id: 'default',
      at: START,
      action: 'sign-in',
      outcome: 'done',
      actor: 'person',
      user_id,
      client_id: 'rp',
      address: '203.0.113.7',
      request_id: 'of-the-log',
      detail: '{"with":"mailed-link"}',
      expires_at: START + YEAR,
    },
  ])
})

t.test('Audit: who acts is a person, a client, the command line or the server itself', async (t) => {
  const { db, tenant } = await startServer(t)
  const deps = await tenant()
  for (const [by, from, actor] of [
    [{}, requester, 'person'],
    [{ by: 'client' }, requester, 'client'],
    [{ by: 'client' }, undefined, 'command-line'],
    [{}, undefined, 'command-line'],
    [{ by: 'system' }, undefined, 'system'],
  ] as const) {
    await db.transaction((tx) =>
      recordEvent({ ...deps, requester: from }, tx, { action: 'key-rotated', ...by }),
    )
    t.match((await db.all(allEvents, {})).at(-1), {
      actor,
      user_id: null,
      client_id: null,
      address: from?.address ?? null,
      request_id: from?.request_id ?? null,
      detail: null,
    })
    await db.execute('DELETE FROM audit_event')
  }
})

t.test('SP 800-63B §5.2.2: what is refused without end is told of once an hour for each', async (t) => {
  const { db, clock, tenant } = await startServer(t)
  const refuse = async (whom: string, tenant_id?: string) => {
    const deps = { ...(await tenant(tenant_id)), requester }
    await db.transaction((tx) => recordRefusal(deps, tx, { action: 'sign-in' }, whom))
    return (await db.all(allEvents, {})).length
  }
  t.equal(await refuse('a'), 1)
  t.equal(await refuse('a'), 1)
  t.equal(await refuse('b'), 2)
  t.equal(await refuse('a', 'other'), 3, 'a tenant knows nothing of another one')
  clock.seconds += 3599 - (START % 3600)
  t.equal(await refuse('a'), 3, 'the last second of the hour')
  clock.seconds += 1
  t.equal(await refuse('a'), 4)
  t.match((await db.all(allEvents, {})).at(-1), { outcome: 'refused', at: clock.seconds })
})
