/**
 * Somebody new, as they state themselves at sign-up: what is wrong with it, and whether the name is free.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (name, email); RFC 8265 §3.3; RFC 5321 §2.3.5, §4.5.3.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { findUsersAlike } from '../../store/users.ts'
import { usernameFault } from '../users/username.ts'
import { usernameColumns } from '../users/username-look.ts'

export type NewPerson = Readonly<{ name: string; username: string; email: string }>

/** Words for the wire; `name_…` is about the username. */
export type PersonFault =
  | 'name_taken'
  | 'name_invalid'
  | 'email_invalid'
  | 'email_undeliverable'
  | 'display_name_invalid'

const LONGEST_NAME = 200
const LONGEST_EMAIL = 254
const LONGEST_LOCAL_PART = 64

/** Controls, and what turns text around or hides in it: a name is shown to others. */
const HIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u200B\u2060\u202A-\u202E\u2066-\u2069\uFEFF]/u

/** @returns what they meant, without the space around it */
export const statedPerson = ({ name, username, email }: NewPerson): NewPerson => ({
  name: name.trim(),
  username: username.trim(),
  email: email.trim(),
})

export function displayNameFault(name: string): PersonFault | undefined {
  const isName = name !== '' && [...name].length <= LONGEST_NAME && !HIDDEN.test(name)
  return isName ? undefined : 'display_name_invalid'
}

/** RFC 5322 §3.2.3, of any script (RFC 6531 §3.3). Quoted ones are not taken: what stands in quotes may be a list of others. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

/** Labels of letters, digits and inner dashes. */
const DOMAIN = /^[\p{L}\p{M}\p{N}]+(-+[\p{L}\p{M}\p{N}]+)*(\.[\p{L}\p{M}\p{N}]+(-+[\p{L}\p{M}\p{N}]+)*)*$/u

/** @param config where the server runs on its own machine, hosts without a dot are reachable */
export function emailFault(
  { config }: Pick<TenantDeps, 'config'>,
  email: string,
): 'email_invalid' | 'email_undeliverable' | undefined {
  const [local = '', domain = '', ...more] = email.split('@')
  const isShort = email.length <= LONGEST_EMAIL && local.length <= LONGEST_LOCAL_PART
  if (!isShort || more.length > 0 || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return 'email_invalid'
  const isAtHome = config.public_url.startsWith('http://')
  return domain.includes('.') || isAtHome ? undefined : 'email_undeliverable'
}

/** What a link is asked for with: faults that tell nothing of who has an account. */
export const addressFault = (
  deps: Pick<TenantDeps, 'config'>,
  { username, email }: Pick<NewPerson, 'username' | 'email'>,
): Exclude<PersonFault, 'name_taken' | 'display_name_invalid'> | undefined =>
  usernameFault(username) === undefined ? emailFault(deps, email) : 'name_invalid'

/** @returns the first fault of what was stated; a name that is free now may be taken a moment later */
export async function accountFault(
  deps: Pick<TenantDeps, 'config' | 'db' | 'tenant'>,
  { username, email }: Pick<NewPerson, 'username' | 'email'>,
): Promise<PersonFault | undefined> {
  if (usernameFault(username) !== undefined) return 'name_invalid'
  const { username: _, ...columns } = usernameColumns(username)
  const alike = await deps.db.first(findUsersAlike, { tenant_id: deps.tenant.id, ...columns })
  return alike ? 'name_taken' : emailFault(deps, email)
}
