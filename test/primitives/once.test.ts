import t from 'tap'
import { once } from '../../src/primitives/once.ts'

t.test('Loading: what is made at the first call is there for every later one', async (t) => {
  let times = 0
  const made = once(async () => {
    times += 1
    return { times }
  })
  t.equal(times, 0, 'not before it is asked for')
  const [first, second] = await Promise.all([made(), made()])
  t.equal(first, second)
  t.equal(await made(), first)
  t.equal(times, 1)
})
