/**
 * Patterns that people choose most, and that whoever guesses tries first: lines, letters, rounds, spirals and zigzags,
 * drawn from either end, turned and mirrored in every way.
 */
import { completePattern, type GridSize } from './pattern.ts'

/** Points are row-major indexes, one hexadecimal digit each. */
type Shapes = Readonly<{
  /** Ways over the grid of which every piece is common too; a round stands here twice, as it may begin anywhere. */
  ways: readonly string[]
  /** Figures that are common as a whole. */
  figures: readonly string[]
}>

/** What a turn or a mirror makes of another is not here: N of Z, W of M, C of U, 5 of S. */
const SHAPES: Readonly<Record<GridSize, Shapes>> = {
  3: {
    ways: [
      '0125876301258763', // along the edge: L, U, J, O
      '012587634', // spiral: G, 6
      '012543678', // to and fro: S
      '012345678', // as one reads
      '048',
      '15731573', // diamond
      '01430143', // square of four
    ],
    figures: [
      ...['0124678', '01246', '0124876', '01248', '01247', '0134', '013467'], // Z, 7, 3, T
      ...['6304258', '63042', '03752', '042', '63158'], // M, V, A
      ...['6301254', '63014', '63012548', '630148', '036751', '036458', '034528'], // P, R, D, h, 4
      ...['048763', '04876', '048526', '0485263', '14735', '01458', '13457'], // triangle, hourglass, plus, stairs
    ],
  },
  4: {
    ways: [
      '01237bfedc8401237bfedc84', // along the edge
      '01237bfedc8456a9', // spiral
      '0123765489abfedc', // to and fro
      '0123456789abcdef', // as one reads
      '05af',
      '49e', // the shorter diagonals
      '127bed84127bed84', // octagon
      '01540154', // squares of four, in each place
      '12651265',
      '56a956a9',
    ],
    figures: [
      ...['012369cdef', '012369c', '01236afedc', '0126', '012659ab'], // Z, 7, 3
      ...['c8405637bf', 'c84056', '049a73', '059a63', '0563', 'c84127bf'], // M, V, A
      ...['c8401265', 'c840123765', 'c8401265af', '048cdeb721'], // P, R, D
      ...['05afedc84', '05afedc', '05afb7369c', '05afb7369c84', '0156abf', '05a9', '59af'], // triangle, hourglass, stairs
    ],
  },
}

/** @param points as `completePattern` takes them; what is no pattern at all is not a common one */
export function isCommonPattern(grid: GridSize, points: readonly number[]): boolean {
  const drawn = completePattern(grid, points)
  if (drawn === undefined) return false
  const { ways, figures } = SHAPES[grid]
  return imagesOf(grid, drawn)
    .flatMap((image) => [textOf(image), textOf(image.toReversed())])
    .some((text) => figures.includes(text) || ways.some((way) => way.includes(text)))
}

const textOf = (points: readonly number[]): string => points.map((point) => point.toString(16)).join('')

/** The eight that turns and mirrors make of a pattern. */
function imagesOf(grid: GridSize, points: readonly number[]): number[][] {
  const last = grid - 1
  const places = points.map((point) => ({ row: Math.floor(point / grid), column: point % grid }))
  const upright = [places, places.map(({ row, column }) => ({ row: column, column: row }))]
  const mirrored = upright.flatMap((each) => [
    each,
    each.map(({ row, column }) => ({ row, column: last - column })),
  ])
  const all = mirrored.flatMap((each) => [each, each.map(({ row, column }) => ({ row: last - row, column }))])
  return all.map((each) => each.map(({ row, column }) => row * grid + column))
}
