import t from 'tap'
import { claimProfileFaults } from '../../../src/domain/claims/claim-profile-rule.ts'
import { PROTOCOL_CLAIMS } from '../../../src/domain/claims/protocol-claims.ts'
import { readSettings } from '../../../src/domain/settings.ts'
import { TenantPolicy } from '../../../src/domain/tenants/tenant-policy.ts'

const policy = readSettings(TenantPolicy, {
  attributes: ['building', 'tenant_ids'],
  resources: [{ resource: 'https://api.example', name: 'Api', scopes: [{ scope: 'read' }] }],
})

const faultsOf = (claims: Record<string, unknown>) => claimProfileFaults(claims, policy)

t.test('Core §5.1.2: any claim from any attribute, or as a constant', async (t) => {
  const claims = {
    nickname: { from: 'name' },
    given_name: { from: 'name', scope: 'profile' },
    family_name: { value: '-' },
    sub: { from: 'sub', prefix: 'auth0|' },
    sid: { from: 'sid' },
    updated_at: { from: 'updated_at', as: 'iso8601' },
    mobile: { from: 'phone_number', else: null },
    tenant_id: { from: 'tenant_ids', as: 'array', prefix: 't-', in: ['id_token', 'access_token'] },
    building: { from: 'building', as: 'string', prefix: 'b', scope: 'read' },
    nothing: { value: null },
    'https://acme.example/uid': { from: 'sub' },
    username: { from: 'username' },
    email: { from: 'preferred_username', in: ['userinfo'] },
  }
  t.same(faultsOf(claims), [])
  t.same(faultsOf({}), [])
})

const WRONG: readonly (readonly [name: string, mapping: unknown, fault: RegExp])[] = [
  [
    'x',
    { from: 'shoe_size' },
    /^claim x: there is no attribute shoe_size: there are sub, username, .*building/,
  ],
  ['x', { from: 'constructor' }, /no attribute constructor/],
  ['x', { from: 'sid' }, /no attribute sid/],
  ['x', {}, /^claim x: must say either from, .* or value/],
  ['x', { from: 'name', value: 1 }, /must say either/],
  ['x', { from: 'name', value: null }, /must say either/],
  ['x', { value: 1, prefix: 'a', else: null }, /told as it stands, without prefix and else$/],
  ['x', { value: 1, as: 'string' }, /without as$/],
  ['x', { from: 'updated_at', as: 'iso8601', prefix: 'a' }, /a prefix makes a text, which is no iso8601/],
  ['x', { from: 'name', as: 'boolean', prefix: 'a' }, /which is no boolean/],
  ['x', { from: 'name', as: 'date' }, /^claim x: as must be one of array, string/],
  ['x', { from: 'name', in: [] }, /^claim x: in /],
  ['x', { from: 'name', in: ['logout'] }, /^claim x: in.0 must be one of id_token, userinfo, access_token/],
  ['x', { from: 'name', scope: 'nothing' }, /there is no scope nothing: there are openid, .*read/],
  ['x', { from: 'name', colour: 'red' }, /^claim x: unknown: colour/],
  ['x', { from: '' }, /^claim x: from /],
  ['x', { from: 'name', prefix: '' }, /^claim x: prefix /],
  ['x', 'name', /^claim x: must be object/],
  ['x', null, /^claim x: must be object/],
  ['a b', { value: 1 }, /^claim "a b" must have 1 to 200 printable ASCII characters/],
  ['name#de', { value: 1 }, /^claim "name#de" must/],
  ['', { value: 1 }, /^claim "" must/],
  ['n\u00e4me', { value: 1 }, /^claim "näme" must/],
  ['sub', { from: 'email' }, /^claim sub is set by the server alone, and can only have a prefix/],
  ['sub', { value: 'x' }, /^claim sub/],
  ['sub', { from: 'sub' }, /^claim sub/],
  ['sub', { from: 'sub', prefix: 'a b' }, /^claim sub/],
  ['sub', { from: 'sub', prefix: 'a'.repeat(101) }, /^claim sub/],
  ['sub', { from: 'sub', prefix: 'a', as: 'string' }, /^claim sub/],
  ['sub', { from: 'sub', prefix: 'a', scope: 'profile' }, /^claim sub/],
  ['sub', null, /^claim sub/],
  ['sid', { value: 'x' }, /^claim sid is set by the server alone, and can only be told or not/],
  ['sid', { from: 'sid', prefix: 'x' }, /^claim sid/],
]

t.test('Core §2, §5.1.2: what a profile cannot say, told by the claim', async (t) => {
  for (const [name, mapping, fault] of WRONG) {
    t.match(faultsOf({ [name]: mapping }), [fault], `${name}: ${JSON.stringify(mapping)}`)
  }
})

t.test('Core §2: nobody but the server says what a token says of itself', async (t) => {
  for (const name of PROTOCOL_CLAIMS) {
    t.match(faultsOf({ [name]: { value: 'x' } }), [new RegExp(`^claim ${name} is set by the server alone`)])
  }
  t.ok(PROTOCOL_CLAIMS.size > 25)
})

t.test('Claim profiles: every fault is told at once', async (t) => {
  t.match(
    faultsOf({ iss: { value: 1 }, aud: { from: 'nobody' }, x: { from: 'y', scope: 'z' }, ok: { value: 1 } }),
    [
      /^claim iss is/,
      /^claim aud is/,
      /^claim aud: there is no attribute/,
      /^claim x: there is no attribute/,
      /^claim x: there is no scope/,
    ],
  )
})

t.test('Claim profiles: tokens travel in headers and addresses, so there is an end to them', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`c${index}`, { value: 1 }]))
  t.same(faultsOf(many), ['there are more than 100 claims'])
  t.same(faultsOf({ x: { value: 'a'.repeat(20_000) } }), [
    'the claims have more than 20000 characters of JSON',
  ])
})
