/**
 * Tries that were refused, in the audit trail.
 */
import t from 'tap'
import { recordRefusedTry } from '../../../src/domain/authentication/refused-try.ts'
import type { Refusal, Tried } from '../../../src/domain/authentication/throttle.ts'
import { rowsBy } from '../../../src/store/rows-by.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { clientSide, givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'
import { idOf } from '../../helpers/store-rows.ts'

const allEvents = rowsBy('audit_event', [])

t.test('NIST SP 800-63B §5.2.2: refused tries at a name are told of once an hour', async (t) => {
  const server = await startServer(t)
  const user_id = await givenEnrolled(server)
  for (const [name, whom] of [
    ['ann', user_id],
    ['nobody', null],
  ] as const) {
    const browser = await PasscodeBrowser.open(server)
    const { ke1 } = await clientSide(browser.deps.tenant.uuid)
    for (let count = 0; count < 8; count += 1) await browser.start(name, ke1)
    const refused = (await server.db.all(allEvents, {})).filter(({ outcome }) => outcome === 'refused')
    t.match(refused, [{ action: 'sign-in', user_id: whom, detail: '{"rule":"too-many-account"}' }])
    t.equal(refused.length, 1)
    await server.db.execute('DELETE FROM audit_event')
  }
})

t.test(
  'NIST SP 800-63B §5.2.2: each pool tells by what it counts, and whose name it was where it is theirs',
  async (t) => {
    const server = await startServer(t)
    const user_id = await givenEnrolled(server)
    const deps = await server.tenant()
    const ann: Tried = {
      username: 'Ann',
      name_tag: idOf('ann'),
      address_tag: idOf('here'),
      known_browser_id: idOf('browser'),
    }
    const elsewhere: Tried = { ...ann, address_tag: idOf('elsewhere') }
    const others: Tried = { ...ann, username: 'bob', name_tag: idOf('bob'), known_browser_id: null }
    const events = async (pool: Refusal['pool'], ...tries: readonly Tried[]) => {
      await server.db.execute('DELETE FROM audit_event')
      for (const tried of tries) await server.db.transaction((tx) => recordRefusedTry(deps, tx, tried, pool))
      return server.db.all(allEvents, {})
    }
    t.match(await events('account', ann, elsewhere), [{ user_id, detail: '{"rule":"too-many-account"}' }])
    t.equal((await events('account', ann, others)).length, 2)
    t.match(await events('browser-window', ann, elsewhere), [{ user_id }])
    t.match(await events('address-window', ann, others), [{ user_id: null }])
    t.equal((await events('address-day', ann, elsewhere)).length, 2)
    t.match(await events('tenant', ann, elsewhere, others), [
      { user_id: null, detail: '{"rule":"too-many-tenant"}' },
    ])
  },
)
