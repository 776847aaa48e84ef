import t from 'tap'
import { recentlyMade } from '../../src/primitives/recently-made.ts'

t.test('Memory: what was made is kept, and of many the most recently asked for', async (t) => {
  const made: string[] = []
  const get = recentlyMade(2, (key) => {
    made.push(key)
    return { key }
  })
  t.equal(get('a'), get('a'))
  get('b')
  t.equal(get('a').key, 'a')
  get('c')
  get('a')
  t.same(made, ['a', 'b', 'c'], 'the one that was asked for is not the one that goes')
  get('b')
  t.same(made, ['a', 'b', 'c', 'b'])
})
