/**
 * The shape in which a client is told claims: which names, from which attributes of a person or as which constants. A claim
 * that it names is as it says wherever it is told; the others are as they always are.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.2, §5.3.2, §5.7.
 */
import type { TenantDeps } from '../../deps.ts'
import { claimProfiles } from '../../store/claim-profiles.ts'
import type { Scope } from '../scope.ts'
import type { User } from '../users/user.ts'
import type { ClaimMapping, ToldIn } from './claim-mapping.ts'
import { prefixed, shaped } from './claim-shape.ts'
import { attributesOf, type Claims } from './standard-claims.ts'

export type ClaimProfile = Readonly<{
  claims: ReadonlyMap<string, ClaimMapping>
  /** Stands before each sub, and leaves it as unique and stable as it is. */
  sub_prefix: string
  /** Its clients' ID tokens say the session. */
  tells_sid: boolean
}>

export const NO_PROFILE: ClaimProfile = { claims: new Map(), sub_prefix: '', tells_sid: false }

/** Which a claim can be from beside the attributes, each under its own name alone. */
export const OWN_CLAIMS = ['sub', 'sid'] as const

/** @throws {Error} when a client has one that is not there, since its people would have other names then */
export async function findClaimProfile(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  id: string | undefined,
): Promise<ClaimProfile> {
  if (id === undefined) return NO_PROFILE
  const row = await db.first(claimProfiles.find, { tenant_id: tenant.id, id })
  if (!row) throw new Error(`tenant ${tenant.id} has no claim profile ${id}, which a client of it has`)
  return readClaimProfile(row.claims)
}

/** @param text as it was checked when it was written */
export function readClaimProfile(text: string): ClaimProfile {
  const { sub, sid, ...claims } = JSON.parse(text) as Record<string, ClaimMapping>
  return {
    claims: new Map(Object.entries(claims)),
    sub_prefix: sub?.prefix ?? '',
    tells_sid: sid !== undefined,
  }
}

const USUAL_PLACES: readonly ToldIn[] = ['id_token', 'userinfo']

const placesOf = (mapping: ClaimMapping): readonly ToldIn[] => mapping.in ?? USUAL_PLACES

/** Whether a client that has this scope is told it there. */
export const isTold = (mapping: ClaimMapping, place: ToldIn, scope: Scope): boolean =>
  placesOf(mapping).includes(place) && (mapping.scope === undefined || scope.has(mapping.scope))

/**
 * @param user as the client knows her
 * @returns the claims of these names; one that she does not have is left out
 */
export function claimsInProfile(
  { claims, sub_prefix }: ClaimProfile,
  user: User,
  names: readonly string[],
): Claims {
  // Without a prototype, as a name may be that of anything.
  const told: Record<string, unknown> = Object.create(null)
  if (names.length === 0) return told
  const attributes = attributesOf(user, user.sub.slice(sub_prefix.length))
  for (const name of names) {
    const mapping = claims.get(name)
    const value = mapping ? mapped(mapping, attributes) : attributes.get(name)
    if (value !== undefined) told[name] = value
  }
  return told
}

function mapped(mapping: ClaimMapping, attributes: ReadonlyMap<string, unknown>): unknown {
  const { from, value, prefix, as, else: otherwise } = mapping
  if (from === undefined) return value
  const attribute = attributes.get(from)
  return attribute === undefined ? otherwise : (prefixed(shaped(attribute, as), prefix) ?? otherwise)
}
