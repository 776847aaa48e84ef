import t from 'tap'
import {
  accountCharge,
  addressCharges,
  browserCharges,
  personCharges,
} from '../../../src/domain/authentication/attempt-charges.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test(
  'NIST SP 800-63B §5.2.2: a stranger counts by address and name, a known browser by itself',
  async (t) => {
    const deps = await (await startServer(t)).tenant()
    const [name_tag, address_tag, id] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2), Buffer.alloc(16, 3)]
    const stranger = { name_tag, address_tag, known_browser_id: null }
    t.same(
      addressCharges(deps, stranger).map(({ limit }) => limit.pool),
      ['address-window', 'address-day'],
    )
    t.same(personCharges(deps, stranger), [accountCharge(deps, name_tag)])
    const known = { ...stranger, known_browser_id: id }
    t.same(addressCharges(deps, known), [])
    t.same(personCharges(deps, known), browserCharges(deps, id))
    t.same(
      browserCharges(deps, id).map(({ limit }) => limit.pool),
      ['browser-window', 'browser-row'],
    )
  },
)

t.test('Visual passcode: each pool of an address is counted by itself, and so is each name', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const tag = Buffer.alloc(32, 1)
  const ids = [
    ...addressCharges(deps, { name_tag: tag, address_tag: tag, known_browser_id: null }),
    ...browserCharges(deps, tag),
    accountCharge(deps, tag),
    accountCharge(deps, Buffer.alloc(32, 2)),
    accountCharge(await server.tenant('other'), tag),
  ].map(({ id }) => id.toString('hex'))
  t.equal(new Set(ids).size, 7)
})
