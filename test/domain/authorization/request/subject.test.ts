import t from 'tap'
import { parseClaims } from '../../../../src/domain/authorization/request/claims.ts'
import { parseSubjects } from '../../../../src/domain/authorization/request/subject.ts'

const parse = (claims: unknown) => parseSubjects(parseClaims({ claims: JSON.stringify(claims) }, 'code'))

t.test('Core §5.5.1: sub with a value says whom the client expects', async (t) => {
  t.equal(parse({}), undefined)
  t.equal(parse({ id_token: { sub: null }, userinfo: { sub: { essential: true } } }), undefined)
  t.same(parse({ id_token: { sub: { value: 'a' } } }), new Set(['a']))
  t.same(parse({ userinfo: { sub: { values: ['a', 'b'] } } }), new Set(['a', 'b']))
  const both = { id_token: { sub: { values: ['a', 'b'] } }, userinfo: { sub: { values: ['b', 'c'] } } }
  t.same(parse(both), new Set(['b']))
})

t.test('Core §3.1.2.2: a sub that nobody can have is invalid_request', async (t) => {
  const refused = { code: 'invalid_request', reason: 'claims-subject-impossible' }
  t.throws(() => parse({ id_token: { sub: { values: [] } } }), refused)
  t.throws(() => parse({ id_token: { sub: { value: 'a' } }, userinfo: { sub: { value: 'b' } } }), refused)
})
