/**
 * The claims of a scope.
 */
import t from 'tap'
import { CLAIMS_OF_SCOPE, claimsOfScope } from '../../../src/domain/claims/standard-claims.ts'
import { userOf } from '../../../src/domain/users/user.ts'
import { START } from '../../helpers/fixtures.ts'
import { userRow } from '../../helpers/store-rows.ts'

const address = { street_address: '1 Pier', country: 'NZ' }
const claims = JSON.stringify({
  name: 'Ada L.',
  zoneinfo: 'Europe/London',
  phone_number: '+64 1',
  phone_number_verified: true,
  address,
  preferred_username: 'somebody else',
  updated_at: 1,
  secret_note: 'x',
})
const ada = userOf(userRow({ claims, email: 'ada@example.org', email_verified: 1 }))
const of = (...scope: string[]) => claimsOfScope(ada, new Set(scope))

t.test('OpenID Connect Core 1.0 §5.4: each scope asks for its own claims', async (t) => {
  t.same(of('openid'), {})
  t.same(of('profile'), {
    name: 'Ada L.',
    preferred_username: 'Ada',
    zoneinfo: 'Europe/London',
    updated_at: START,
  })
  t.same(of('email'), { email: 'ada@example.org', email_verified: true })
  t.same(of('address'), { address })
  t.same(of('phone'), { phone_number: '+64 1', phone_number_verified: true })
  t.same(of('openid', 'email', 'phone', 'offline_access'), { ...of('email'), ...of('phone') })
})

t.test('OpenID Connect Core 1.0 §5.3.2: what a person does not have is left out', async (t) => {
  const bob = userOf(userRow({ username: 'bob', email_verified: 1 }))
  t.same(claimsOfScope(bob, new Set(Object.keys(CLAIMS_OF_SCOPE))), {
    preferred_username: 'bob',
    updated_at: START,
  })
})

t.test('OpenID Connect Core 1.0 §5.4: another word asks for nothing', async (t) => {
  t.same(of('secret_note', 'name', 'constructor', '__proto__', 'toString'), {})
})

t.test('OpenID Connect Core 1.0 §5.1: every standard claim but sub belongs to one scope', async (t) => {
  const all = Object.values(CLAIMS_OF_SCOPE).flat()
  t.equal(all.length, 19)
  t.equal(new Set(all).size, 19)
})
