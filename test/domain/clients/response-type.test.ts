import t from 'tap'
import {
  asksFor,
  canonicalResponseType,
  isFrontChannel,
  RESPONSE_TYPES,
  responseTypeFaults,
} from '../../../src/domain/clients/response-type.ts'

t.test('RFC 6749 §3.1.1: the order of the words does not matter', async (t) => {
  for (const type of RESPONSE_TYPES) {
    t.equal(canonicalResponseType(type), type)
    t.equal(canonicalResponseType(type.split(' ').reverse().join(' ')), type)
  }
  t.notOk(
    RESPONSE_TYPES.some((type) => type === canonicalResponseType('code code')),
    'each word once',
  )
})

t.test('Multiple Response Types §5: what comes straight from the authorization endpoint', async (t) => {
  t.same(RESPONSE_TYPES.filter(isFrontChannel), RESPONSE_TYPES.slice(1))
  t.same(
    RESPONSE_TYPES.filter((type) => asksFor(type, 'token')),
    ['id_token token', 'code token', 'code id_token token'],
  )
})

const GRANTS: readonly (readonly [response_type: string, ...grant_types: string[]])[] = [
  ['code', 'authorization_code'],
  ['id_token', 'implicit'],
  ['id_token token', 'implicit'],
  ['code id_token', 'authorization_code', 'implicit'],
  ['code token', 'authorization_code', 'implicit'],
  ['code id_token token', 'authorization_code', 'implicit'],
]

for (const [response_type, ...grant_types] of GRANTS) {
  t.test(
    `OpenID Connect Registration §2: ${response_type} goes with ${grant_types.join(' and ')}`,
    async (t) => {
      t.same(responseTypeFaults([...grant_types, 'refresh_token'], [response_type]), [])
      for (const missing of grant_types) {
        const others = grant_types.filter((grant) => grant !== missing)
        t.match(responseTypeFaults(others, [response_type]), [`${response_type} needs ${missing}`])
      }
      const all = ['authorization_code', 'implicit']
      t.equal(responseTypeFaults(all, [response_type]).length, all.length - grant_types.length)
    },
  )
}
