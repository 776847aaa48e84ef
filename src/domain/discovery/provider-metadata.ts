/**
 * What a tenant says of itself: every endpoint and choice that it serves, under the registered names and no others.
 *
 * Implements: OpenID Connect Discovery 1.0 §3; RFC 8414 §2; OpenID Connect RP-Initiated Logout 1.0 §2.1; RFC 9207 §3;
 * Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import { Type } from 'typebox'
import type { TenantDeps } from '../../deps.ts'
import { MAIL_ACR, PASSCODE_ACR } from '../authentication/assurance.ts'
import { promptValues } from '../authorization/request/prompt.ts'
import { RESPONSE_MODES } from '../authorization/request/response-mode.ts'
import { CLAIMS_OF_SCOPE } from '../claims/standard-claims.ts'
import { GRANT_TYPES, RESPONSE_TYPES, TOKEN_ENDPOINT_AUTH_METHODS } from '../clients/client-metadata.ts'
import { isSignUpOpen } from '../enrolment/sign-up-policy.ts'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'
import { SCOPES_SUPPORTED } from '../scope.ts'

const url = Type.String()
const words = Type.Array(Type.String())

/** Nothing leaves that is not named here. */
export const ProviderMetadata = Type.Object({
  issuer: url,
  authorization_endpoint: url,
  token_endpoint: url,
  userinfo_endpoint: url,
  jwks_uri: url,
  revocation_endpoint: url,
  end_session_endpoint: url,
  scopes_supported: words,
  response_types_supported: words,
  response_modes_supported: words,
  grant_types_supported: words,
  acr_values_supported: words,
  subject_types_supported: words,
  id_token_signing_alg_values_supported: words,
  token_endpoint_auth_methods_supported: words,
  revocation_endpoint_auth_methods_supported: words,
  code_challenge_methods_supported: words,
  authorization_response_iss_parameter_supported: Type.Boolean(),
  prompt_values_supported: words,
  display_values_supported: words,
  ui_locales_supported: words,
  claim_types_supported: words,
  claims_supported: words,
  claims_parameter_supported: Type.Boolean(),
  request_parameter_supported: Type.Boolean(),
  request_uri_parameter_supported: Type.Boolean(),
})

export type ProviderMetadata = Type.Static<typeof ProviderMetadata>

/** Core §2 and §5.1; `sid` is left out, since few clients get it. */
const TOKEN_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash']

export function providerMetadata({
  languages,
  tenant,
}: Pick<TenantDeps, 'languages' | 'tenant'>): ProviderMetadata {
  const { issuer } = tenant
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/.well-known/jwks`,
    revocation_endpoint: `${issuer}/revoke`,
    end_session_endpoint: `${issuer}/logout`,
    scopes_supported: [...SCOPES_SUPPORTED],
    response_types_supported: [...RESPONSE_TYPES],
    response_modes_supported: [...RESPONSE_MODES],
    grant_types_supported: [...GRANT_TYPES],
    acr_values_supported: [PASSCODE_ACR, MAIL_ACR],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
    token_endpoint_auth_methods_supported: [...TOKEN_ENDPOINT_AUTH_METHODS],
    revocation_endpoint_auth_methods_supported: [...TOKEN_ENDPOINT_AUTH_METHODS],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    prompt_values_supported: [...promptValues(isSignUpOpen(tenant))],
    display_values_supported: ['page', 'popup', 'touch'],
    ui_locales_supported: languages.catalogues.map(({ lang }) => lang),
    claim_types_supported: ['normal'],
    claims_supported: [...TOKEN_CLAIMS, ...Object.values(CLAIMS_OF_SCOPE).flat()],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  }
}
