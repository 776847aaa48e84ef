/**
 * A client: an application that asks for tokens.
 *
 * Implements: RFC 6749 §2, §3.1.2.2; RFC 8252 §7.3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import * as clients from '../../store/clients.ts'
import type { ClientOrigin } from '../../store/registration-rows.ts'
import type { ClientRow, ClientType } from '../../store/schema.ts'
import { type ClaimProfile, findClaimProfile, NO_PROFILE } from '../claims/claim-profile.ts'
import { findLogo, type Logo } from '../logos/logo.ts'
import { isStorable } from '../parameters.ts'
import { readSettings } from '../settings.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { ClientMetadata } from './client-metadata.ts'

export type Client = Readonly<{
  tenant_id: string
  client_id: string
  client_type: ClientType
  secret: Readonly<{ kind: 'sha256' | 'argon2id'; hash: string }> | undefined
  locked: boolean
  /** null: an administrator made it. */
  origin: ClientOrigin | null
  /** Until when its document need not be fetched again; null: there is none. */
  fresh_until: UnixSeconds | null
  metadata: ClientMetadata
  /** undefined: none, or none that could be had yet. */
  logo: Logo | undefined
  /** The shape in which it is told claims. */
  claim_profile: ClaimProfile
}>

export async function findClient(
  { db, parsed, tenant }: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  client_id: string,
): Promise<Client | undefined> {
  if (!isStorable(client_id)) return undefined
  return parsed.get(`client/${tenant.id}/${client_id}`, async () => {
    const owner = { tenant_id: tenant.id, client_id }
    const row = await db.first(clients.findClient, owner)
    if (!row || !isServed(tenant, row)) return undefined
    const client = clientOf(row)
    const claim_profile = await findClaimProfile({ db, tenant }, client.metadata.claim_profile)
    const logo = await findLogo(db, owner, client.metadata.logo_uri, tenant.base)
    return { ...client, claim_profile, logo }
  })
}

/** One that is known by its document is there as long as the tenant wants such clients. */
const isServed = ({ policy }: Tenant, { origin }: ClientRow): boolean =>
  origin !== 'document' || policy.client_id_metadata_documents

/** Without its logo, and without what its claim profile says. */
export function clientOf(row: ClientRow): Client {
  const { secret_kind: kind, secret_hash: hash } = row
  return {
    tenant_id: row.tenant_id,
    client_id: row.client_id,
    client_type: row.client_type,
    secret: kind === null || hash === null ? undefined : { kind, hash },
    locked: row.locked === 1,
    origin: row.origin,
    fresh_until: row.fresh_until,
    metadata: readSettings(ClientMetadata, JSON.parse(row.metadata)),
    logo: undefined,
    claim_profile: NO_PROFILE,
  }
}

/** The name that people are shown. */
export const clientName = ({ client_id, metadata }: Client): string => metadata.client_name ?? client_id

/** Byte for byte (RFC 6749 §3.1.2.3), but for the port of a loopback address, which an application chooses as it starts. */
export function isRegisteredRedirectUri(client: Client, redirect_uri: string): boolean {
  return client.metadata.redirect_uris.some(
    (registered) => registered === redirect_uri || isSameLoopback(registered, redirect_uri),
  )
}

/** RFC 8252 §7.3: IP literals only, so that a name which resolves elsewhere gains nothing. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d{1,5})?(?=[/?]|$)/

function isSameLoopback(registered: string, redirect_uri: string): boolean {
  const [a, b] = [LOOPBACK.exec(registered), LOOPBACK.exec(redirect_uri)]
  // Not every number of five digits is a port.
  if (!a || !b || a[1] !== b[1] || !URL.canParse(redirect_uri)) return false
  return registered.slice(a[0].length) === redirect_uri.slice(b[0].length)
}

/** The algorithm that signs this client's ID tokens. */
export const idTokenAlg = (client: Client, tenant: Tenant): string =>
  client.metadata.id_token_signed_response_alg ?? tenant.policy.id_token_signed_response_alg

type ClientTtl = 'code_ttl' | 'access_token_ttl' | 'id_token_ttl' | 'refresh_token_ttl'

/** A lifetime in seconds: the client's own, else its tenant's. */
export const ttlOf = (client: Client, policy: TenantPolicy, name: ClientTtl): number =>
  client.metadata[name] ?? policy[name]
