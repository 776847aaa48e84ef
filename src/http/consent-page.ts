/**
 * What the consent page lists: the scopes of a request as the things they stand for, with their values as they are now.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4, §5.4.
 */
import type { TenantDeps } from '../deps.ts'
import { requestOf } from '../domain/authorization/authorize.ts'
import type { Consent } from '../domain/authorization/consent.ts'
import { claimsOfScope } from '../domain/claims/standard-claims.ts'
import { clientName, ttlOf } from '../domain/clients/client.ts'
import type { Scope } from '../domain/scope.ts'
import type { User } from '../domain/users/user.ts'
import type { UnixSeconds } from '../primitives/clock.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import type { ConsentPage, ConsentRow } from './pages.ts'

const DAY = 86_400

export function consentPage(
  deps: PageDeps & TenantDeps,
  waiting: Waiting,
  user: User,
  before: Consent | undefined,
  csrf_token: string,
): ConsentPage {
  const { tenant } = deps
  const { client, redirect_uri } = waiting.target
  const { scope } = requestOf(deps, waiting.interaction, waiting.target)
  const id = uuidText(waiting.interaction.id)
  const days = Math.round(ttlOf(client, tenant.policy, 'refresh_token_ttl') / DAY)
  const known = new Set([...scope].filter((word) => before?.scope.has(word)))
  return {
    frame: tenantFrame(deps, deps.assets),
    client: {
      name: clientName(client),
      logo_url: undefined,
      host: hostOf(client.metadata.client_uri ?? redirect_uri),
    },
    username: user.username,
    is_first: before === undefined,
    groups: groupsOf(user, scope.difference(known), days, before !== undefined),
    already_allowed:
      before && known.size > 0
        ? {
            date: dateText(before.given_at),
            rows: groupsOf(user, known, days, false).flatMap(({ rows }) => rows),
          }
        : undefined,
    self_registered_host: undefined,
    policy_uri: client.metadata.policy_uri,
    tos_uri: client.metadata.tos_uri,
    account_url: undefined,
    not_you_url: undefined,
    allow_url: `${tenant.issuer}/consent/${id}`,
    cancel_url: `${tenant.issuer}/sign-in/${id}/cancel`,
    redirect_uri,
    csrf_token,
  }
}

const GROUPS = [
  { title: 'Who you are', scopes: ['openid', 'profile'] },
  { title: 'How to reach you', scopes: ['email', 'phone', 'address'] },
  { title: 'What it may do', scopes: ['offline_access'] },
] as const

function groupsOf(user: User, scope: Scope, days: number, areNew: boolean) {
  return GROUPS.map(({ title, scopes }) => ({
    title,
    rows: scopes
      .filter((word) => scope.has(word))
      .flatMap((word) => ROWS[word](user, days))
      .map((row) => ({ ...row, badge: areNew ? 'New' : undefined })),
  })).filter(({ rows }) => rows.length > 0)
}

type ScopeWord = (typeof GROUPS)[number]['scopes'][number]

const ROWS: Readonly<Record<ScopeWord, (user: User, days: number) => ConsentRow[]>> = {
  openid: (user) => [row('Username', user.username)],
  profile: (user) => profileRows(user),
  email: ({ email, email_verified }) => [
    row(
      'Email address',
      email ?? 'None yet',
      email === undefined ? undefined : email_verified ? 'Confirmed' : 'Not confirmed',
    ),
  ],
  phone: ({ claims }) => [row('Phone number', textOf(claims['phone_number']) ?? 'None yet')],
  address: ({ claims }) => [row('Postal address', addressText(claims['address']) ?? 'None yet')],
  offline_access: (_user, days) => [
    row(
      'Stay up to date while you are away',
      undefined,
      `It can fetch the items above again, without asking, for up to ${days} ${days === 1 ? 'day' : 'days'} after each visit.`,
    ),
  ],
}

const PROFILE_ROWS: readonly (readonly [title: string, claims: readonly string[]])[] = [
  ['Name', ['name']],
  ['Language and time zone', ['locale', 'zoneinfo']],
  ['Birthday', ['birthdate']],
  ['Website', ['website']],
  ['Picture', ['picture']],
]

/** One row each for what is set; what is empty today may be filled tomorrow, and is allowed with it. */
function profileRows(user: User): ConsentRow[] {
  const claims = claimsOfScope(user, new Set(['profile']))
  const rows = PROFILE_ROWS.flatMap(([title, names]) => {
    const values = names.flatMap((name) => textOf(claims[name]) ?? [])
    return values.length === 0 ? [] : [row(title, values.join(', '))]
  })
  return [...rows, row('Later changes to your profile', undefined)]
}

const row = (title: string, value: string | undefined, detail?: string): ConsentRow => ({
  title,
  is_code: false,
  value,
  badge: undefined,
  detail,
})

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

function addressText(address: unknown): string | undefined {
  const { formatted, street_address, locality, region, postal_code, country } = (address ?? {}) as Record<
    string,
    unknown
  >
  const parts = [street_address, locality, region, postal_code, country].flatMap((part) => textOf(part) ?? [])
  return textOf(formatted) ?? (parts.length === 0 ? undefined : parts.join(', '))
}

/** An application's own scheme has no host. */
const hostOf = (uri: string): string | undefined => new URL(uri).host || undefined

const dateText = (instant: UnixSeconds): string => DATES.format(instant * 1000)
const DATES = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
