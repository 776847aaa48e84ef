/**
 * Chance has the length that was asked for and does not come twice.
 */
import t from 'tap'
import { systemRandom } from '../../src/primitives/random.ts'

t.test('Chance: as many bytes as asked for, other ones at each draw', async (t) => {
  t.equal(systemRandom('nothing', 0).length, 0)
  const draws = Array.from({ length: 100 }, () => systemRandom('code', 32))
  t.ok(draws.every((draw) => draw.length === 32))
  t.equal(new Set(draws.map((draw) => draw.toString('hex'))).size, 100)
})
