import t from 'tap'
import { NO_PROFILE, readClaimProfile } from '../../../src/domain/claims/claim-profile.ts'
import { requestedClaimsText } from '../../../src/domain/claims/requested-claims.ts'
import { claimsAskedFor, claimsInAccessToken, claimsTold } from '../../../src/domain/claims/told-claims.ts'
import { userOf } from '../../../src/domain/users/user.ts'
import { START } from '../../helpers/fixtures.ts'
import { userRow } from '../../helpers/store-rows.ts'

const CLAIMS = { name: 'Bob Marley', gender: 'male', building: 'Sita' }
const user = userOf(userRow({ username: 'Bob', claims: JSON.stringify(CLAIMS), email: 'bob@example.org' }))

const claim_profile = readClaimProfile(
  JSON.stringify({
    name: { from: 'email' },
    nickname: { from: 'name', in: ['id_token'], scope: 'profile' },
    building: { from: 'building', in: ['access_token'] },
  }),
)

const teller = (profile = claim_profile, ...scope: string[]) => ({
  client: { claim_profile: profile },
  user,
  scope: new Set(['openid', ...scope]),
})

t.test('Core §5.4, §5.5: without a profile, the claims of the scope and those asked for', async (t) => {
  const asked = requestedClaimsText({ id_token: ['gender', 'middle_name'], userinfo: ['name'] })
  const plain = teller(NO_PROFILE, 'email')
  t.same(claimsTold(plain, 'id_token', asked, plain.scope), {
    email: 'bob@example.org',
    email_verified: false,
    gender: 'male',
  })
  t.same(claimsTold(plain, 'userinfo', asked, new Set()), { name: 'Bob Marley' })
  t.same(claimsAskedFor(plain, 'id_token', asked), { gender: 'male' })
  t.same(claimsAskedFor(plain, 'userinfo', null), {})
  t.same(claimsInAccessToken(plain), {})
})

t.test('Core §5.1.2: what a profile names is as it says, and where, whatever the scope', async (t) => {
  const openid = teller()
  t.same(claimsTold(openid, 'id_token', null, openid.scope), { name: 'bob@example.org' })
  t.same(claimsInAccessToken(openid), { building: 'Sita' })
  const profile = teller(claim_profile, 'profile')
  const others = { name: 'bob@example.org', preferred_username: 'Bob', gender: 'male', updated_at: START }
  t.same(claimsTold(profile, 'id_token', null, profile.scope), { ...others, nickname: 'Bob Marley' })
  t.same(
    claimsTold(profile, 'userinfo', null, profile.scope),
    others,
    'the scope alone tells it nowhere else',
  )
  t.same(claimsTold(profile, 'id_token', null, new Set()), {
    name: 'bob@example.org',
    nickname: 'Bob Marley',
  })
})

t.test('Core §5.5: who asks for a claim by name is told it as the profile has it', async (t) => {
  const asked = requestedClaimsText({ id_token: ['building', 'name'], userinfo: ['nickname'] })
  t.same(claimsAskedFor(teller(), 'id_token', asked), { building: 'Sita', name: 'bob@example.org' })
  t.same(claimsTold(teller(), 'userinfo', asked, new Set()), {
    name: 'bob@example.org',
    nickname: 'Bob Marley',
  })
})
