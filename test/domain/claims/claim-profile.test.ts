import t from 'tap'
import {
  claimsInProfile,
  findClaimProfile,
  isTold,
  NO_PROFILE,
  readClaimProfile,
} from '../../../src/domain/claims/claim-profile.ts'
import { userOf } from '../../../src/domain/users/user.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { userRow } from '../../helpers/store-rows.ts'

const CLAIMS = { name: 'Bob Marley', tenant_ids: ['04ae', '17bc'], floor: 12, address: { country: 'JM' } }

const bob = userOf(
  userRow({ username: 'Bob', claims: JSON.stringify(CLAIMS), email: 'bob@example.org', email_verified: 1 }),
)

/** What a claim `x` is, of a person as the profile has it. */
function told(mapping: object, sub?: object) {
  const profile = readClaimProfile(JSON.stringify({ x: mapping, ...(sub ? { sub } : {}) }))
  const user = { ...bob, sub: profile.sub_prefix + bob.sub }
  return claimsInProfile(profile, user, ['x', 'x'])
}

t.test('Core §5.1.2: a claim comes from any attribute, or is the same for everybody', async (t) => {
  t.same(told({ from: 'name' }), { x: 'Bob Marley' })
  t.same(told({ from: 'username' }), { x: 'Bob' })
  t.same(told({ from: 'preferred_username' }), { x: 'Bob' })
  t.same(told({ from: 'email' }), { x: 'bob@example.org' })
  t.same(told({ from: 'email_verified' }), { x: true })
  t.same(told({ from: 'updated_at' }), { x: START })
  t.same(told({ from: 'tenant_ids' }), { x: ['04ae', '17bc'] })
  for (const value of ['-', 0, false, null, ['a', 1], { any: { json: null } }]) {
    t.same(told({ value }), { x: value }, JSON.stringify(value))
  }
})

t.test('Core §5.1.2: in a shape, and behind a prefix', async (t) => {
  t.same(told({ from: 'tenant_ids', as: 'string' }), { x: '04ae' })
  t.same(told({ from: 'name', as: 'array' }), { x: ['Bob Marley'] })
  t.same(told({ from: 'updated_at', as: 'iso8601' }), { x: '2027-01-15T08:00:00Z' })
  t.same(told({ from: 'tenant_ids', prefix: 'vts:' }), { x: ['vts:04ae', 'vts:17bc'] })
  t.same(told({ from: 'floor', prefix: 'F' }), { x: 'F12' })
  t.same(told({ from: 'name', as: 'number', else: 'none' }), { x: 'none' }, 'or what stands for none')
  t.same(told({ from: 'address', prefix: 'a' }), {})
})

t.test('Core §5.3.2: what a person does not have is left out, or is told as null', async (t) => {
  t.same(told({ from: 'phone_number' }), {})
  t.same(told({ from: 'constructor' }), {})
  t.same(told({ from: 'phone_number', else: null }), { x: null })
  t.same(told({ from: 'phone_number', else: ['?'], as: 'array', prefix: '+' }), { x: ['?'] })
})

t.test('Core §5.1.2: a name that means something to JavaScript is told like any other', async (t) => {
  const name = '__proto__'
  const profile = readClaimProfile(`{"${name}":{"value":{"admin":true}}}`)
  const claims = claimsInProfile(profile, bob, [name])
  t.equal(JSON.stringify({ ...claims }), `{"${name}":{"admin":true}}`)
  t.equal(claims['admin'], undefined)
})

t.test('Core §5.7: a prefix of sub stands in no other claim', async (t) => {
  t.same(told({ from: 'sub' }, { from: 'sub', prefix: 'auth0|' }), { x: bob.sub })
  t.match(readClaimProfile('{"sub":{"from":"sub","prefix":"auth0|"},"sid":{"from":"sid"}}'), {
    sub_prefix: 'auth0|',
    tells_sid: true,
    claims: new Map(),
  })
  t.same(readClaimProfile('{}'), NO_PROFILE)
})

t.test('Core §5.4: where a claim is told, and with which scope', async (t) => {
  const openid = new Set(['openid'])
  const places = (mapping: Parameters<typeof isTold>[0]) =>
    (['id_token', 'userinfo', 'access_token'] as const).filter((place) => isTold(mapping, place, openid))
  t.same(places({ from: 'name' }), ['id_token', 'userinfo'])
  t.same(places({ from: 'name', in: ['access_token'] }), ['access_token'])
  t.same(places({ from: 'name', scope: 'profile' }), [])
  t.same(places({ from: 'name', scope: 'openid', in: ['userinfo'] }), ['userinfo'])
})

t.test(
  'Core §5.7: without the profile that a client has, nobody is told of under another name',
  async (t) => {
    const server = await startServer(t)
    const inside = await server.tenant()
    t.equal(await findClaimProfile(inside, undefined), NO_PROFILE)
    await t.rejects(findClaimProfile(inside, 'vts'), /no claim profile vts/)
  },
)
