/**
 * When a logout token that could not be delivered is tried again, and when no more.
 */
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From one try to the next, in seconds; a day after the session ended the last of them has failed. */
const WAITS = [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR] as const

/** For so long nobody else tries: longer than a try takes. */
export const CLAIM_TTL = MINUTE

/** For administrators, delivered or given up. */
export const KEPT_FOR = 7 * DAY

/** @returns undefined when it is given up */
export const waitAfter = (tries: number): number | undefined => WAITS[tries - 1]
