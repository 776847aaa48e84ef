/**
 * PINs that people choose most, and that whoever guesses tries first: told by rules rather than by a list.
 *
 * The rules follow what was found in leaked and collected PINs: few digits, runs, repetitions, dates, and walks
 * over the keys.
 */

/** What no rule tells: constants, a word on the keys, numbers with a meaning. */
const NOTED = [
  ...['1004', '1123', '1337', '2718', '3141', '4711', '5150', '5683', '0007', '0420', '0911', '1379'],
  ...['112358', '131420', '141421', '271828', '314159', '520131', '867530'],
]

/** @param digits ASCII, as `parsePin` gives them */
export function isCommonPin(digits: string): boolean {
  return (
    NOTED.includes(digits) ||
    isRun(digits.split('').map(Number)) ||
    isCountOfPairs(digits) ||
    isRepetition(digits) ||
    isDate(digits) ||
    isKeypadWalk(digits)
  )
}

/** 1234, 4321, 2468, 1111, also past the ends: 7890, 1098. */
function isRun(numbers: readonly number[]): boolean {
  const steps = numbers.slice(1).map((number, index) => (number - Number(numbers[index]) + 10) % 10)
  return steps.every((step) => step === steps[0] && [0, 1, 2, 8, 9].includes(step))
}

/** 010203, 101112, 102030, 112233. */
function isCountOfPairs(digits: string): boolean {
  if (digits.length < 6 || digits.length % 2 > 0) return false
  const numbers = Array.from({ length: digits.length / 2 }, (_, at) =>
    Number(digits.slice(2 * at, 2 * at + 2)),
  )
  const steps = numbers.slice(1).map((number, index) => Math.abs(number - Number(numbers[index])))
  return steps.every((step) => step === steps[0] && [1, 10, 11].includes(step))
}

/** 1212, 123123, 1122, 111222, 1221, 123321, 1000. */
function isRepetition(digits: string): boolean {
  const repeats = [/^(\d+)\1+$/, /^((\d)\2+){2,}$/, /^\d0+$/].some((form) => form.test(digits))
  return repeats || reversed(digits) === digits
}

const reversed = (digits: string): string => digits.split('').reverse().join('')

/** 1984; 311299 and 123199; 991231; the same with all four digits of the year. */
function isDate(digits: string): boolean {
  if (digits.length === 4) return isYear(digits)
  if (digits.length !== 6 && digits.length !== 8) return false
  const [first, second] = [digits.slice(0, 2), digits.slice(2, 4)]
  const yearLast = isYear(digits.slice(4)) && (isDayOf(first, second) || isDayOf(second, first))
  return yearLast || (isYear(digits.slice(0, -4)) && isDayOf(digits.slice(-4, -2), digits.slice(-2)))
}

/** 1940 to 2029, in which almost everybody and everything dear to them was born. */
const isYear = (digits: string): boolean => /^(?:(?:19)?[4-9]|(?:20)?[0-2])\d$/.test(digits)

const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isDayOf = (month: string, day: string): boolean =>
  Number(day) >= 1 && Number(day) <= Number(MONTH_LENGTHS[Number(month) - 1])

/** Keys of a keypad from 1 to 9: rows, columns and diagonals. */
const LINES = ['123', '456', '789', '147', '258', '369', '159', '357']
const LINE_BY_LINE = new RegExp(`^0?(?:${[...LINES, ...LINES.map(reversed)].join('|')})+0?$`)

/** Along the edge, over the corners, over the middles of the sides; twice, as they may begin anywhere. */
const ROUNDS = ['1236987412369874', '13971397', '26842684']
const BOTH_WAYS_ROUND = [...ROUNDS, ...ROUNDS.map(reversed)]

/** 2580, 147258, 159753, 1236, 147896, 1397. */
function isKeypadWalk(digits: string): boolean {
  if (LINE_BY_LINE.test(digits)) return true
  return digits.length >= 4 && BOTH_WAYS_ROUND.some((round) => round.includes(digits))
}
