/**
 * Who somebody is here that a provider of somebody else vouches for: known by iss and sub, linked to an account by what both
 * sides have proved, or made one.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.7, §16.11 (an address that is not verified proves nothing).
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUpstreamAccount } from '../../store/upstream-accounts.ts'
import { findUser, findUserByName, findUsersAlike, findUserToLink } from '../../store/users.ts'
import { displayNameFault, emailFault } from '../enrolment/new-person.ts'
import { OAuthError } from '../oauth-error.ts'
import { claimFaults } from '../users/user-claims.ts'
import { usernameFault, usernameKey } from '../users/username.ts'
import { usernameColumns } from '../users/username-look.ts'
import type { OidcConnection } from './connection.ts'

/** As they came: nothing but `sub` is known to have its form. */
export type UpstreamClaims = Readonly<Record<string, unknown>>

/** `known`: came before. `linked`: has an account, and comes for the first time. `new`: gets one. */
export type UpstreamPerson = Readonly<{
  standing: 'known' | 'linked' | 'new'
  /** With the claims of now. */
  user: UserRow
  is_changed: boolean
}>

type PersonDeps = Pick<TenantDeps, 'config' | 'db' | 'tenant' | 'now' | 'random'>

/** @throws {OAuthError} `access_denied`, for a page */
export async function findUpstreamPerson(
  deps: PersonDeps,
  connection: OidcConnection,
  subject: string,
  claims: UpstreamClaims,
): Promise<UpstreamPerson> {
  const { db, tenant } = deps
  const key = { tenant_id: tenant.id, connection_id: connection.id, subject }
  const account = await db.first(findUpstreamAccount, key)
  const known = account && (await db.first(findUser, { tenant_id: tenant.id, id: account.user_id }))
  const user = known ?? (await linkedUser(deps, connection, claims))
  if (user?.status === 'inactive') throw denied('The person is inactive here.', 'upstream-person-inactive')
  if (user) return { standing: known ? 'known' : 'linked', ...withClaims(deps, connection, user, claims) }
  if (!connection.settings.create_people)
    throw denied('The person is not known here.', 'upstream-person-unknown')
  const made = await newUser(deps, connection, claims)
  return { standing: 'new', ...withClaims(deps, connection, made, claims) }
}

export const denied = (description: string, reason: string): OAuthError =>
  new OAuthError('access_denied', description, { reason })

/** @throws {OAuthError} `access_denied` for an address that is not verified there, though there is an account for it */
async function linkedUser(
  { config, db, tenant }: PersonDeps,
  { id: connection_id, settings: { link_by } }: OidcConnection,
  { preferred_username, email, email_verified }: UpstreamClaims,
): Promise<UserRow | undefined> {
  const tenant_id = tenant.id
  if (link_by === 'preferred_username' && isUsername(preferred_username)) {
    const name = preferred_username.trim()
    const user = await db.first(findUserByName, { tenant_id, username_key: usernameKey(name) })
    return isSameText(user?.username, name) ? user : undefined
  }
  if (link_by !== 'email' || !isAddress({ config }, email)) return undefined
  // Here too the address must be proved: whoever made an account with somebody's address would get that person's visits. And
  // what another provider says is not proved here: where that one lets people state any address, they would get them as well.
  const user = await db.first(findUserToLink, { tenant_id, email, connection_id })
  const linked = isSameText(user?.email, email) ? user : undefined
  if (linked && email_verified !== true) {
    throw denied('The address is not verified at the provider.', 'upstream-email-unverified')
  }
  return linked
}

/** Letters that are one here, such as a wide A and an A, may be those of two people there: but for how A to Z are written. */
const isSameText = (here: string | null | undefined, there: string): boolean =>
  folded(String(here)) === folded(there)

const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const isUsername = (value: unknown): value is string =>
  typeof value === 'string' && usernameFault(value.trim()) === undefined

const isAddress = (deps: Pick<TenantDeps, 'config'>, value: unknown): value is string =>
  typeof value === 'string' && emailFault(deps, value) === undefined

/** The claims that the connection takes over, where they have the form that people's claims have here. */
function withClaims(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  { settings }: OidcConnection,
  user: UserRow,
  told: UpstreamClaims,
) {
  const taken = settings.claims.flatMap((name) => {
    const value = told[name]
    const isFit = value !== undefined && claimFaults({ [name]: value }, tenant.policy.attributes).length === 0
    return isFit && isShowable(name, value) ? [[name, value]] : []
  })
  const claims = JSON.stringify(restated(JSON.parse(user.claims), Object.fromEntries(taken)))
  return { user: { ...user, claims }, is_changed: claims !== user.claims }
}

const NAMES = ['name', 'given_name', 'family_name', 'middle_name', 'nickname']

/** What people are called there they mostly chose themselves, and others read it. */
const isShowable = (claim: string, value: unknown): boolean =>
  !NAMES.includes(claim) || displayNameFault(String(value)) === undefined

/** What is proved is the number beside it: another one is as unproved as a new one, unless they say that it is proved. */
function restated(before: UpstreamClaims, taken: UpstreamClaims): UpstreamClaims {
  const { phone_number_verified: _there, ...others } = taken
  if (others['phone_number'] === undefined) return { ...before, ...others }
  const { phone_number_verified: _here, ...rest } = before
  return { ...(others['phone_number'] === before['phone_number'] ? before : rest), ...taken }
}

async function newUser(
  deps: PersonDeps,
  connection: OidcConnection,
  { preferred_username, email, email_verified }: UpstreamClaims,
): Promise<UserRow> {
  const { tenant, now, random } = deps
  const address = isAddress(deps, email) ? email : null
  const is_verified = address !== null && email_verified === true
  const username = await freeUsername(deps, connection, [preferred_username, email])
  return {
    id: timeOrderedId(now(), random, 'user-id'),
    tenant_id: tenant.id,
    ...usernameColumns(username),
    email: address,
    email_verified: is_verified ? 1 : 0,
    email_connection_id: is_verified ? connection.id : null,
    claims: '{}',
    status: 'active',
    created_at: now(),
    updated_at: now(),
  }
}

const RANDOM_LENGTH = 9

/** What the person is called there, where nobody has that name here; else one that nobody can have. */
async function freeUsername(
  { db, tenant, random }: PersonDeps,
  { id }: OidcConnection,
  wanted: readonly unknown[],
): Promise<string> {
  for (const name of wanted.filter(isUsername)) {
    const { username, ...columns } = usernameColumns(name.trim())
    if (!(await db.first(findUsersAlike, { tenant_id: tenant.id, ...columns }))) return username
  }
  return `${id}-${random('username', RANDOM_LENGTH).toString('base64url')}`
}
