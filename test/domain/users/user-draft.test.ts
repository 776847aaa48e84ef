import t from 'tap'
import { draftUser, type UserStatement } from '../../../src/domain/users/user-draft.ts'
import type { UserRow } from '../../../src/store/schema.ts'
import { START } from '../../helpers/fixtures.ts'

const stated = (changes: Partial<UserStatement> = {}): UserStatement => ({
  username: 'ada',
  email: undefined,
  email_verified: undefined,
  claims: {},
  status: undefined,
  ...changes,
})

const row: UserRow = {
  id: Buffer.alloc(16),
  tenant_id: 'default',
  username: 'ada',
  username_look: null,
  username_key: 'ada',
  email: 'ada@example.org',
  email_verified: 1,
  email_connection_id: 'corporate',
  claims: '{"name":"Ada","nickname":"A"}',
  status: 'inactive',
  created_at: START,
  updated_at: START,
}

t.test('Users: a new one is active, and has what is stated', async (t) => {
  t.same(draftUser(stated({ username: ' ada ' }), undefined), {
    username: 'ada',
    email: null,
    email_verified: false,
    email_connection_id: null,
    claims: {},
    status: 'active',
  })
  const { email, email_verified } = draftUser(stated({ email: 'a@b', email_verified: true }), undefined)
  t.same([email, email_verified], ['a@b', true])
})

t.test('Users: what is left out stays, and null or nothing takes away', async (t) => {
  t.match(draftUser(stated(), row), { email: 'ada@example.org', email_verified: true, status: 'inactive' })
  t.same(draftUser(stated({ claims: { nickname: null, gender: 'female' } }), row).claims, {
    name: 'Ada',
    gender: 'female',
  })
  t.match(draftUser(stated({ email: '', status: 'active' }), row), {
    email: null,
    email_verified: false,
    status: 'active',
  })
})

t.test('Core §5.1: another address is not verified because the former was', async (t) => {
  t.equal(draftUser(stated({ email: 'new@example.org' }), row).email_verified, false)
  t.equal(draftUser(stated({ email: 'ada@example.org' }), row).email_verified, true)
  t.equal(draftUser(stated({ email: 'new@example.org', email_verified: true }), row).email_verified, true)
})

t.test(
  'Core §5.7: an address stays a connection’s word until an administrator says something of it',
  async (t) => {
    const word = (changes: Partial<UserStatement>) => draftUser(stated(changes), row).email_connection_id
    t.equal(word({}), 'corporate')
    t.equal(word({ email: 'ada@example.org', status: 'active' }), 'corporate')
    t.equal(word({ email_verified: true }), null)
    t.equal(word({ email: 'new@example.org' }), null)
    t.equal(draftUser(stated({ email: 'a@b' }), undefined).email_connection_id, null)
  },
)

t.test('Users: every fault is told at once', async (t) => {
  const wrong = stated({ username: 'a b', email: 'ada', status: 'asleep' as 'active', claims: { sub: 'x' } })
  const faults = [/^username /, /^email /, /^status /, /^claim sub /]
  t.throws(() => draftUser(wrong, undefined), { name: 'Refusal', reason: 'faulty', faults })
  for (const email of ['a@b@c', 'a b@c', '@', `${'a'.repeat(250)}@b.example`]) {
    t.throws(() => draftUser(stated({ email }), undefined), { name: 'Refusal', faults: [/^email /] }, email)
  }
  t.throws(() => draftUser(stated({ email_verified: true }), undefined), {
    name: 'Refusal',
    faults: [/^email_verified without/],
  })
})

t.test('Core §5.1.2: an attribute that the tenant has no more stays, and is not stated again', async (t) => {
  const existing = { ...row, claims: '{"building":"Sita","address":{"country":"NZ"},"floor":3}' }
  const claims = { name: 'Ada', floor: 4 }
  t.same(draftUser(stated({ claims }), existing, ['floor']).claims, {
    building: 'Sita',
    address: { country: 'NZ' },
    floor: 4,
    name: 'Ada',
  })
  t.throws(() => draftUser(stated({ claims: { building: 'Nowhere' } }), existing, ['floor']), {
    name: 'Refusal',
    faults: [/^claim building is no standard claim/],
  })
  t.notOk('building' in draftUser(stated({ claims: { building: null } }), existing).claims)
})
