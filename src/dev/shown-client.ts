/**
 * The client that the first page shows: how it is registered, and the lines to paste, with its values filled in.
 *
 * Implements: RFC 6749 §3.1.2.2; RFC 8252 §7.3.
 */
import type { Deps } from '../deps.ts'
import { isAssertionMethod } from '../domain/clients/assertion-algorithms.ts'
import { type Client, idTokenAlg, isRegisteredRedirectUri } from '../domain/clients/client.ts'
import type { AuthMethod } from '../domain/clients/client-authentication.ts'
import { providerMetadata } from '../domain/discovery/provider-metadata.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import { commandText, shellWord } from './command-text.ts'
import { LIBRARIES } from './library-lines.ts'
import type { TenantOverview } from './overview.ts'

/** In words of the address of the page. */
export type Chosen = Readonly<{ tenant_id: unknown; client_id: unknown }>

export type ShownClient = Readonly<{
  client_id: string
  kind: string
  redirect_uris: readonly string[]
  /** undefined: it has none. */
  new_secret: string | undefined
  alg: string
  libraries: readonly LibraryText[]
}>

export type LibraryText = Readonly<{
  id: string
  title: string
  file: string
  redirect_uri: string
  /** undefined: the library wants a client with a secret, or the client signs, for which there are no lines here. */
  text: string | undefined
  /** What lets the client come back to where the library wants it; undefined: it may already. */
  allow: string | undefined
}>

export type FoundClient = Readonly<{ tenant: Tenant; client: Client }>

export function findShown(
  tenants: readonly TenantOverview[],
  { tenant_id, client_id }: Chosen,
): FoundClient | undefined {
  const chosen = tenants.find(({ tenant }) => tenant.id === tenant_id)
  const client = chosen?.clients.find((client) => client.client_id === client_id)
  return chosen && client && { tenant: chosen.tenant, client }
}

export function showClient(
  deps: Pick<Deps, 'languages' | 'mail'>,
  { tenant, client }: FoundClient,
): ShownClient {
  const { client_id, client_type } = client
  const method = methodOf(client)
  const provider = providerMetadata({ ...deps, tenant })
  const is_public = client_type === 'public'
  return {
    client_id,
    kind: is_public ? 'public, PKCE' : `confidential, ${KINDS[method] ?? 'has a secret'}`,
    redirect_uris: client.metadata.redirect_uris,
    new_secret:
      is_public || method === 'private_key_jwt' ? undefined : updateText(tenant, client, ['--new-secret']),
    alg: idTokenAlg(client, tenant),
    libraries: LIBRARIES.map(({ lines, wants_secret, ...library }) => {
      if (isAssertionMethod(method) || (wants_secret && is_public)) {
        return { ...library, text: undefined, allow: undefined }
      }
      return {
        ...library,
        text: lines({ client_id, method, provider }, library.redirect_uri),
        allow: allowText(tenant, client, library.redirect_uri),
      }
    }),
  }
}

const KINDS: Readonly<Partial<Record<AuthMethod, string>>> = {
  client_secret_jwt: 'signs with its secret',
  private_key_jwt: 'signs with a key of its own',
}

const methodOf = ({ client_type, metadata }: Client): AuthMethod =>
  client_type === 'public' ? 'none' : (metadata.token_endpoint_auth_method ?? 'client_secret_basic')

/** The command takes all redirect URIs at once. */
function allowText(tenant: Tenant, client: Client, redirect_uri: string): string | undefined {
  if (isRegisteredRedirectUri(client, redirect_uri)) return undefined
  const uris = [...client.metadata.redirect_uris, redirect_uri]
  return updateText(
    tenant,
    client,
    uris.map((uri) => `--redirect-uri ${shellWord(uri)}`),
  )
}

const updateText = (tenant: Tenant, { client_id }: Client, lines: readonly string[]): string =>
  commandText('client update', [`--tenant ${tenant.id} --id ${shellWord(client_id)}`, ...lines])
