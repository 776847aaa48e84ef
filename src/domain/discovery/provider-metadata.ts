/**
 * What a tenant says of itself: every endpoint and choice that it serves, under the registered names and no others.
 *
 * Implements: OpenID Connect Discovery 1.0 §3; RFC 8414 §2; OpenID Connect RP-Initiated Logout 1.0 §2.1;
 * OpenID Connect Back-Channel Logout 1.0 §2.1; OpenID Connect Front-Channel Logout 1.0 §3;
 * OpenID Connect Session Management 1.0 §3.3; RFC 9207 §3; RFC 8628 §4; RFC 9728 §4;
 * Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { array, boolean, object, optional, type Static, string } from '../../primitives/json-schema.ts'
import { offeredLevels } from '../authorization/assurance-level.ts'
import { promptValues } from '../authorization/request/prompt.ts'
import { RESPONSE_MODES } from '../authorization/request/response-mode.ts'
import { CLAIMS_OF_SCOPE } from '../claims/standard-claims.ts'
import { ASSERTION_ALGORITHMS } from '../clients/assertion-algorithms.ts'
import { GRANT_TYPES, SUBJECT_TYPES, TOKEN_ENDPOINT_AUTH_METHODS } from '../clients/client-metadata.ts'
import { RESPONSE_TYPES } from '../clients/response-type.ts'
import { isSignUpOpen } from '../enrolment/sign-up-policy.ts'
import { describedScopes } from '../resources/resource.ts'
import { SCOPES_SUPPORTED } from '../scope.ts'
import { protectedMessageMembers, protectedMessageValues } from './protected-messages.ts'
import { protectedResources } from './resource-metadata.ts'

const url = string()
const words = array(string())

/** Nothing leaves that is not named here. */
export const ProviderMetadata = object({
  issuer: url,
  authorization_endpoint: url,
  token_endpoint: url,
  userinfo_endpoint: url,
  jwks_uri: url,
  revocation_endpoint: url,
  introspection_endpoint: url,
  device_authorization_endpoint: url,
  registration_endpoint: optional(url),
  end_session_endpoint: url,
  check_session_iframe: url,
  backchannel_logout_supported: boolean(),
  backchannel_logout_session_supported: boolean(),
  frontchannel_logout_supported: boolean(),
  frontchannel_logout_session_supported: boolean(),
  scopes_supported: words,
  response_types_supported: words,
  response_modes_supported: words,
  grant_types_supported: words,
  acr_values_supported: words,
  subject_types_supported: words,
  client_id_metadata_document_supported: optional(boolean()),
  protected_resources: words,
  ...protectedMessageMembers,
  token_endpoint_auth_methods_supported: words,
  token_endpoint_auth_signing_alg_values_supported: words,
  revocation_endpoint_auth_methods_supported: words,
  revocation_endpoint_auth_signing_alg_values_supported: words,
  introspection_endpoint_auth_methods_supported: words,
  introspection_endpoint_auth_signing_alg_values_supported: words,
  code_challenge_methods_supported: words,
  authorization_response_iss_parameter_supported: boolean(),
  prompt_values_supported: words,
  display_values_supported: words,
  ui_locales_supported: words,
  claim_types_supported: words,
  claims_supported: words,
  claims_parameter_supported: boolean(),
})

export type ProviderMetadata = Static<typeof ProviderMetadata>

/** Core §2 and §5.1; `sid`, `c_hash` and `s_hash` are left out, since few clients get them. */
const TOKEN_CLAIMS = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'at_hash',
  'c_hash',
  's_hash',
]

export function providerMetadata(deps: Pick<TenantDeps, 'languages' | 'mail' | 'tenant'>): ProviderMetadata {
  const { languages, tenant } = deps
  const { issuer, base } = tenant
  const scopesOfServices = describedScopes(tenant.policy.resources).map(({ scope }) => scope)
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/.well-known/jwks`,
    revocation_endpoint: `${base}/revoke`,
    introspection_endpoint: `${base}/introspect`,
    device_authorization_endpoint: `${base}/device_authorization`,
    end_session_endpoint: `${base}/logout`,
    check_session_iframe: `${base}/check_session`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    scopes_supported: [...new Set([...SCOPES_SUPPORTED, ...scopesOfServices])],
    response_types_supported: [...RESPONSE_TYPES],
    response_modes_supported: [...RESPONSE_MODES],
    grant_types_supported: [...GRANT_TYPES],
    acr_values_supported: [...offeredLevels(deps)],
    subject_types_supported: [...SUBJECT_TYPES],
    ...registrationMembers(tenant),
    protected_resources: protectedResources(tenant),
    ...protectedMessageValues(base),
    token_endpoint_auth_methods_supported: [...TOKEN_ENDPOINT_AUTH_METHODS],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    revocation_endpoint_auth_methods_supported: [...TOKEN_ENDPOINT_AUTH_METHODS],
    revocation_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    introspection_endpoint_auth_methods_supported: TOKEN_ENDPOINT_AUTH_METHODS.filter(
      (method) => method !== 'none',
    ),
    introspection_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    prompt_values_supported: [...promptValues(isSignUpOpen(deps))],
    display_values_supported: ['page', 'popup', 'touch'],
    ui_locales_supported: languages.catalogues.map(({ lang }) => lang),
    claim_types_supported: ['normal'],
    claims_supported: [...TOKEN_CLAIMS, ...Object.values(CLAIMS_OF_SCOPE).flat()],
    claims_parameter_supported: true,
  }
}

/** Only where clients may make themselves known. */
function registrationMembers({ base, policy }: TenantDeps['tenant']) {
  return {
    ...(policy.client_registration === 'closed' ? {} : { registration_endpoint: `${base}/register` }),
    ...(policy.client_id_metadata_documents ? { client_id_metadata_document_supported: true } : {}),
  }
}
