/**
 * What English letters are put together from: times, browsers, and the names of what a passcode is made of.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { browserName } from './browser-name.ts'
import type { ChangedWith, Requester } from './letter.ts'
import type { Surroundings } from './wording.ts'

/** In which zone somebody reads is not known; a time that names its own is right everywhere. */
const ZONE = { timeZone: 'UTC' } as const
const DATES = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', ...ZONE })
const TIMES = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', ...ZONE })
const DAYS = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...ZONE })

export const date = (at: UnixSeconds): string => DATES.format(at * 1000)
export const time = (at: UnixSeconds): string => `${TIMES.format(at * 1000)} UTC`
export const dateAndTime = (at: UnixSeconds): string => `${date(at)}, ${time(at)}`
export const dayAndTime = (at: UnixSeconds): string => `${DAYS.format(at * 1000)}, ${time(at)}`

const PASSCODES = {
  pin: {
    noun: 'picture and PIN',
    either: 'picture or your PIN',
    were: 'were',
    stay: 'stay as they are',
    old: 'the old ones',
  },
  pattern: {
    noun: 'picture and pattern',
    either: 'picture or your pattern',
    were: 'were',
    stay: 'stay as they are',
    old: 'the old ones',
  },
  none: { noun: 'picture', either: 'picture', were: 'was', stay: 'stays as it is', old: 'the old one' },
} as const

export const passcodeIn = ({ method }: Surroundings) => PASSCODES[method]

export function changedWith(how: ChangedWith, around: Surroundings): string {
  const ways = {
    'mailed-link': 'a link sent to this address',
    'recovery-code': 'a recovery code',
    'old-passcode': passcodeIn(around).old,
    'administrators-link': 'an administrator’s link',
  }
  return ways[how]
}

export function browserOf({ user_agent }: Requester): string {
  const { browser = 'an unknown browser', system = 'an unknown system' } = browserName(user_agent)
  return `${browser} on ${system}`
}
