/**
 * The token endpoint's flow: a client, a grant, tokens. A further grant is a further file and a row here.
 *
 * Implements: RFC 6749 §3.2, §4.1.3, §4.4.2, §5.1, §5.2, §6; RFC 8628 §3.4; RFC 8693 §2; OpenID Connect Core 1.0 §3.1.3, §12.
 */
import type { TenantDeps } from '../../deps.ts'
import { checkTenantId } from '../authorization/request/tenant-id.ts'
import {
  type AuthenticatedClient,
  authenticateClient,
  type ClientCredentials,
} from '../clients/client-authentication.ts'
import { DEVICE_CODE_GRANT, type GRANT_TYPES, TOKEN_EXCHANGE_GRANT } from '../clients/client-metadata.ts'
import { OAuthError } from '../oauth-error.ts'
import { type Parameters, required } from '../parameters.ts'
import { authorizationCodeGrant } from './authorization-code-grant.ts'
import { clientCredentialsGrant } from './client-credentials-grant.ts'
import { deviceCodeGrant } from './device-code-grant.ts'
import type { TokenResponse } from './issuance.ts'
import { refreshTokenGrant } from './refresh-token-grant.ts'
import { tokenExchangeGrant } from './token-exchange-grant.ts'

/** What is registered for `implicit` never comes here. */
type GrantType = Exclude<(typeof GRANT_TYPES)[number], 'implicit'>

type Grant = (
  deps: TenantDeps,
  requester: AuthenticatedClient,
  parameters: Parameters,
) => Promise<TokenResponse>

const GRANTS: Readonly<Record<GrantType, Grant>> = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  client_credentials: clientCredentialsGrant,
  [DEVICE_CODE_GRANT]: deviceCodeGrant,
  [TOKEN_EXCHANGE_GRANT]: tokenExchangeGrant,
}

const served = Object.keys(GRANTS) as GrantType[]

/**
 * The client comes first: one that fails to authenticate spends nothing.
 *
 * @throws {OAuthError} with the codes of §5.2
 */
export async function issueTokens(deps: TenantDeps, credentials: ClientCredentials): Promise<TokenResponse> {
  const { parameters } = credentials
  const requester = await authenticateClient(deps, credentials)
  checkTenantId(parameters, deps.tenant.id)
  const grant_type = parseGrantType(parameters, requester)
  const response = await GRANTS[grant_type](deps, requester, parameters)
  deps.notice({ flow: 'token', step: grant_type, client_id: requester.client.client_id })
  return response
}

/** @throws {OAuthError} `unsupported_grant_type`, or `unauthorized_client` when the client is not registered for it */
function parseGrantType(parameters: Parameters, { client }: AuthenticatedClient): GrantType {
  const sent = required(parameters, 'grant_type')
  const grant_type = served.find((each) => each === sent)
  if (grant_type === undefined) {
    throw new OAuthError('unsupported_grant_type', 'grant_type is not supported.', {
      reason: 'grant-type-unsupported',
      sent,
      expected: served.join(' '),
    })
  }
  if (client.metadata.grant_types.includes(grant_type)) return grant_type
  throw new OAuthError('unauthorized_client', 'The client is not registered for this grant_type.', {
    reason: 'grant-type-unregistered',
    sent,
    expected: client.metadata.grant_types.join(' '),
  })
}
