/**
 * tenant_id: sent by clients of the product whose place this server takes, though it stands in the path already.
 */
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** @throws {OAuthError} `invalid_request` when it names another tenant than the path */
export function checkTenantId(parameters: Parameters, tenant_id: string): void {
  const sent = optional(parameters, 'tenant_id')
  if (sent === undefined || sent === tenant_id) return
  throw new OAuthError('invalid_request', 'tenant_id does not agree with the address.', {
    reason: 'tenant-id-differs',
    sent,
    expected: tenant_id,
  })
}
