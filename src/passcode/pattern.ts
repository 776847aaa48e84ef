/**
 * A pattern: points of a square grid in the order they are joined, each at most once.
 *
 * A step over an unused point on the straight line includes that point, as on Android. The rule is applied here and
 * not by the page, so that touch, keyboard and typed numbers agree.
 */
import { foldDigits } from './pin.ts'

export type GridSize = 3 | 4

const LEAST_POINTS = 3

/**
 * @param points row-major indexes from 0
 * @returns the points with those passed over; undefined for a pattern that cannot be drawn or is shorter than 3.
 */
export function completePattern(grid: GridSize, points: readonly number[]): number[] | undefined {
  const joined: number[] = []
  for (const point of points) {
    if (!Number.isInteger(point) || point < 0 || point >= grid * grid) return undefined
    const previous = joined.at(-1)
    const passed = previous === undefined ? [] : pointsBetween(grid, previous, point)
    joined.push(...passed.filter((each) => !joined.includes(each)))
    if (joined.includes(point)) return undefined
    joined.push(point)
  }
  return joined.length >= LEAST_POINTS ? joined : undefined
}

/** The points of the grid that lie on the line from one to another, without its ends. */
function pointsBetween(grid: GridSize, from: number, to: number): number[] {
  const rows = Math.floor(to / grid) - Math.floor(from / grid)
  const columns = (to % grid) - (from % grid)
  const steps = greatestCommonDivisor(Math.abs(rows), Math.abs(columns))
  return Array.from(
    { length: Math.max(steps - 1, 0) },
    (_, index) => from + ((to - from) / steps) * (index + 1),
  )
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

/**
 * A pattern as people type it, counted from 1 with any separators: 1-5-9. Numbers of a grid of 3 have one digit,
 * so that they need no separator.
 *
 * @returns row-major indexes from 0, with those passed over; undefined for anything that is not a pattern.
 */
export function parsePattern(grid: GridSize, text: string): number[] | undefined {
  const typed = foldDigits(text)
  if (/\p{L}/u.test(typed)) return undefined
  const numbers = typed.match(grid === 3 ? /[0-9]/g : /[0-9]+/g) ?? []
  return completePattern(
    grid,
    numbers.map((number) => Number(number) - 1),
  )
}
