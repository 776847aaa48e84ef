import t from 'tap'
import { claimRows, sentenceOf } from '../../src/dev/claim-sentences.ts'
import { CLAIMS_OF_SCOPE } from '../../src/domain/claims/standard-claims.ts'

const NOW = 1_795_250_467
const UNKNOWN = 'Not a standard claim. Whoever issues it says what it means.'
const CORE_2 = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'azp']

t.test('OpenID Connect Core 1.0 §2, §5.1: every standard claim has a sentence of its own', async (t) => {
  const names = [
    ...CORE_2,
    ...Object.values(CLAIMS_OF_SCOPE).flat(),
    'at_hash',
    'c_hash',
    'nbf',
    'jti',
    'sid',
  ]
  const sentences = new Set(names.map((name) => sentenceOf(name, true)))
  t.equal(sentences.size, names.length)
  t.notOk(sentences.has(UNKNOWN))
})

t.test('OpenID Connect Core 1.0 §5.1: the sentence of a scope’s claim names the scope', async (t) => {
  for (const [scope, names] of Object.entries(CLAIMS_OF_SCOPE)) {
    for (const name of names) t.match(sentenceOf(name, true), new RegExp(`From scope ${scope}\\.$`))
  }
})

t.test('OpenID Connect Core 1.0 §5.1.2: any other claim is said to be its issuer’s', async (t) => {
  for (const name of ['https://example.com/role', 'constructor', '__proto__']) {
    t.equal(sentenceOf(name, 'x'), UNKNOWN)
  }
})

t.test('RFC 8176 §2: the methods say what was shown, and never more factors than there were', async (t) => {
  t.equal(
    sentenceOf('amr', ['pwd', 'pin']),
    'How: picture and PIN. Both are things you know, so this is one factor.',
  )
  t.match(sentenceOf('amr', ['pwd']), 'with your picture')
  t.match(sentenceOf('amr', ['otp']), 'RFC 8176')
  t.match(sentenceOf('amr', 'pwd'), 'RFC 8176', 'not a list')
})

t.test('OpenID Connect Core 1.0 §5.1: whether an address was checked is said either way', async (t) => {
  t.match(sentenceOf('email_verified', true), 'The address was checked')
  t.match(sentenceOf('email_verified', false), 'Nobody has checked')
  t.match(sentenceOf('phone_number_verified', 'true'), 'Nobody has checked', 'a string is not true')
})

t.test('OpenID Connect Core 1.0 §2: the token’s own claims come first, an unknown one last', async (t) => {
  const claims = { team: 'blue', name: 'Ada Lovelace', exp: NOW + 60, iss: 'http://localhost:3000' }
  const rows = claimRows(claims, new Set(['exp']), NOW)
  t.same(
    rows.map(({ name }) => name),
    ['iss', 'exp', 'name', 'team'],
  )
  t.same(
    rows.map(({ is_new }) => is_new),
    [false, true, false, false],
  )
})

t.test('RFC 7519 §4.1.4: an instant is told as a time, and only if it is one', async (t) => {
  const [exp, updated_at] = claimRows({ exp: NOW + 60, updated_at: 'yesterday' }, new Set(), NOW)
  t.match(exp, { value: String(NOW + 60), time: { distance: 'in 1 minute' } })
  t.match(updated_at, { value: 'yesterday', time: undefined })
})

t.test('OpenID Connect Core 1.0 §5.1.1: a claim that is no string is shown as JSON', async (t) => {
  const [amr] = claimRows({ amr: ['pwd', 'pin'] }, new Set(), NOW)
  t.equal(amr?.value, '["pwd","pin"]')
})
