/**
 * Request objects: an authorization request as a JWT that its client signed with a key of its own.
 *
 * Implements: RFC 9101 §4, §6.1, §6.2, §10.1, §10.8; OpenID Connect Core 1.0 §6.1, §6.3.2; RFC 8725 §3.1, §3.11.
 * Not offered: an encrypted one (RFC 9101 §6.1); one without a signature; one that is signed with a secret.
 */
import type { TenantDeps } from '../../../deps.ts'
import { isCompactJws } from '../../../primitives/compact-jws.ts'
import type { Client } from '../../clients/client.ts'
import { ClientKeyError, clientKeys } from '../../clients/client-keys.ts'
import { REQUEST_OBJECT_ALGORITHMS } from '../../clients/protected-messages.ts'
import { jose } from '../../jose.ts'
import { checkObjectClaims, type ObjectClaims, objectRefused } from './object-rule.ts'

export type ObjectDeps = Pick<TenantDeps, 'db' | 'now' | 'fetch' | 'parsed' | 'notice' | 'tenant'>

const TYPES = [undefined, 'jwt', 'oauth-authz-req+jwt']

/** @throws {OAuthError} `invalid_request_object` */
export async function readRequestObject(
  deps: ObjectDeps,
  client: Client,
  jwt: string,
): Promise<ObjectClaims> {
  checkHeader(client, jwt)
  const claims = await verifiedClaims(deps, client, jwt)
  checkObjectClaims(claims, { client_id: client.client_id, issuer: deps.tenant.issuer, now: deps.now() })
  return claims
}

/** Before any key is asked for. */
function checkHeader({ metadata }: Client, jwt: string): void {
  const parts = jwt.split('.')
  if (parts.length === 5) {
    throw objectRefused('Encrypted request objects are not supported.', 'request-object-encrypted')
  }
  const header = isCompactJws(jwt) ? membersOf(parts[0] as string) : undefined
  if (!header) throw objectRefused('The request object is no JWT.', 'request-object-malformed')
  const alg = String(header['alg'])
  const its = metadata.request_object_signing_alg
  const served = its === undefined ? REQUEST_OBJECT_ALGORITHMS : [its]
  if (!served.includes(alg)) {
    const description =
      alg === 'none'
        ? 'The request object must be signed.'
        : 'The request object is signed by another algorithm than it may be.'
    throw objectRefused(description, 'request-object-algorithm-refused', alg, served.join(' '))
  }
  const typ = header['typ'] === undefined ? undefined : String(header['typ']).toLowerCase()
  if (!TYPES.includes(typ?.replace(/^application\//, ''))) {
    throw objectRefused('The JWT is of another type than a request object.', 'request-object-type-wrong', typ)
  }
}

/** @returns undefined for what is no JSON object */
function membersOf(part: string): ObjectClaims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as ObjectClaims) : undefined
  } catch {
    return undefined
  }
}

async function verifiedClaims(deps: ObjectDeps, client: Client, jwt: string): Promise<ObjectClaims> {
  const { compactVerify } = await jose()
  try {
    await compactVerify(jwt, clientKeys(deps, client))
  } catch (error) {
    const reason = error instanceof ClientKeyError ? error.reason : 'request-object-signature-wrong'
    throw objectRefused('The request object is not signed with a key of the client.', reason)
  }
  const claims = membersOf(jwt.split('.')[1] as string)
  if (!claims) throw objectRefused('The request object has no claims.', 'request-object-malformed')
  return claims
}
