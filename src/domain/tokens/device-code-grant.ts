/**
 * The device code grant: a device polls until a person has answered on another one, and gets tokens once.
 *
 * Implements: RFC 8628 §3.4, §3.5; RFC 6749 §5.1; OpenID Connect Core 1.0 §3.1.3.3.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { parseHandle } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { consumeDeviceCode, pollDeviceCode } from '../../store/device-codes.ts'
import type { Client } from '../clients/client.ts'
import type { AuthenticatedClient } from '../clients/client-authentication.ts'
import type { EncryptDeps } from '../clients/encrypt-for-client.ts'
import { OAuthError, type OAuthErrorCode } from '../oauth-error.ts'
import { isAssigned } from '../organizations/admission.ts'
import { type Parameters, required } from '../parameters.ts'
import { type Resources, resourcesOfText } from '../resources/resource.ts'
import { narrowedResources, parseResources, resourceNotGranted } from '../resources/resource-parameter.ts'
import { scopeOfText } from '../scope.ts'
import { firstRefreshToken } from './first-refresh-token.ts'
import { findStanding } from './grant-standing.ts'
import { type Issued, insertTokens, signTokens, type TokenResponse } from './issuance.ts'

type PollDeps = Pick<TenantDeps, 'tenant' | 'random' | 'secrets' | 'sign'> & EncryptDeps

type Polling = Readonly<{ client: Client; device_code: string; asked: Resources }>

/** @throws {OAuthError} with the codes of §3.5; `invalid_grant` for a code that is not the client's, or was used */
export async function deviceCodeGrant(
  deps: PollDeps,
  { client }: AuthenticatedClient,
  parameters: Parameters,
): Promise<TokenResponse> {
  const device_code = required(parameters, 'device_code')
  const asked = parseResources(parameters, deps.tenant, client)
  const outcome = await deps.db.transaction((tx) => poll(deps, tx, { client, device_code, asked }))
  if (typeof outcome !== 'string') return signTokens(deps, outcome)
  if (outcome === 'resource-not-granted') throw resourceNotGranted(asked)
  const [code, description] = ANSWERS[outcome] ?? WITHDRAWN
  throw new OAuthError(code, description, { reason: outcome, status: 400 })
}

/** @returns the reason when it gives nothing: a throw would undo that the poll was counted, or the code spent */
async function poll(deps: PollDeps, tx: Tx, polling: Polling): Promise<Issued | string> {
  const { tenant, now } = deps
  const { client, device_code } = polling
  const handle = parseHandle(device_code)
  if (!handle) return 'device-code-unknown'
  const proof = {
    tenant_id: tenant.id,
    id: handle.id,
    secret_hash: sha256(handle.secret),
    client_id: client.client_id,
    now: now(),
  }
  const spent = await tx.first(consumeDeviceCode, proof)
  if (spent) return issue(deps, tx, polling, spent.grant_id as Buffer)
  const device = await tx.first(pollDeviceCode, proof)
  if (!device) return 'device-code-unknown'
  if (device.consumed_at !== null) return 'device-code-used'
  if (device.expires_at <= now()) return 'device-code-expired'
  if (device.answered_at !== null && device.grant_id === null) return 'device-refused'
  return device.polled_early === 1 ? 'device-polled-early' : 'device-unanswered'
}

async function issue(
  deps: PollDeps,
  tx: Tx,
  { client, asked }: Polling,
  grant_id: Buffer,
): Promise<Issued | string> {
  const standing = await findStanding(deps, tx, grant_id)
  if (typeof standing === 'string') return standing
  const { grant, user } = standing
  if (!(await isAssigned(deps, tx, client, user.id))) return 'client-not-assigned'
  const resources = narrowedResources(deps.tenant, resourcesOfText(grant.resources), asked)
  if (!resources) return 'resource-not-granted'
  const scope = scopeOfText(grant.scope)
  const refresh = firstRefreshToken(deps, client, scope)
  return insertTokens(deps, tx, { client, standing, scope, resources, nonce: null, refresh })
}

type Answer = readonly [code: OAuthErrorCode, description: string]

const NOT_THE_CLIENTS: Answer = ['invalid_grant', 'The device code is unknown, used, or of another client.']

const ANSWERS: Readonly<Record<string, Answer>> = {
  'device-unanswered': ['authorization_pending', 'The person has not answered yet.'],
  'device-polled-early': ['slow_down', 'That was too soon. Wait 5 seconds longer from now on.'],
  'device-refused': ['access_denied', 'The person did not allow it.'],
  'client-not-assigned': ['access_denied', 'The client is not for this person.'],
  'device-code-expired': ['expired_token', 'Nobody answered in time. Ask for another device code.'],
  'device-code-unknown': NOT_THE_CLIENTS,
  'device-code-used': NOT_THE_CLIENTS,
}

/** What was allowed, and is not any more. */
const WITHDRAWN: Answer = ['access_denied', 'The person took it back.']
