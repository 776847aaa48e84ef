import t from 'tap'
import { isCommonPattern } from '../../src/passcode/common-patterns.ts'
import { completePattern, type GridSize } from '../../src/passcode/pattern.ts'

const isCommon = (grid: GridSize, text: string): boolean =>
  isCommonPattern(
    grid,
    Array.from(text, (digit) => Number.parseInt(digit, 16)),
  )

t.test('Visual passcode: letters, lines, rounds and spirals of 3 x 3 are common', async (t) => {
  const common = {
    lines: '012 147 246 840',
    L: '03678 01258 25876 2103 6780',
    'C and U': '2103678 0367852 6301258',
    'Z and N': '0124678 6304852 2104876 0367 01246',
    'S, 2 and 5': '210345876 012543678 630147852 876543210',
    'M and W': '6304258 0364852',
    'V and A': '03752 042 648 63158',
    O: '01258763 52103678 7630125 10367852',
    spiral: '012587634 436785210 2103678 210367854',
    'as one reads': '012345678 036147258',
    'diamond and square': '1573 3157 0143 4785',
    'P, R, D': '6301254 63012548 036751',
    'triangle, hourglass, plus, stairs': '048763 0485263 14735 01458',
  }
  for (const [what, patterns] of Object.entries(common)) {
    for (const pattern of patterns.split(' ')) t.ok(isCommon(3, pattern), `${what}: ${pattern}`)
  }
})

t.test('Visual passcode: letters, lines, rounds and spirals of 4 x 4 are common', async (t) => {
  const common =
    '0123 05af 49e 37bf 048cdef 3210 048cdefb73 012369cdef 012369c 0123765489abfedc 01237bfedc8456a9 c8405637bf 0154 aefb 127bed84 56a9 6512 05afedc84'
  for (const pattern of common.split(' ')) t.ok(isCommon(4, pattern), pattern)
})

/** Every figure turned by a quarter again and again, mirrored, and drawn from its other end. */
function variantsOf(grid: GridSize, points: readonly number[]): number[][] {
  const turned = (each: readonly number[]) =>
    each.map((point) => (point % grid) * grid + (grid - 1 - Math.floor(point / grid)))
  const mirrored = points.map((point) => point - (point % grid) + grid - 1 - (point % grid))
  const variants: number[][] = []
  for (const start of [[...points], mirrored]) {
    let image = start
    for (let quarter = 0; quarter < 4; quarter++) {
      variants.push(image, image.toReversed())
      image = turned(image)
    }
  }
  return variants
}

t.test('Visual passcode: turned, mirrored and backwards they are as common', async (t) => {
  for (const [grid, points] of [
    [3, [6, 3, 0, 1, 2, 5, 4]],
    [3, [0, 3, 6, 7, 8]],
    [4, [0, 1, 2, 3, 6, 9, 12, 13, 14, 15]],
  ] as const) {
    const variants = variantsOf(grid, points)
    t.equal(variants.length, 16)
    for (const variant of variants) t.ok(isCommonPattern(grid, variant), String(variant))
  }
})

t.test('Visual passcode: a pattern counts with the points that it passes over', async (t) => {
  t.ok(isCommonPattern(3, [0, 8]))
  t.ok(isCommonPattern(3, [0, 2, 6, 8]), 'Z')
  t.ok(isCommonPattern(4, [0, 3, 12, 15]))
})

t.test('Visual passcode: other patterns are not common, nor is what is no pattern', async (t) => {
  for (const pattern of ['05732', '15063', '41608', '073258', '481357', '0516'])
    t.notOk(isCommon(3, pattern), pattern)
  for (const pattern of ['0728', '16b4d', '9027', '0d3e1']) t.notOk(isCommon(4, pattern), pattern)
  for (const points of [[], [0], [0, 1], [0, 1, 0], [0, 1, 9]])
    t.notOk(isCommonPattern(3, points), String(points))
})

/** Every pattern of so many points: each step leads to a point beside, or over points that are used. */
function patternsOf(grid: GridSize, length: number, begun: readonly number[] = []): number[][] {
  if (begun.length === length) return [[...begun]]
  const cells = Array.from({ length: grid * grid }, (_, cell) => cell).filter((cell) => !begun.includes(cell))
  return cells
    .map((cell) => [...begun, cell])
    .filter((next) => {
      const drawn = completePattern(grid, next)
      // Two points are a pattern only with a third that was passed over.
      return next.length < 3 ? drawn === undefined : drawn?.length === next.length
    })
    .flatMap((next) => patternsOf(grid, length, next))
}

t.test('Visual passcode: by far most patterns are left to choose from', async (t) => {
  const shares = { 4: 0.1, 5: 0.03, 6: 0.01 }
  for (const [length, share] of Object.entries(shares)) {
    const patterns = patternsOf(3, Number(length))
    const common = patterns.filter((points) => isCommonPattern(3, points))
    t.ok(common.length > 100)
    t.ok(common.length < patterns.length * share, `${common.length} of ${patterns.length}`)
  }
  t.equal(patternsOf(3, 5).length, 7152, 'all of them are asked')
})
