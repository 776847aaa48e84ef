/**
 * Browsers and applications of an account as rows of a list, in words.
 */
import type { AllowedApplication } from '../domain/account/applications.ts'
import type { AccountBrowser } from '../domain/account/browsers.ts'
import { launchUrl } from '../domain/clients/login-initiation.ts'
import type { ApplicationRow, BrowserRow } from './account-pages.ts'
import { homeOfClient } from './client-origin.ts'
import { pageClient } from './interaction-pages.ts'
import type { Frame } from './pages.ts'
import type { Words } from './words.ts'

export function browserRow({ words }: Frame, browser: AccountBrowser): BrowserRow {
  const { id, is_this, signed_in_at } = browser
  const is_signed_in = signed_in_at !== undefined
  return { id, is_this, is_signed_in, name: nameOf(words, browser), details: placeAndTime(words, browser) }
}

function nameOf({ w }: Words, { browser, system }: AccountBrowser): string {
  if (browser !== null && system !== null) return w('account.browser-on-system', { browser, system })
  if (browser !== null) return w('account.browser-alone', { browser })
  return system === null ? w('account.browser-unknown') : w('account.browser-on-unknown', { system })
}

function placeAndTime({ w, dateAndTime }: Words, browser: AccountBrowser): string[] {
  const { address, signed_in_at, last_seen_at } = browser
  const seen = dateAndTime(last_seen_at)
  if (signed_in_at === undefined) {
    return [
      address === null
        ? w('account.was-here', { at: seen })
        : w('account.was-here-from', { at: seen, address }),
    ]
  }
  const at = dateAndTime(signed_in_at)
  return [
    address === null ? w('account.signed-in', { at }) : w('account.signed-in-from', { at, address }),
    w('account.seen', { at: seen }),
  ]
}

export function applicationRow(
  { words, tenant }: Frame,
  application: AllowedApplication,
  base: string,
): ApplicationRow {
  const { client, scope, allowed_at, last_used_at } = application
  const { w, date, dateAndTime } = words
  return {
    id: client.client_id,
    client: pageClient(client, words.lang),
    host: homeOfClient(client),
    launch_url: client.metadata.initiate_login_uri && launchUrl(base, client.client_id),
    details: [
      w('account.gets', { things: thingsIn(words, scope) }),
      allowed_at === undefined
        ? w('account.not-asked', { tenant: tenant.name })
        : w('account.allowed-on', { date: date(allowed_at) }),
      ...(last_used_at === undefined ? [] : [w('account.last-used', { at: dateAndTime(last_used_at) })]),
    ],
  }
}

const THINGS: Readonly<Record<string, string>> = {
  openid: 'account.scope-openid',
  profile: 'account.scope-profile',
  email: 'account.scope-email',
  phone: 'account.scope-phone',
  address: 'account.scope-address',
  offline_access: 'account.scope-offline_access',
}

/** A scope that nobody has described stands for itself. */
export function thingsIn({ lang, w }: Words, scope: ReadonlySet<string>): string {
  const known = Object.entries(THINGS).flatMap(([word, key]) => (scope.has(word) ? [w(key)] : []))
  const others = [...scope].filter((word) => THINGS[word] === undefined)
  return new Intl.ListFormat(lang, { type: 'conjunction' }).format([...known, ...others])
}
