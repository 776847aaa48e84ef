/**
 * The token exchange grant: an access token for one that may do less, for a client that may act by it.
 *
 * It stands under the grant of the token that it is given for, so that it is revoked with that grant, and ends no later than
 * that token. There is no refresh token: whoever has the first token exchanges it again.
 *
 * Implements: RFC 8693 §2.1, §2.2, §2.2.1, §2.2.2, §4.1, §5.
 */
import type { TenantDeps } from '../../deps.ts'
import type { AuthDeps, AuthenticatedClient } from '../clients/client-authentication.ts'
import type { Parameters } from '../parameters.ts'
import { resourcesOfText, scopeFor } from '../resources/resource.ts'
import { narrowedResources, resourceNotGranted } from '../resources/resource-parameter.ts'
import { scopeOfText, scopeText } from '../scope.ts'
import { accessTokenText, insertAccess } from './access-token-issuance.ts'
import { actorFor } from './actor.ts'
import { readActorToken, readSubjectToken } from './exchanged-token.ts'
import type { TokenResponse } from './issuance.ts'
import { narrowedScope } from './narrowed-scope.ts'
import { ACCESS_TOKEN_TYPE, parseExchangeRequest } from './token-exchange-request.ts'

type ExchangeDeps = AuthDeps & Pick<TenantDeps, 'random' | 'sign'>

/** @throws {OAuthError} `invalid_request` for the tokens, `invalid_target` and `invalid_scope` for more than they are for */
export async function tokenExchangeGrant(
  deps: ExchangeDeps,
  { client }: AuthenticatedClient,
  parameters: Parameters,
): Promise<TokenResponse> {
  const { db, tenant } = deps
  const request = parseExchangeRequest(parameters, tenant, client)
  const subject = await readSubjectToken(deps, client, request.subject_token)
  const actor =
    request.actor_token === undefined ? undefined : await readActorToken(deps, client, request.actor_token)
  const act = actorFor(client, subject, actor)
  const { row, standing } = subject
  const resources = narrowedResources(tenant, resourcesOfText(row.resources), request.resources)
  if (!resources) throw resourceNotGranted(request.resources)
  const scope = scopeFor(tenant, narrowedScope(scopeOfText(row.scope), request.scope), resources)
  const to_be = { client, grant_id: row.grant_id, scope, resources }
  const exchanged = {
    client_id: client.client_id,
    act: act ? JSON.stringify(act) : null,
    expires_at: row.expires_at,
  }
  const issued = await db.transaction((tx) => insertAccess(deps, tx, to_be, exchanged))
  return {
    access_token: await accessTokenText(deps, { client, standing, ...issued }),
    issued_token_type: ACCESS_TOKEN_TYPE,
    token_type: 'Bearer',
    expires_in: issued.expires_in,
    refresh_token: undefined,
    scope: scope.size === 0 ? undefined : scopeText(scope),
    id_token: undefined,
  }
}
