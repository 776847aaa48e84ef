import t from 'tap'
import {
  claimsAskedFor,
  NO_CLAIMS,
  offeredClaims,
  requestedClaimsText,
} from '../../../src/domain/claims/requested-claims.ts'
import { userOf } from '../../../src/domain/users/user.ts'
import { userRow } from '../../helpers/store-rows.ts'

t.test(
  'Core §5.5: only what a person can have is asked for, once, and in whatever language there is',
  async (t) => {
    t.same(
      offeredClaims(['name', 'shoe_size', 'name#de', 'family_name#ja-Kana-JP', '__proto__', '#', 'sub']),
      ['name', 'family_name'],
    )
    t.same(offeredClaims(['email_verified', 'updated_at', 'address', 'preferred_username']).length, 4)
  },
)

t.test('Core §5.5: what was asked for is kept, and told of what the person has now', async (t) => {
  const ada = userOf(userRow({ username: 'Ada', claims: '{"name":"Ada L."}' }))
  const text = requestedClaimsText({ id_token: ['name', 'gender'], userinfo: ['preferred_username'] })
  t.same(claimsAskedFor(ada, text, 'id_token'), { name: 'Ada L.' })
  t.same(claimsAskedFor(ada, text, 'userinfo'), { preferred_username: 'Ada' })
  t.same(claimsAskedFor(ada, requestedClaimsText({ ...NO_CLAIMS, userinfo: ['name'] }), 'id_token'), {})
  t.equal(requestedClaimsText(NO_CLAIMS), null)
  t.same(claimsAskedFor(ada, null, 'userinfo'), {})
})
