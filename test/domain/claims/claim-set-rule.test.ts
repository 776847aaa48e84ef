import t from 'tap'
import { claimSetFaults } from '../../../src/domain/claims/claim-set-rule.ts'

t.test('Core §5.1.2: texts, numbers, true and false, null, and lists of them', async (t) => {
  const claims = {
    building_address: '1 Pier',
    floor: 3,
    lift: true,
    annex: null,
    doors: ['a', 1, false],
    none: [],
  }
  t.same(claimSetFaults(claims), [])
  t.same(claimSetFaults({}), [])
})

t.test('Core §2, §5.1: nothing of a person, nothing of a token, nothing with members', async (t) => {
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['iss', 'x', /^claim iss is set by the server alone/],
    ['org_id', 'x', /^claim org_id is set by the server alone/],
    ['ORG_ID', 'x', /^claim ORG_ID is set by the server alone/],
    ['Email', 'x', /^claim Email says something of a person/],
    ['sub', 'x', /^claim sub says something of a person/],
    ['name', 'x', /^claim name says something of a person/],
    ['email', 'x', /^claim email says/],
    ['username', 'x', /^claim username says/],
    ['a b', 'x', /^claim "a b" must have 1 to 200/],
    ['x', { a: 1 }, /^claim x must be a text .*, or null$/],
    ['x', [null], /^claim x must be/],
    ['x', [['a']], /^claim x must be/],
    ['x', 'a'.repeat(2001), /^claim x must be/],
    ['x', Array(101).fill(1), /^claim x must be/],
  ]
  for (const [name, value, fault] of wrong) {
    t.match(
      claimSetFaults({ [name]: value }),
      [fault],
      `${name}: ${String(JSON.stringify(value)).slice(0, 40)}`,
    )
  }
  t.match(claimSetFaults({ aud: 1, x: {} }), [/^claim aud/, /^claim x/], 'all at once')
})

t.test('Claim sets: there is an end to them', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, 1]))
  t.same(claimSetFaults(many), ['there are more than 50 claims'])
  const long = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`c${index}`, 'a'.repeat(2000)]))
  t.same(claimSetFaults(long), ['the claims have more than 8000 characters of JSON'])
})
