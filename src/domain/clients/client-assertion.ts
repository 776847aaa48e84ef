/**
 * Client assertions: a JWT that a client made for this server and this moment, signed with its key or with its secret.
 *
 * Implements: RFC 7521 §4.2, §4.2.1, §5.2, §8.2; RFC 7523 §2.2, §3, §3.2; OpenID Connect Core 1.0 §9.
 * Not offered: an assertion without a jti, which whoever sees it could send again.
 */
import type { CompactVerifyGetKey } from 'jose'
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { isCompactJws } from '../../primitives/compact-jws.ts'
import { jose } from '../jose.ts'
import { OAuthError } from '../oauth-error.ts'
import { isStorable, optional, type Parameters, required } from '../parameters.ts'
import { ALGORITHMS_OF_METHOD, type AssertionMethod, SECRET_ALGORITHMS } from './assertion-algorithms.ts'
import type { Client } from './client.ts'
import { ClientKeyError, clientKeys } from './client-keys.ts'
import { signingSecretOf } from './client-secret.ts'
import { useJti } from './used-jti.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** By so many seconds the clocks of both sides may differ. */
const SKEW = 10
/** So far in the future may it end, in seconds, for so long its jti is kept. */
const LONGEST = 86_400

export type AssertionDeps = Pick<
  TenantDeps,
  'db' | 'parsed' | 'tenant' | 'secrets' | 'now' | 'fetch' | 'notice'
>

/** Why a client is refused, for the log. */
export type AuthenticationFault = Readonly<{ reason: string; sent?: string; expected?: string }>

type Claims = Readonly<Record<string, unknown>>

/** What it says before anybody has looked at its signature. */
export type ClientAssertion = Readonly<{
  method: AssertionMethod
  /** Whom it speaks for; undefined: it cannot be read. */
  client_id: string | undefined
  alg: string
  jwt: string
}>

/** @throws {OAuthError} `invalid_client` for an assertion of another type; `invalid_request` for half of one */
export function readAssertion(parameters: Parameters): ClientAssertion | undefined {
  const type = optional(parameters, 'client_assertion_type')
  if (type === undefined && optional(parameters, 'client_assertion') === undefined) return undefined
  if (required(parameters, 'client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError('invalid_client', 'client_assertion_type is not supported.', {
      reason: 'assertion-type-unsupported',
      sent: String(type),
      expected: ASSERTION_TYPE,
    })
  }
  const jwt = required(parameters, 'client_assertion')
  const [header, claims] = jwt.split('.', 2).map(membersOf)
  const alg = String(header?.['alg'])
  const sub = claims?.['sub']
  const isSecret = SECRET_ALGORITHMS.some((secret) => secret === alg)
  return {
    method: isSecret ? 'client_secret_jwt' : 'private_key_jwt',
    client_id: typeof sub === 'string' && isStorable(sub) ? sub : undefined,
    alg,
    jwt,
  }
}

function membersOf(part: string): Claims {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
  } catch {
    return {}
  }
}

/**
 * What is wrong with it. One that is right is spent by that.
 *
 * @param endpoint of this issuer that was called, as its path
 */
export async function assertionFault(
  deps: AssertionDeps,
  client: Client,
  { method, alg, jwt }: ClientAssertion,
  endpoint: string,
): Promise<AuthenticationFault | undefined> {
  const its = client.metadata.token_endpoint_auth_signing_alg
  const algorithms: readonly string[] = its === undefined ? ALGORITHMS_OF_METHOD[method] : [its]
  if (!algorithms.includes(alg)) {
    return { reason: 'assertion-algorithm-refused', sent: alg, expected: algorithms.join(' ') }
  }
  const claims = await verifiedClaims(deps, client, method, jwt)
  if (typeof claims === 'string') return { reason: claims }
  const { issuer, base } = deps.tenant
  const audiences = [issuer, `${base}/token`, `${base}${endpoint}`]
  const fault = claimsFault(claims, client.client_id, audiences) ?? timeFault(claims, deps.now())
  if (fault) return fault
  const jti = String(claims['jti'])
  const expires_at = Math.ceil(Number(claims['exp'])) + SKEW
  const used = { use: 'client-assertion', issuer: client.client_id, jti, expires_at } as const
  return (await useJti(deps, used)) ? undefined : { reason: 'assertion-replayed', sent: jti }
}

/** @returns a text: the reason why there are none */
async function verifiedClaims(
  deps: AssertionDeps,
  client: Client,
  method: AssertionMethod,
  jwt: string,
): Promise<Claims | string> {
  // jose overlooks blanks, and so one assertion could be written in many ways.
  if (!isCompactJws(jwt)) return 'assertion-signature-wrong'
  const { compactVerify } = await jose()
  try {
    const { payload } = await compactVerify(jwt, keyOf(deps, client, method))
    return Object(JSON.parse(new TextDecoder().decode(payload)))
  } catch (error) {
    return error instanceof ClientKeyError ? error.reason : 'assertion-signature-wrong'
  }
}

function keyOf(deps: AssertionDeps, client: Client, method: AssertionMethod): CompactVerifyGetKey {
  if (method === 'private_key_jwt') return clientKeys(deps, client)
  return async () => {
    const secret = signingSecretOf(deps, client)
    if (secret === undefined) throw new ClientKeyError('client-secret-not-kept')
    return new TextEncoder().encode(secret)
  }
}

function claimsFault(
  { iss, sub, aud, jti }: Claims,
  client_id: string,
  audiences: readonly string[],
): AuthenticationFault | undefined {
  if (iss !== client_id) return { reason: 'assertion-issuer-wrong', sent: String(iss), expected: client_id }
  if (sub !== client_id) return { reason: 'assertion-subject-wrong', sent: String(sub), expected: client_id }
  if (![aud].flat().some((each) => audiences.includes(String(each)))) {
    return { reason: 'assertion-audience-wrong', sent: String(aud), expected: audiences.join(' ') }
  }
  return typeof jti === 'string' && jti !== '' ? undefined : { reason: 'assertion-jti-missing' }
}

/** §3: exp must be there, nbf and iat may. */
function timeFault({ exp, nbf, iat }: Claims, now: UnixSeconds): AuthenticationFault | undefined {
  if (typeof exp !== 'number') return { reason: 'assertion-exp-missing' }
  const told = { expected: String(now) }
  if (exp + SKEW <= now) return { reason: 'assertion-expired', sent: String(exp), ...told }
  if (exp > now + LONGEST) return { reason: 'assertion-ends-too-late', sent: String(exp), ...told }
  const early = [nbf, iat].find((from) => from !== undefined && !(Number(from) <= now + SKEW))
  return early === undefined ? undefined : { reason: 'assertion-not-yet-valid', sent: String(early), ...told }
}
