import t from 'tap'
import { tagOf } from '../../../src/domain/authentication/attempt-tags.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test('Visual passcode: a pool is of one kind, tenant and value, and names none of them', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const tag = tagOf(deps, 'name', 'ann')
  t.equal(tag.length, 32)
  t.same(tagOf(deps, 'name', 'ann'), tag)
  t.notSame(tagOf(deps, 'name', 'bob'), tag)
  t.notSame(tagOf(deps, 'address', 'ann'), tag)
  t.notSame(tagOf(await server.tenant('other'), 'name', 'ann'), tag)
})
