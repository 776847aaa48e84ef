/**
 * Time as the specifications count it: whole seconds since 1970 (NumericDate). Milliseconds exist in this file only.
 *
 * Implements: RFC 7519 §2.
 */
export type UnixSeconds = number

export const systemClock = (): UnixSeconds => instantOf(new Date())

/** For log lines and pages: 2026-11-21T10:41:07Z. */
export const isoInstant = (instant: UnixSeconds): string =>
  `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`

export const instantOf = (date: Date): UnixSeconds => Math.floor(date.getTime() / 1000)

/** @returns the first second of a day such as 2026-11-21 in UTC; undefined when there is no such day */
export function parseDay(day: string): UnixSeconds | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined
  const start = Date.parse(day) / 1000
  return Number.isNaN(start) || !isoInstant(start).startsWith(day) ? undefined : start
}
