/**
 * The logout request: which client asks, whom it means, and where the browser goes afterwards.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §3, §4; OpenID Connect Back-Channel Logout 1.0 §2.1 (sid);
 * RFC 9700 §4.11.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Session } from '../authentication/session.ts'
import { readIdTokenHint } from '../authorization/id-token-hint.ts'
import { type Client, findClient } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { findSessionOfSid } from './session-client.ts'

export type LogoutRequest = Readonly<{
  /** Named by the hint or by client_id; undefined: by neither, or not known here, or locked. */
  client: Client | undefined
  /** Whom a hint of ours names, as its client knows her. */
  hint: Readonly<{ sub: string; client_id: string }> | undefined
  /** The live one that the `sid` of a hint of ours names: a client may ask without the browser, from its server. */
  hinted_session: Session | undefined
  /** Registered for the client. */
  post_logout_redirect_uri: string | undefined
  /** Sent by nobody who could be known, so that it cannot be followed. */
  unused_address: string | undefined
  state: string | undefined
}>

/**
 * Whether somebody stands by the address: an administrator registered it, or let its client register; else an ID token of ours
 * is there (§3), since anybody may have registered one to send people there from here.
 */
export const isVouchedFor = ({ client, hint }: Pick<LogoutRequest, 'client' | 'hint'>): boolean =>
  hint !== undefined || (client?.origin !== 'open' && client?.origin !== 'document')

type ReadDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant' | 'notice'>

/**
 * @throws {OAuthError} `invalid_request` for a foreign hint, one of another client than client_id names, or an address that
 * is not registered for the client (§4)
 */
export async function readLogoutRequest(deps: ReadDeps, parameters: Parameters): Promise<LogoutRequest> {
  // Wishes: the page has one language, and who is signed in is known by the cookie.
  for (const name of ['logout_hint', 'ui_locales']) optional(parameters, name)
  const hint = await readIdTokenHint(deps, optional(parameters, 'id_token_hint'))
  const client_id = agreedClientId(hint?.client_id, optional(parameters, 'client_id'))
  const client = client_id === undefined ? undefined : await findUnlocked(deps, client_id)
  const address = optional(parameters, 'post_logout_redirect_uri')
  if (client && address !== undefined) checkRegistered(client, address)
  if (!client && address !== undefined) noticeUnused(deps, address)
  return {
    client,
    hint,
    hinted_session: hint && (await findSessionOfSid(deps, hint.client_id, hint.sid)),
    post_logout_redirect_uri: client && address,
    unused_address: client ? undefined : address,
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
function checkRegistered({ metadata }: Client, address: string): void {
  if (metadata.post_logout_redirect_uris.includes(address)) return
  throw new OAuthError('invalid_request', 'post_logout_redirect_uri is not registered for this client.', {
    reason: 'post-logout-redirect-uri-unregistered',
    sent: address,
    expected: metadata.post_logout_redirect_uris.join(' '),
  })
}

/** Whoever names no client can sign out all the same, or some libraries' people never could. */
function noticeUnused({ notice }: ReadDeps, address: string): void {
  notice({ flow: 'end-session', step: 'address-not-followed', rule: 'client-unnamed', sent: address })
}
