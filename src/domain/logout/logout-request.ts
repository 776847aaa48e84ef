/**
 * The logout request: which client asks, whom it means, and where the browser goes afterwards.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §3, §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { readIdTokenHint } from '../authorization/id-token-hint.ts'
import { type Client, findClient } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'

export type LogoutRequest = Readonly<{
  /** Named by the hint or by client_id; undefined: by neither, or not known here, or locked. */
  client: Client | undefined
  /** The `sub` of a hint of ours. */
  hinted_sub: string | undefined
  /** Registered for the client; any other address is as good as none (§3). */
  post_logout_redirect_uri: string | undefined
  state: string | undefined
}>

type ReadDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant' | 'notice'>

/** @throws {OAuthError} `invalid_request` for a foreign hint, or one of another client than client_id names (§4) */
export async function readLogoutRequest(deps: ReadDeps, parameters: Parameters): Promise<LogoutRequest> {
  // Wishes: the page has one language, and who is signed in is known by the cookie.
  for (const name of ['logout_hint', 'ui_locales']) optional(parameters, name)
  const hint = await readIdTokenHint(deps, optional(parameters, 'id_token_hint'))
  const client_id = agreedClientId(hint?.client_id, optional(parameters, 'client_id'))
  const client = client_id === undefined ? undefined : await findUnlocked(deps, client_id)
  const address = optional(parameters, 'post_logout_redirect_uri')
  return {
    client,
    hinted_sub: hint?.sub,
    post_logout_redirect_uri: registeredAddress(deps, client, address),
    state: optional(parameters, 'state'),
  }
}

async function findUnlocked(deps: ReadDeps, client_id: string): Promise<Client | undefined> {
  const client = await findClient(deps, client_id)
  return client?.locked ? undefined : client
}

function agreedClientId(hinted: string | undefined, stated: string | undefined): string | undefined {
  if (hinted === undefined || stated === undefined || hinted === stated) return hinted ?? stated
  throw new OAuthError('invalid_request', 'client_id is not the client of id_token_hint.', {
    reason: 'client-id-differs',
    sent: stated,
    expected: hinted,
  })
}

/** Byte for byte (§3): an address with one more query parameter is another address. */
function registeredAddress(
  { notice }: ReadDeps,
  client: Client | undefined,
  address: string | undefined,
): string | undefined {
  if (address === undefined) return undefined
  const registered = client?.metadata.post_logout_redirect_uris ?? []
  if (registered.includes(address)) return address
  notice({
    flow: 'end-session',
    step: 'address-not-followed',
    rule: client ? 'post-logout-redirect-uri-unregistered' : 'client-unnamed',
    client_id: client?.client_id,
    sent: address,
    expected: registered.join(' '),
  })
  return undefined
}
