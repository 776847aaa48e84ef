/**
 * The subject identifier: by which name a client knows a person. A pairwise one is another one in each sector, so that
 * applications of different people cannot tell whom they share.
 *
 * Implements: OpenID Connect Core 1.0 §8, §8.1, §17.3; OpenID Connect Registration 1.0 §2 (subject_type), §5.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { User } from '../users/user.ts'
import type { Client } from './client.ts'
import type { ClientMetadata } from './client-metadata.ts'

type SubjectDeps = Pick<TenantDeps, 'secrets' | 'tenant'>

type KnowingClient = Pick<Client, 'metadata' | 'claim_profile'>

type Sectored = Pick<ClientMetadata, 'subject_type' | 'sector_identifier_uri' | 'redirect_uris'>

/** §8.1: nobody without the key can tell whose it is; it is the same as long as the client's sector is. */
export function subjectOf(
  { secrets, tenant }: SubjectDeps,
  { metadata, claim_profile }: KnowingClient,
  user_id: Buffer,
): string {
  const sub = uuidText(user_id)
  if (metadata.subject_type !== 'pairwise') return claim_profile.sub_prefix + sub
  const whose = JSON.stringify([tenant.uuid, sectorOf(metadata), sub])
  const pairwise = hmacSha256(secrets.derive('pairwise-subject'), whose).toString('base64url')
  return claim_profile.sub_prefix + pairwise
}

/** A person as one client may know her. */
export const asKnownTo = (deps: SubjectDeps, client: KnowingClient, user: User): User => ({
  ...user,
  sub: subjectOf(deps, client, user.id),
})

/** §8.1: a host, without its port. */
const sectorOf = ({ sector_identifier_uri, redirect_uris: [first = ''] }: Sectored): string =>
  hostOf(sector_identifier_uri ?? first)

const hostOf = (uri: string): string => URL.parse(uri)?.hostname ?? ''

/** @returns what is wrong with it */
export function sectorFault({
  subject_type,
  sector_identifier_uri,
  redirect_uris,
}: Sectored): string | undefined {
  if (subject_type !== 'pairwise' || sector_identifier_uri !== undefined) return undefined
  const hosts = new Set(redirect_uris.map(hostOf))
  if (hosts.size === 1 && !hosts.has('')) return undefined
  return 'subject_type pairwise needs sector_identifier_uri, unless all of redirect_uris have one host'
}
