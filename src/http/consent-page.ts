/**
 * What the consent page lists: the scopes of a request as the things they stand for, with their values as they are now.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4, §5.4.
 */
import type { TenantDeps } from '../deps.ts'
import { requestOf } from '../domain/authorization/authorize.ts'
import type { Consent } from '../domain/authorization/consent.ts'
import { claimsOfScope } from '../domain/claims/standard-claims.ts'
import { ttlOf } from '../domain/clients/client.ts'
import { forReader } from '../domain/languages.ts'
import type { Scope } from '../domain/scope.ts'
import type { User } from '../domain/users/user.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import { pageClient } from './interaction-pages.ts'
import type { ConsentPage, ConsentRow } from './pages.ts'
import type { Words } from './words.ts'

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
  const frame = tenantFrame(forReader(deps, { interaction: waiting.interaction, user }), deps.assets)
  const allowed = { words: frame.words, user, days }
  return {
    frame,
    client: {
      ...pageClient(client),
      host: hostOf(client.metadata.client_uri ?? redirect_uri),
    },
    username: user.username,
    is_first: before === undefined,
    groups: groupsOf(allowed, scope.difference(known), before !== undefined),
    already_allowed:
      before && known.size > 0
        ? {
            date: frame.words.date(before.given_at),
            rows: groupsOf(allowed, known, false).flatMap(({ rows }) => rows),
          }
        : undefined,
    self_registered_host: undefined,
    policy_uri: client.metadata.policy_uri,
    tos_uri: client.metadata.tos_uri,
    account_url: `${tenant.issuer}/account/applications`,
    not_you_url: `${tenant.issuer}/sign-in/${id}`,
    allow_url: `${tenant.issuer}/consent/${id}`,
    cancel_url: `${tenant.issuer}/sign-in/${id}/cancel`,
    redirect_uri,
    csrf_token,
  }
}

const GROUPS = [
  { title: 'consent.who-you-are', scopes: ['openid', 'profile'] },
  { title: 'consent.how-to-reach-you', scopes: ['email', 'phone', 'address'] },
  { title: 'consent.what-it-may-do', scopes: ['offline_access'] },
] as const

/** `days`: how long it may go on while nobody is there. */
type Allowed = Readonly<{ words: Words; user: User; days: number }>

function groupsOf(allowed: Allowed, scope: Scope, areNew: boolean) {
  const { w } = allowed.words
  return GROUPS.map(({ title, scopes }) => ({
    title: w(title),
    rows: scopes
      .filter((word) => scope.has(word))
      .flatMap((word) => ROWS[word](allowed))
      .map((row) => ({ ...row, badge: areNew ? w('consent.new') : undefined })),
  })).filter(({ rows }) => rows.length > 0)
}

type ScopeWord = (typeof GROUPS)[number]['scopes'][number]

const ROWS: Readonly<Record<ScopeWord, (allowed: Allowed) => ConsentRow[]>> = {
  openid: ({ user, words: { w } }) => [row(w('consent.username'), user.username)],
  profile: (allowed) => profileRows(allowed),
  email: ({ user, words: { w } }) => [
    user.email === undefined
      ? row(w('consent.email'), w('consent.none-yet'))
      : row(
          w('consent.email'),
          user.email,
          user.email_verified ? w('consent.email-confirmed') : w('consent.email-not-confirmed'),
        ),
  ],
  phone: ({ user, words: { w } }) => [
    row(w('consent.phone'), textOf(user.claims['phone_number']) ?? w('consent.none-yet')),
  ],
  address: ({ user, words: { w } }) => [
    row(w('consent.address'), addressText(user.claims['address']) ?? w('consent.none-yet')),
  ],
  offline_access: ({ days, words: { w } }) => [
    row(w('consent.stay-up-to-date'), undefined, w('consent.days', { count: days })),
  ],
}

const PROFILE_ROWS: readonly (readonly [title: string, claims: readonly string[]])[] = [
  ['consent.name', ['name']],
  ['consent.language', ['locale', 'zoneinfo']],
  ['consent.birthday', ['birthdate']],
  ['consent.website', ['website']],
  ['consent.picture', ['picture']],
]

/** One row each for what is set; what is empty today may be filled tomorrow, and is allowed with it. */
function profileRows({ user, words: { w } }: Allowed): ConsentRow[] {
  const claims = claimsOfScope(user, new Set(['profile']))
  const rows = PROFILE_ROWS.flatMap(([title, names]) => {
    const values = names.flatMap((name) => textOf(claims[name]) ?? [])
    return values.length === 0 ? [] : [row(w(title), values.join(', '))]
  })
  return [...rows, row(w('consent.later-changes'), undefined)]
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
