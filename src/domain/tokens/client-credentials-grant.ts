/**
 * The client credentials grant: a client acts for itself, with no person, no ID token and no refresh token.
 *
 * Implements: RFC 6749 §3.3, §4.4, §4.4.2, §4.4.3, §10.3; RFC 8707 §2.2; RFC 9068 §2.2; RFC 7591 §2 (scope).
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { insertGrant } from '../../store/grants.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import { type Client, ttlOf } from '../clients/client.ts'
import type { AuthenticatedClient } from '../clients/client-authentication.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { type Resources, resourcesText, scopeFor } from '../resources/resource.ts'
import { parseResources } from '../resources/resource-parameter.ts'
import { parseScope, SCOPES_SUPPORTED, type Scope, scopeOfText, scopeText } from '../scope.ts'
import { accessTokenText, insertAccess } from './access-token-issuance.ts'
import type { TokenResponse } from './issuance.ts'

type GrantDeps = Pick<TenantDeps, 'db' | 'tenant' | 'parsed' | 'now' | 'random' | 'secrets' | 'sign'>

/** @throws {OAuthError} `invalid_scope` for more than the client is registered for; `invalid_target` */
export async function clientCredentialsGrant(
  deps: GrantDeps,
  { client }: AuthenticatedClient,
  parameters: Parameters,
): Promise<TokenResponse> {
  const resources = parseResources(parameters, deps.tenant, client)
  const scope = scopeFor(deps.tenant, allowedScope(client, optional(parameters, 'scope')), resources)
  const grant = grantOf(deps, client, scope, resources)
  const issued = await deps.db.transaction(async (tx) => {
    await tx.run(insertGrant, grant)
    return insertAccess(deps, tx, { client, grant_id: grant.id, scope, resources })
  })
  const standing = { grant, user: undefined, organization: undefined }
  return {
    access_token: await accessTokenText(deps, { client, standing, ...issued }),
    token_type: 'Bearer',
    expires_in: issued.expires_in,
    refresh_token: undefined,
    scope: scope.size === 0 ? undefined : scopeText(scope),
    id_token: undefined,
  }
}

/** What is told of a person has no place where there is none. */
const PERSONAL: Scope = new Set(SCOPES_SUPPORTED)

/** All that the client is registered for, unless it asks for less. */
function allowedScope({ metadata }: Client, asked: string | undefined): Scope {
  const own = scopeOfText(metadata.scope ?? '').difference(PERSONAL)
  if (asked === undefined) return own
  const scope = parseScope(asked)
  if (scope.isSubsetOf(own)) return scope
  throw new OAuthError('invalid_scope', 'The scope is wider than what the client is registered for.', {
    reason: 'scope-unregistered',
    sent: asked,
    expected: scopeText(own),
  })
}

function grantOf(
  { tenant, now, random }: GrantDeps,
  client: Client,
  scope: Scope,
  resources: Resources,
): GrantRow {
  return {
    id: timeOrderedId(now(), random, 'grant'),
    tenant_id: tenant.id,
    client_id: client.client_id,
    user_id: null,
    session_id: null,
    scope: scopeText(scope),
    nonce: null,
    auth_time: null,
    amr: '',
    acr: '',
    outlives_session: 1,
    claims: null,
    resources: resourcesText(resources),
    claim_set_id: null,
    organization_id: null,
    connection_id: null,
    created_at: now(),
    expires_at: now() + ttlOf(client, tenant.policy, 'access_token_ttl'),
    revoked_at: null,
  }
}
