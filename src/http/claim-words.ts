/**
 * Claims that stand for something in the words of whoever reads them: a time zone by its city, a birthday as a date. What they
 * are not made for stands for itself.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (zoneinfo, birthdate).
 */
import { parseDay } from '../primitives/clock.ts'

/** Such as London of `Europe/London`. */
export const timeZoneText = (_lang: string, zoneinfo: string): string =>
  zoneinfo.replace(/^(\w+\/)+(?=[\w-]+$)/, '').replaceAll('_', ' ')

/** A day, a day of no year (`0000-12-10`), or a year alone. */
export function birthdayText(lang: string, birthdate: string): string {
  const [year, rest] = [birthdate.slice(0, 4), birthdate.slice(4)]
  if (rest === '') return dayText(lang, `${year}-01-01`, { year: 'numeric' }) ?? birthdate
  // A leap year has every day.
  if (year === '0000') return dayText(lang, `2000${rest}`, { day: 'numeric', month: 'long' }) ?? birthdate
  return dayText(lang, birthdate, { dateStyle: 'long' }) ?? birthdate
}

function dayText(lang: string, day: string, style: Intl.DateTimeFormatOptions): string | undefined {
  const start = parseDay(day)
  if (start === undefined) return undefined
  const format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { ...style, timeZone: 'UTC' })
  return format.format(start * 1000)
}
