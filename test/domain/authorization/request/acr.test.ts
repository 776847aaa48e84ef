import t from 'tap'
import { parseAcr } from '../../../../src/domain/authorization/request/acr.ts'
import { parseClaims } from '../../../../src/domain/authorization/request/claims.ts'

const parse = (acr: unknown, acr_values?: string) =>
  parseAcr({ acr_values }, parseClaims({ claims: JSON.stringify({ id_token: { acr } }) }, 'code'))

t.test('Core §3.1.2.1: acr_values is a wish, in the order it is preferred', async (t) => {
  t.same(parse(undefined, 'b a'), { values: ['b', 'a'], essential: false })
  t.equal(parse(undefined), undefined)
})

t.test('Core §5.5.1.1: acr as a claim, which is wanted or cannot be done without', async (t) => {
  t.same(parse({ values: ['a', 'b'] }), { values: ['a', 'b'], essential: false })
  t.same(parse({ value: 'a', essential: true }), { values: ['a'], essential: true })
  t.same(
    parse({ value: 'a', essential: true }, 'b'),
    { values: ['a'], essential: true },
    'the claim goes first',
  )
  t.equal(parse({ essential: true }), undefined, 'any will do, and there always is one')
  t.same(parse({ essential: true }, 'b'), { values: ['b'], essential: false })
})
