/**
 * What the page of one's own passcode shows.
 */
import { findOwnPasscode } from '../domain/account/own-passcode.ts'
import type { PasscodePage } from './account-pages.ts'
import { type AccountPlace, accountUrl } from './account-place.ts'

export async function ownPasscodePage(place: AccountPlace, codes_left: number): Promise<PasscodePage> {
  const { date } = place.frame.words
  const passcode = await findOwnPasscode(place.scoped, place.account)
  return {
    passcode: passcode && {
      method: passcode.method,
      date: date(passcode.created_at),
      used: passcode.last_used_at === null ? undefined : date(passcode.last_used_at),
    },
    change_url: accountUrl(place, 'change'),
    codes_left,
  }
}
