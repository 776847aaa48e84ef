/**
 * What the consent page lists: scopes and single claims as the things they stand for, with their values as they are now.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4, §5.4, §5.5.
 */
import { claimsNamed, claimsOfScope } from '../domain/claims/standard-claims.ts'
import type { describedScopes } from '../domain/resources/resource.ts'
import type { Scope } from '../domain/scope.ts'
import type { RegisteredResource } from '../domain/tenants/tenant-policy.ts'
import type { User } from '../domain/users/user.ts'
import { birthdayText, timeZoneText } from './claim-words.ts'
import { languageNameIn } from './other-language.ts'
import type { ConsentRow } from './pages.ts'
import type { Words } from './words.ts'

/** `claims`: names of those that are asked for beside the scopes. */
export type Asked = Readonly<{
  scope: Scope
  claims: ReadonlySet<string>
  services: readonly RegisteredResource[]
}>

const GROUPS = [
  { title: 'consent.who-you-are', scopes: ['openid', 'profile'] },
  { title: 'consent.how-to-reach-you', scopes: ['email', 'phone', 'address'] },
  { title: 'consent.what-it-may-do', scopes: ['offline_access'] },
] as const

/** The group that claims stand in which are asked for one by one. */
const SINGLE_CLAIMS = 'consent.who-you-are'

/** And that of what it may do elsewhere. */
const SERVICES = 'consent.what-it-may-do'

/**
 * `days`: how long it may go on while nobody is there. `only_known_to`: the client that is told a name of its own for the person
 * (Core §8.1); undefined: it is told the username. `described`: the scopes of services that are asked for.
 */
export type Allowed = Readonly<{
  words: Words
  user: User
  days: number
  only_known_to: string | undefined
  described: ReturnType<typeof describedScopes>
}>

export function groupsOf(allowed: Allowed, { scope, claims, services }: Asked, areNew: boolean) {
  const { w } = allowed.words
  const shown_as: Readonly<Record<string, ScopeWord>> =
    allowed.only_known_to === undefined ? { preferred_username: 'openid', ...SHOWN_AS } : SHOWN_AS
  const shown = scope.union(new Set([...claims].flatMap((name) => shown_as[name] ?? [])))
  const single = claims.difference(new Set(Object.keys(shown_as)))
  return GROUPS.map(({ title, scopes }) => ({
    title: w(title),
    rows: scopes
      .filter((word) => shown.has(word))
      .flatMap((word) => ROWS[word](allowed))
      .concat(title === SINGLE_CLAIMS ? claimRows(allowed, single) : [])
      .concat(title === SERVICES ? serviceRows(allowed, scope, services) : [])
      .map((row) => ({ ...row, badge: areNew ? w('consent.new') : undefined })),
  })).filter(({ rows }) => rows.length > 0)
}

/** Claims that are the same thing to a person as a scope is. */
const SHOWN_AS: Readonly<Record<string, ScopeWord>> = {
  email: 'email',
  email_verified: 'email',
  phone_number: 'phone',
  phone_number_verified: 'phone',
  address: 'address',
}

type ScopeWord = (typeof GROUPS)[number]['scopes'][number]

const ROWS: Readonly<Record<ScopeWord, (allowed: Allowed) => ConsentRow[]>> = {
  openid: ({ only_known_to, user, words: { w } }) => [
    only_known_to === undefined
      ? row(w('consent.username'), user.username)
      : row(w('consent.pairwise', { client: only_known_to }), undefined),
  ],
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

/** What a claim says, in the reader's words. */
const CLAIM_TEXTS: Readonly<Record<string, (lang: string, value: string) => string>> = {
  locale: languageNameIn,
  zoneinfo: timeZoneText,
  birthdate: birthdayText,
}

const PROFILE_ROWS: readonly (readonly [title: string, claims: readonly string[]])[] = [
  ['consent.name', ['name']],
  ['consent.language', ['locale', 'zoneinfo']],
  ['consent.birthday', ['birthdate']],
  ['consent.website', ['website']],
  ['consent.picture', ['picture']],
]

/** One row each for what is set; what is empty today may be filled tomorrow, and is allowed with it. */
function profileRows({ only_known_to, user, words }: Allowed): ConsentRow[] {
  // For others it stands with openid.
  const { lang, w } = words
  const username = only_known_to === undefined ? [] : [row(w('consent.username'), user.username)]
  const claims = claimsOfScope(user, new Set(['profile']))
  const rows = PROFILE_ROWS.flatMap(([title, names]) => {
    const values = names.flatMap((name) => claimText(lang, name, claims[name]) ?? [])
    return values.length === 0 ? [] : [row(w(title), values.join(', '))]
  })
  return [...username, ...rows, row(w('consent.later-changes'), undefined)]
}

/** Those that have no words of ours stand by their names. */
function claimRows({ user, words: { lang, w } }: Allowed, names: ReadonlySet<string>): ConsentRow[] {
  const claims = claimsNamed(user, [...names])
  const worded = new Map(PROFILE_ROWS.flatMap(([title, of]) => of.map((name) => [name, w(title)])))
  return [...names].map((name) => {
    const title = worded.get(name)
    const value = claims[name] === undefined ? w('consent.none-yet') : claimText(lang, name, claims[name])
    return { ...row(title ?? name, value), is_code: title === undefined }
  })
}

/** The services, and what may be done there: in the words of the service, or by the scope's name where it has none. */
function serviceRows(
  { described, words: { w } }: Allowed,
  scope: Scope,
  services: readonly RegisteredResource[],
): ConsentRow[] {
  const scopes = described.filter((one) => scope.has(one.scope))
  return [
    ...services.map(({ name, resource }) => row(w('consent.service', { service: name }), resource)),
    ...scopes.map(({ description, name, ...one }) => ({
      ...row(description ?? one.scope, undefined, w('consent.from-service', { service: name })),
      is_code: description === undefined,
    })),
  ]
}

const row = (title: string, value: string | undefined, detail?: string): ConsentRow => ({
  title,
  is_code: false,
  value,
  badge: undefined,
  detail,
})

function claimText(lang: string, name: string, value: unknown): string | undefined {
  const text = textOf(value)
  return text === undefined ? undefined : (CLAIM_TEXTS[name]?.(lang, text) ?? text)
}

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
