import t from 'tap'
import { listed } from '../../src/dev/home-page.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)

t.test('Dev mode: names are listed, and of many the rest is counted', async (t) => {
  t.equal(listed([]), 'none yet')
  t.equal(listed(['ada', 'grace']), 'ada, grace')
  t.match(listed(names(12)), /n11, n12$/)
  t.match(listed(names(15)), /n11, n12 and 3 more$/)
})
