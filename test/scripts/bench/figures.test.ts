/**
 * The arithmetic of the bench: what is compared with what, and when it passes.
 */
import t from 'tap'
import { type Figure, judge, median, meetsGoals, quantile, table } from '../../../scripts/bench/figures.ts'

const figure = (changes: Partial<Figure> = {}): Figure => ({
  what: 'ES256, opaque',
  unit: 'flows/s',
  ours: 5000,
  theirs: 1250,
  goal: { least: 2.8 },
  ...changes,
})

t.test('Bench: the median is the middle one, or between the two in the middle', async (t) => {
  t.equal(median([3]), 3)
  t.equal(median([9, 1, 5]), 5)
  t.equal(median([10, 4, 1, 2]), 3)
  t.throws(() => median([]), { message: 'there is no median of nothing' })
})

t.test('Bench: 99 of 100 lie below the quantile of 0.99', async (t) => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  t.equal(quantile(hundred, 0.99), 100)
  t.equal(quantile(hundred, 0.5), 51)
  t.equal(quantile([7], 0.99), 7)
  t.throws(() => quantile([], 0.99), { message: 'there is no quantile of nothing' })
})

t.test('Bench: more is better where a goal says at least, and less where it says at most', async (t) => {
  t.match(judge(figure()), { ratio: 4, verdict: 'ok' })
  t.match(judge(figure({ ours: 3500 })), { ratio: 2.8, verdict: 'ok' })
  t.match(judge(figure({ ours: 3499 })), { verdict: 'below' })
  t.match(judge(figure({ ours: 130, theirs: 100, goal: { most: 1.3 } })), { verdict: 'ok' })
  t.match(judge(figure({ ours: 131, theirs: 100, goal: { most: 1.3 } })), { verdict: 'above' })
})

t.test(
  'Bench: without another side the figure itself is held to the goal; without a goal it is told',
  async (t) => {
    const page = figure({ ours: 16_889, theirs: undefined, goal: { most: 40_000 } })
    t.match(judge(page), { ratio: undefined, verdict: 'ok' })
    t.match(judge({ ...page, ours: 40_001 }), { verdict: 'above' })
    t.match(judge(figure({ goal: undefined })), { ratio: 4, verdict: '' })
  },
)

t.test('Bench: one figure that misses its goal fails the run; one without a goal does not', async (t) => {
  const told = judge(figure({ goal: undefined }))
  t.equal(meetsGoals([judge(figure()), told]), true)
  t.equal(meetsGoals([judge(figure()), told, judge(figure({ ours: 1 }))]), false)
  t.equal(meetsGoals([judge(figure({ ours: 9, theirs: 1, goal: { most: 1.5 } }))]), false)
})

t.test('Bench: the table says both figures, the ratio, the goal and the verdict', async (t) => {
  const figures = [
    judge(figure()),
    judge(figure({ what: 'page', unit: 'bytes', theirs: undefined, goal: { most: 9 } })),
  ]
  t.equal(
    table(figures, 'peer'),
    [
      '               unit     Vignette   peer  times    goal',
      'ES256, opaque  flows/s     5,000  1,250   4.00  >= 2.8     ok',
      'page           bytes       5,000                  <= 9  above',
    ].join('\n'),
  )
})
