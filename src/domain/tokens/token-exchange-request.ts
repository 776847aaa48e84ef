/**
 * A token exchange as it is asked for: which token is to be exchanged, who is to act by it, and what for.
 *
 * Implements: RFC 8693 §2.1, §2.2.2, §3. Not offered: tokens of other kinds. An ID token stands for a sign-in and for no
 * grant, so that nobody could take back what it was exchanged for.
 */
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters, repeatable, required } from '../parameters.ts'
import { isOwnResource, type Resources } from '../resources/resource.ts'
import { checkResources, invalidTarget, parseResources } from '../resources/resource-parameter.ts'
import { parseScope, type Scope } from '../scope.ts'
import type { Tenant } from '../tenants/tenant.ts'

export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'

export type ExchangeRequest = Readonly<{
  subject_token: string
  actor_token: string | undefined
  /** undefined: all of the subject token. */
  scope: Scope | undefined
  /** Empty: those of the subject token. */
  resources: Resources
}>

/** @throws {OAuthError} `invalid_request`, `invalid_scope`; `invalid_target` for what is named as target */
export function parseExchangeRequest(
  parameters: Parameters,
  tenant: Tenant,
  client: Client,
): ExchangeRequest {
  const resources = parseResources(parameters, tenant, client)
  const audience = parseAudience(parameters, tenant, client)
  const scope = optional(parameters, 'scope')
  checkTokenType('requested_token_type', optional(parameters, 'requested_token_type') ?? ACCESS_TOKEN_TYPE)
  const subject_token = required(parameters, 'subject_token')
  checkTokenType('subject_token_type', required(parameters, 'subject_token_type'))
  return {
    subject_token,
    actor_token: parseActorToken(parameters),
    scope: scope === undefined ? undefined : parseScope(scope),
    resources: [...new Set([...resources, ...audience])],
  }
}

/** Resources by the names that they have here: that of their client, or their own. */
function parseAudience(parameters: Parameters, tenant: Tenant, client: Client): Resources {
  const named = repeatable(parameters, 'audience').map((name) => resourceNamed(tenant, name))
  checkResources(tenant, client, named)
  return named
}

function resourceNamed(tenant: Tenant, name: string): string {
  if (isOwnResource(tenant, name)) return name
  const known = tenant.policy.resources
  const named = known.find(({ resource, client_id }) => resource === name || client_id === name)
  if (named) return named.resource
  const expected = known.map(({ resource }) => resource)
  throw invalidTarget('audience is not known here.', 'audience-unknown', [name], expected)
}

function parseActorToken(parameters: Parameters): string | undefined {
  const actor_token = optional(parameters, 'actor_token')
  if (actor_token !== undefined) {
    checkTokenType('actor_token_type', required(parameters, 'actor_token_type'))
    return actor_token
  }
  if (optional(parameters, 'actor_token_type') === undefined) return undefined
  throw new OAuthError('invalid_request', 'actor_token_type must not be sent without actor_token.', {
    reason: 'actor-token-type-alone',
    sent: 'actor_token_type',
  })
}

function checkTokenType(name: string, sent: string): void {
  if (sent === ACCESS_TOKEN_TYPE) return
  throw new OAuthError('invalid_request', `${name} is not supported.`, {
    reason: 'exchange-token-type-unsupported',
    sent,
    expected: ACCESS_TOKEN_TYPE,
  })
}
