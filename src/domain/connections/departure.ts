/**
 * On the way to a provider of somebody else: the browser is sent there with what it must bring back.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (nonce, prompt, max_age, login_hint); RFC 7636 §4.1; RFC 9700 §2.1.1, §4.7.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256, sha256 } from '../../primitives/digest.ts'
import { type Handle, handleText, newHandle } from '../../primitives/time-ordered-id.ts'
import type { UpstreamRequestRow } from '../../store/connection-rows.ts'
import { insertUpstreamRequest } from '../../store/upstream-requests.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../authentication/window-limit.ts'
import { fittingLevels, offeredLevels } from '../authorization/assurance-level.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { requestOf } from '../authorization/authorize.ts'
import type { Interaction } from '../authorization/interaction.ts'
import type { RedirectTarget } from '../authorization/redirect-target.ts'
import {
  type Connection,
  callbackUrl,
  findConnections,
  type OidcConnection,
  unknownConnection,
} from './connection.ts'
import { upstreamClient } from './connection-secret.ts'
import { upstreamFault } from './upstream-fault.ts'

/** Long enough to sign in somewhere, in seconds. */
export const DEPARTURE_TTL = 600

/** Each waits in the database until it expires. */
export const DEPARTURE_LIMIT = windowLimit('upstream-network', 3000, 600)

type Waiting = Readonly<{ interaction: Interaction; target: RedirectTarget; browser: string }>

/**
 * @param chosen by the person, on the sign-in page; undefined: the request names the connection
 * @returns the address of the provider
 * @throws {OAuthError} for a page
 */
export async function departToUpstream(
  deps: TenantDeps,
  { interaction, target, browser }: Waiting,
  chosen: string | undefined,
): Promise<string> {
  const request = requestOf(deps, interaction, target)
  const connection = await wantedConnection(deps, request, chosen)
  const handle = newHandle(deps.now(), deps.random, 'upstream-request')
  const asked = askedOf(request)
  await keepRequest(deps, {
    id: handle.id,
    tenant_id: deps.tenant.id,
    connection_id: connection.id,
    interaction_id: interaction.id,
    browser_hash: sha256(browser),
    state_hash: sha256(handle.secret),
    max_age: asked.max_age ?? null,
    created_at: deps.now(),
    expires_at: deps.now() + DEPARTURE_TTL,
    used_at: null,
  })
  const sent = { ...boundTo(deps, connection, handle), ...asked, scope: connection.settings.scope }
  const left = await deps.upstream.authorizationUrl(upstreamClient(deps, connection), sent)
  if (left.fault !== undefined) throw upstreamFault(left)
  deps.notice({ flow: 'connection', step: 'sent', client_id: target.client.client_id, sent: connection.id })
  return left.url
}

/** What only this server can make of the secret in state, so that it need not be kept. */
export function boundTo(
  { secrets, tenant }: Pick<TenantDeps, 'secrets' | 'tenant'>,
  { id }: Pick<OidcConnection, 'id'>,
  handle: Handle,
) {
  const made = (purpose: string) => hmacSha256(secrets.derive(purpose), handle.secret).toString('base64url')
  return {
    redirect_uri: callbackUrl(tenant, id),
    state: handleText(handle),
    nonce: made('upstream-nonce'),
    code_verifier: made('upstream-code-verifier'),
  }
}

/** The one that the request names; else one that is shown, where any level will do. */
async function wantedConnection(
  deps: TenantDeps,
  request: AuthorizationRequest,
  chosen: string | undefined,
): Promise<OidcConnection> {
  const connections = await findConnections(deps)
  const { connection_id: named = chosen } = request
  const candidates =
    request.connection_id === undefined
      ? shownConnections(deps, request, connections)
      : connections.filter(isOidc)
  const found = candidates.find(({ id }) => id === named)
  if (found) return found
  throw unknownConnection(named ?? '', candidates)
}

/** Those that the sign-in page leads to; none where the request has a wish that they do not fulfil. */
export function shownConnections(
  deps: Pick<TenantDeps, 'mail' | 'tenant'>,
  { acr, connection_id }: Pick<AuthorizationRequest, 'acr' | 'connection_id'>,
  connections: readonly Connection[],
): readonly OidcConnection[] {
  if (connection_id !== undefined || fittingLevels(acr, offeredLevels(deps)) !== undefined) return []
  return connections.filter(isOidc).filter(({ settings }) => settings.shown)
}

const isOidc = (connection: Connection): connection is OidcConnection => connection.type === 'oidc'

/** Words of prompt that are the provider's to fulfil: agreeing, and having an account, are asked for here. */
const PASSED_ON = ['login', 'select_account'] as const

/** A sign-in that is to be anew is asked for in a way that can be checked: auth_time must come with max_age. */
function askedOf({ prompt, max_age, login_hint }: AuthorizationRequest) {
  const words = PASSED_ON.filter((word) => prompt.has(word))
  return {
    login_hint,
    prompt: words.length === 0 ? undefined : words.join(' '),
    max_age: prompt.has('login') ? 0 : max_age,
  }
}

async function keepRequest(deps: TenantDeps, row: UpstreamRequestRow): Promise<void> {
  const { db, requester } = deps
  const network = requester && clientNetwork(requester.address)
  const wait = await db.transaction(async (tx) => {
    const wait = network === undefined ? undefined : await chargeWindow(deps, tx, DEPARTURE_LIMIT, network)
    if (wait === undefined) await tx.run(insertUpstreamRequest, row)
    return wait
  })
  if (wait === undefined) return
  throw tooMany(DEPARTURE_LIMIT, wait, {
    description: 'Too many sign-ins elsewhere were begun from this network.',
    reason: 'too-many-departures',
  })
}
