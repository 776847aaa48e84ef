import t from 'tap'
import type { ClaimShape } from '../../../src/domain/claims/claim-mapping.ts'
import { prefixed, shaped } from '../../../src/domain/claims/claim-shape.ts'

const CASES: readonly (readonly [ClaimShape | undefined, unknown, unknown])[] = [
  [undefined, { a: 1 }, { a: 1 }],
  ['array', 'a', ['a']],
  ['array', ['a', 'b'], ['a', 'b']],
  ['array', [], []],
  ['string', 'a', 'a'],
  ['string', ['a', 'b'], 'a'],
  ['string', [], undefined],
  ['string', true, 'true'],
  ['string', 1.5, '1.5'],
  ['string', { country: 'NZ' }, '{"country":"NZ"}'],
  ['number', 7, 7],
  ['number', ' 7.5 ', 7.5],
  ['number', '', undefined],
  ['number', 'seven', undefined],
  ['number', 'Infinity', undefined],
  ['number', true, undefined],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['boolean', false, false],
  ['boolean', 'yes', undefined],
  ['boolean', 1, undefined],
  ['iso8601', 1_727_727_450, '2024-09-30T20:17:30Z'],
  ['iso8601', 0, '1970-01-01T00:00:00Z'],
  ['iso8601', 253_402_300_799, '9999-12-31T23:59:59Z'],
  ['iso8601', 253_402_300_800, undefined],
  ['iso8601', -1, undefined],
  ['iso8601', '2024-09-30', '2024-09-30'],
  ['iso8601', true, undefined],
]

t.test('RFC 7519 §2: a value in the shape that a client wants', async (t) => {
  for (const [shape, value, wanted] of CASES) {
    t.same(shaped(value, shape), wanted, `${JSON.stringify(value)} as ${shape}`)
  }
})

t.test('Core §5.1.2: a prefix stands before texts and numbers, each of a list', async (t) => {
  t.equal(prefixed('a', undefined), 'a')
  t.equal(prefixed('a', 'x|'), 'x|a')
  t.equal(prefixed(5, 'x'), 'x5')
  t.same(prefixed(['a', 1], 'x'), ['xa', 'x1'])
  t.equal(prefixed(true, 'x'), undefined)
  t.equal(prefixed(undefined, 'x'), undefined)
})
