import t from 'tap'
import { NO_PROFILE, readClaimProfile } from '../../../src/domain/claims/claim-profile.ts'
import {
  claimsBeyondScope,
  NO_CLAIMS,
  offeredClaims,
  requestedClaimsOf,
  requestedClaimsText,
} from '../../../src/domain/claims/requested-claims.ts'

const profileOf = (claims: object) => readClaimProfile(JSON.stringify(claims))

t.test(
  'Core §5.5: only what a person can have is asked for, once, and in whatever language there is',
  async (t) => {
    t.same(
      offeredClaims(
        ['name', 'shoe_size', 'name#de', 'family_name#ja-Kana-JP', '__proto__', '#', 'sub'],
        NO_PROFILE,
      ),
      ['name', 'family_name'],
    )
    const standard = ['email_verified', 'updated_at', 'address', 'preferred_username']
    t.same(offeredClaims(standard, NO_PROFILE).length, 4)
    const profile = profileOf({ building: { from: 'building' }, sub: { from: 'sub', prefix: 'x' } })
    t.same(offeredClaims(['building#de', 'tenant', 'sub', 'name'], profile), ['building', 'name'])
  },
)

t.test('Core §5.5: what was asked for is kept with the grant', async (t) => {
  const asked = { id_token: ['name', 'gender'], userinfo: ['preferred_username'] }
  t.same(requestedClaimsOf(requestedClaimsText(asked)), asked)
  t.equal(requestedClaimsText(NO_CLAIMS), null)
  t.same(requestedClaimsOf(null), NO_CLAIMS)
})

t.test('Core §5.5: single claims that the scope does not ask for already', async (t) => {
  const asked = { id_token: ['email', 'gender'], userinfo: ['gender', 'name', 'email_verified'] }
  const beyond = claimsBeyondScope(NO_PROFILE, new Set(['openid', 'email']), asked)
  t.same(beyond, new Set(['gender', 'name']))
})

t.test('Core §3.1.2.4: what a profile tells unasked is named by what it comes from', async (t) => {
  const profile = profileOf({
    name: { from: 'email' },
    nickname: { from: 'username' },
    uid: { from: 'sub' },
    family_name: { value: '-' },
    mobile: { from: 'phone_number', scope: 'phone' },
    building: { from: 'building', in: ['access_token'] },
    given_name: { from: 'name', scope: 'address' },
  })
  const beyond = (scope: string[], id_token: string[] = []) =>
    claimsBeyondScope(profile, new Set(scope), { id_token, userinfo: [] })
  t.same(beyond(['openid']), new Set(['email', 'preferred_username', 'building']))
  t.same(beyond(['openid', 'email', 'profile', 'phone']), new Set(['building']), 'its scope names it already')
  t.same(
    beyond(['openid'], ['given_name', 'gender', 'family_name']),
    new Set(['gender', 'email', 'preferred_username', 'building', 'name']),
    'also where a claim was asked for by the name that the profile gives it',
  )
})
