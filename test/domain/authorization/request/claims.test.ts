import t from 'tap'
import { parseClaims } from '../../../../src/domain/authorization/request/claims.ts'

const parse = (claims: unknown) => parseClaims({ claims: JSON.stringify(claims) }, 'code')

t.test('Core §5.5: the request of the example', async (t) => {
  const { id_token, userinfo } = parse({
    userinfo: {
      given_name: { essential: true },
      nickname: null,
      email: { essential: true },
      email_verified: { essential: true },
      picture: null,
      'http://example.info/claims/groups': null,
    },
    id_token: {
      auth_time: { essential: true },
      acr: { values: ['urn:mace:incommon:iap:silver'] },
    },
  })
  const any = { values: undefined }
  t.same(Object.fromEntries(userinfo), {
    given_name: { essential: true, ...any },
    nickname: { essential: false, ...any },
    email: { essential: true, ...any },
    email_verified: { essential: true, ...any },
    picture: { essential: false, ...any },
    'http://example.info/claims/groups': { essential: false, ...any },
  })
  t.same(Object.fromEntries(id_token), {
    auth_time: { essential: true, ...any },
    acr: { essential: false, values: ['urn:mace:incommon:iap:silver'] },
  })
})

t.test('Core §5.5.1: value is a list of one', async (t) => {
  const { id_token } = parse({ id_token: { sub: { value: '248289761001' } } })
  t.same(id_token.get('sub'), { essential: false, values: ['248289761001'] })
})

t.test('Core §5.5: members that are not understood are ignored, at each depth', async (t) => {
  const none = { id_token: new Map(), userinfo: new Map() }
  t.same(parse({ verified_claims: [1], id_token: null }), none)
  t.same(parseClaims({}, 'id_token'), none)
  t.same(parse({ userinfo: { name: { purpose: 'greeting' } } }).userinfo.size, 1)
  t.same([...parse(JSON.parse('{"userinfo":{"__proto__":null}}')).userinfo.keys()], ['__proto__'])
})

const WRONG: readonly (readonly [what: string, claims: string])[] = [
  ['no JSON', '{'],
  ['a text', '"name"'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '7'],
  ['a place that is a list', '{"userinfo":["name"]}'],
  ['a place that is a text', '{"id_token":"name"}'],
  ['a claim that is true', '{"userinfo":{"name":true}}'],
  ['a claim that is a list', '{"userinfo":{"name":[]}}'],
  ['essential that is a text', '{"userinfo":{"name":{"essential":"true"}}}'],
  ['values that are a text', '{"userinfo":{"name":{"values":"Ada"}}}'],
]

for (const [what, claims] of WRONG) {
  t.test(`Core §5.5: ${what} is invalid_request`, async (t) => {
    t.throws(() => parseClaims({ claims }, 'code'), { code: 'invalid_request', reason: 'claims-malformed' })
  })
}

t.test('Core §5.5: userinfo needs a response type that gives an access token', async (t) => {
  const claims = '{"userinfo":{"name":null}}'
  t.throws(() => parseClaims({ claims }, 'id_token'), { code: 'invalid_request', reason: 'claims-malformed' })
  for (const type of ['code', 'id_token token', 'code id_token'] as const) {
    t.equal(parseClaims({ claims }, type).userinfo.size, 1)
  }
})
