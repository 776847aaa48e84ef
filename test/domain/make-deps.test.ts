import t from 'tap'
import { makeDeps } from '../../src/domain/make-deps.ts'
import { countingRandom, START, startServer } from '../helpers/fixtures.ts'
import { testSecrets } from '../helpers/secrets.ts'
import { CATALOGUES } from '../helpers/words.ts'

t.test('Architecture: what flows are handed is made from its seams, and cannot be changed', async (t) => {
  const { db, config, tenant, deps: theirs } = await startServer(t)
  const { mail, fetch, upstream } = theirs
  const random = countingRandom()
  const secrets = testSecrets(Buffer.alloc(32, 1), random)
  const seams = { config, db, now: () => START, random, secrets, mail, fetch, upstream, notice: () => {} }
  const deps = makeDeps({ ...seams, catalogues: CATALOGUES })
  t.ok(Object.isFrozen(deps))
  t.equal(deps.mail, mail)
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
