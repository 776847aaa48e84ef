import t from 'tap'
import { makeBoundedSet } from '../../src/primitives/bounded-set.ts'

t.test('Bounded set: full, it forgets what was added first', (t) => {
  const set = makeBoundedSet(2)
  for (const value of ['a', 'b', 'b', 'c']) set.add(value)
  t.same(
    ['a', 'b', 'c'].map((value) => set.has(value)),
    [false, true, true],
  )
  set.add('d')
  t.same(
    ['b', 'c', 'd'].map((value) => set.has(value)),
    [false, true, true],
  )
  t.end()
})
