/**
 * A device asks: it gets a code to poll with, and one for a person to type on another device.
 *
 * Implements: RFC 8628 §3.1, §3.2, §5.1, §6.1; RFC 8707 §2; RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { type DeviceCodeRow, insertDeviceCode } from '../../store/device-codes.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../authentication/window-limit.ts'
import { parseRequestedScope } from '../authorization/request/requested-scope.ts'
import { checkTenantId } from '../authorization/request/tenant-id.ts'
import type { Client } from '../clients/client.ts'
import { authenticateClient, type ClientCredentials } from '../clients/client-authentication.ts'
import { DEVICE_CODE_GRANT } from '../clients/client-metadata.ts'
import { OAuthError } from '../oauth-error.ts'
import { resourcesText, scopesOfResources } from '../resources/resource.ts'
import { parseResources } from '../resources/resource-parameter.ts'
import { scopeText } from '../scope.ts'
import { drawUserCode, userCodeHash, userCodeText } from './user-code.ts'

export type DeviceAuthorization = Readonly<{
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
  interval: number
}>

/** Seconds between polls. */
const INTERVAL = 5

/** Each waits in the database until it expires; many devices may share a network. */
const WAITING_LIMIT = windowLimit('device-network', 300, 600)

/**
 * @param address from where the device asks; the person is shown it
 * @throws {OAuthError} `invalid_client`, `unauthorized_client`, `invalid_request`, `invalid_scope` (RFC 6749 §5.2), `invalid_target`;
 *   `temporarily_unavailable` when too many asked from the same network
 */
export async function authorizeDevice(
  deps: TenantDeps,
  credentials: ClientCredentials,
  address: string,
): Promise<DeviceAuthorization> {
  const { parameters } = credentials
  const { client } = await authenticateClient(deps, credentials, '/device_authorization')
  checkTenantId(parameters, deps.tenant.id)
  checkRegistered(client)
  const resources = parseResources(parameters, deps.tenant, client)
  const scope = parseRequestedScope(parameters, client, 'code', scopesOfResources(deps.tenant, resources))
  const asked = {
    client_id: client.client_id,
    scope: scopeText(scope),
    resources: resourcesText(resources),
    address,
  }
  const waiting = await deps.db.transaction((tx) => begin(deps, tx, asked))
  if (typeof waiting === 'number') {
    throw tooMany(WAITING_LIMIT, waiting, {
      description: 'Too many devices asked from this network. Try again later.',
      reason: 'devices-too-many',
    })
  }
  deps.notice({ flow: 'device', step: 'asked', client_id: client.client_id })
  const verification_uri = `${deps.tenant.base}/device`
  return {
    ...waiting,
    verification_uri,
    verification_uri_complete: `${verification_uri}?user_code=${waiting.user_code}`,
    expires_in: deps.tenant.policy.device_code_ttl,
    interval: INTERVAL,
  }
}

function checkRegistered({ metadata }: Client): void {
  if (metadata.grant_types.includes(DEVICE_CODE_GRANT)) return
  throw new OAuthError('unauthorized_client', 'The client is not registered for the device code grant.', {
    reason: 'grant-type-unregistered',
    sent: DEVICE_CODE_GRANT,
    expected: metadata.grant_types.join(' '),
  })
}

/** @returns the codes, which are nowhere else; or how long to wait, in seconds */
async function begin(
  deps: TenantDeps,
  tx: Tx,
  asked: Pick<DeviceCodeRow, 'client_id' | 'scope' | 'resources' | 'address'>,
): Promise<Pick<DeviceAuthorization, 'device_code' | 'user_code'> | number> {
  const { tenant, now, random } = deps
  const wait = await chargeWindow(deps, tx, WAITING_LIMIT, clientNetwork(asked.address))
  if (wait !== undefined) return wait
  const handle = newHandle(now(), random, 'device-code')
  const row = {
    ...asked,
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    created_at: now(),
    expires_at: now() + tenant.policy.device_code_ttl,
    poll_interval: INTERVAL,
    polled_at: null,
    polled_early: 0,
    answered_at: null,
    grant_id: null,
    consumed_at: null,
  } as const
  let letters: string
  do letters = drawUserCode(deps)
  while (!(await tx.first(insertDeviceCode, { ...row, user_code_hash: userCodeHash(deps, letters) })))
  return { device_code: handleText(handle), user_code: userCodeText(letters) }
}
