import t from 'tap'
import { makeDeps } from '../../src/domain/make-deps.ts'
import { countingRandom, START, startServer } from '../helpers/fixtures.ts'

t.test('Architecture: what flows are handed is made from its seams, and cannot be changed', async (t) => {
  const { db, config, tenant } = await startServer(t)
  const seams = { config, db, now: () => START, random: countingRandom(), notice: () => {} }
  const deps = makeDeps(seams, Buffer.alloc(32, 1))
  t.ok(Object.isFrozen(deps))
  t.same(deps.secrets.open('x', [], deps.secrets.seal('x', [], Buffer.from('kept'))).toString(), 'kept')
  const inside = await tenant()
  const parsed = await deps.cache.current()
  const request = {
    tenant: inside.tenant,
    parsed,
    client_id: undefined,
    kind: 'id',
    alg: 'EdDSA',
    claims: {},
  } as const
  t.match(await deps.sign(request), /^[\w-]+\.e30\.[\w-]+$/, 'it signs')
})
