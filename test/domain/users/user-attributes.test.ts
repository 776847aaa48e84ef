import t from 'tap'
import { attributeFaults, attributeNames } from '../../../src/domain/users/user-attributes.ts'

t.test('Core §5.1.2: a tenant names attributes of its own beside the standard ones', async (t) => {
  const names = attributeNames({ attributes: ['building'] })
  for (const name of ['sub', 'username', 'email', 'name', 'address', 'building'])
    t.ok(names.includes(name), name)
  t.same(attributeFaults({ attributes: ['building', 'tenant_id'] }), [])
  const taken = ['name', 'email', 'username', 'iss', 'sid']
  t.match(
    attributeFaults({ attributes: [...taken, 'building'] }),
    taken.map((name) => new RegExp(`^attributes: ${name} is there in every tenant, or the server's own`)),
  )
})
