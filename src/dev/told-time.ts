/**
 * An instant said twice: when it is, and how far from now. The page's script says both again in the reader's zone and language.
 *
 * Implements: RFC 7519 §2 (NumericDate).
 */
export type ToldTime = Readonly<{
  /** For the attribute of <time>. */
  iso: string
  when: string
  distance: string
  amount: number
  unit: 'day' | 'hour' | 'minute' | 'second'
}>

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
const DISTANCE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** @param instant in seconds, as `now` */
export function tellTime(instant: number, now: number): ToldTime {
  const date = new Date(instant * 1000)
  const seconds = instant - now
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const)
  const amount = Math.trunc(seconds / size)
  return {
    iso: date.toISOString().replace('.000', ''),
    when: `${WHEN.format(date)} UTC`,
    distance: DISTANCE.format(amount, unit),
    amount,
    unit,
  }
}
