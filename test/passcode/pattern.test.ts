import t from 'tap'
import { completePattern, parsePattern } from '../../src/passcode/pattern.ts'

t.test('Visual passcode: a step over an unused point includes it', async (t) => {
  t.same(completePattern(3, [0, 2, 8]), [0, 1, 2, 5, 8], 'along a row and a column')
  t.same(completePattern(3, [8, 0, 1]), [8, 4, 0, 1], 'across, backwards')
  t.same(completePattern(3, [2, 6]), [2, 4, 6], 'across the other way: three points from two')
  t.same(completePattern(4, [0, 15]), [0, 5, 10, 15], 'two points at once, in the order they are passed')
  t.same(completePattern(4, [12, 0, 3]), [12, 8, 4, 0, 1, 2, 3])
})

t.test('Visual passcode: a used point may be passed again', async (t) => {
  t.same(completePattern(3, [1, 0, 2]), [1, 0, 2])
  t.same(completePattern(3, [4, 0, 8]), [4, 0, 8])
  t.same(completePattern(4, [1, 0, 3]), [1, 0, 2, 3], 'only the unused one of two is included')
})

t.test('Visual passcode: a knight’s step passes over nothing', async (t) => {
  t.same(completePattern(3, [0, 5, 6]), [0, 5, 6])
  t.same(completePattern(3, [0, 7, 2]), [0, 7, 2])
})

t.test('Visual passcode: a complete pattern stays as it is', async (t) => {
  t.same(completePattern(3, [0, 1, 2, 5, 8]), [0, 1, 2, 5, 8])
  t.same(completePattern(3, [0, 1, 2, 5, 4, 3, 6, 7, 8])?.length, 9)
})

t.test('Visual passcode: as many patterns of three points as can be drawn, and no more', async (t) => {
  for (const { grid, patterns } of [
    { grid: 3, patterns: 320 },
    { grid: 4, patterns: 1744 },
  ] as const) {
    const points = Array.from({ length: grid * grid }, (_, point) => point)
    const drawn = points.flatMap((a) =>
      points.flatMap((b) => points.map((c) => completePattern(grid, [a, b, c]))),
    )
    t.equal(drawn.filter((pattern) => pattern?.length === 3).length, patterns)
  }
})

t.test('Visual passcode: what cannot be drawn is no pattern', async (t) => {
  const refused = [
    [],
    [0],
    [0, 1],
    [0, 1, 0],
    [0, 2, 1],
    [0, 1, 9],
    [-1, 0, 1],
    [0, 1, 1.5],
    [0, 1, Number.NaN],
  ]
  for (const points of refused) t.equal(completePattern(3, points), undefined, JSON.stringify(points))
  t.equal(completePattern(4, [0, 1, 16]), undefined)
})

t.test('Visual passcode: typed patterns count from 1, with any separators', async (t) => {
  for (const text of ['1-5-9', '1 5 9', '1,5,9', '159', ' 1 – 5 → 9. ', '19', '١-٥-٩']) {
    t.same(parsePattern(3, text), [0, 4, 8], text)
  }
  for (const text of ['1-6-11-16', '1 16', '01/06/11/16']) t.same(parsePattern(4, text), [0, 5, 10, 15], text)
})

t.test('Visual passcode: what is typed and is no pattern is told', async (t) => {
  for (const text of ['', '1-2', '1-5-0', '1-5-1', '10-5', 'one 5 9', '1-5-9 a']) {
    t.equal(parsePattern(3, text), undefined, text)
  }
  for (const text of ['1-6-17', '161116', '0-5-10']) t.equal(parsePattern(4, text), undefined, text)
})
