/**
 * A person, as the protocol sees one.
 */
import t from 'tap'
import { findUser, findUserByName, userOf } from '../../../src/domain/users/user.ts'
import { insertUser } from '../../../src/store/users.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { userRow } from '../../helpers/store-rows.ts'

const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

t.test('OpenID Connect Core 1.0 §8: the subject is the id in text', async (t) => {
  const row = userRow({ id, email: 'ada@example.org', email_verified: 1, claims: '{"name":"Ada L."}' })
  t.same(userOf(row), {
    id,
    sub: '00112233-4455-6677-8899-aabbccddeeff',
    username: 'Ada',
    email: 'ada@example.org',
    email_verified: true,
    claims: { name: 'Ada L.' },
    active: true,
    updated_at: row.updated_at,
  })
  t.match(userOf(userRow({ status: 'inactive' })), { active: false, email: undefined, email_verified: false })
})

t.test(
  'OpenID Connect Core 1.0 §2: a person is found in one tenant alone, by id and by any form of the name',
  async (t) => {
    const server = await startServer(t)
    await server.db.run(insertUser, userRow({ id }))
    const [here, there] = [await server.tenant(), await server.tenant('other')]
    t.same(await findUser(here, id), userOf(userRow({ id })))
    t.equal(await findUser(there, id), undefined)
    t.same(await findUserByName(here, ' ＡDA '), userOf(userRow({ id })))
    t.equal(await findUserByName(here, 'bob'), undefined)
    t.equal(await findUserByName(there, 'ada'), undefined)
  },
)
