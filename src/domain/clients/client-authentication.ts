/**
 * Client authentication: which client a request comes from, and whether it proved that. A further method is a further row.
 *
 * Implements: RFC 6749 §2.3, §2.3.1, §3.2.1; OpenID Connect Core 1.0 §9.
 */
import type { TenantDeps } from '../../deps.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { type Client, findClient } from './client.ts'
import type { TOKEN_ENDPOINT_AUTH_METHODS } from './client-metadata.ts'
import { isSecretOf } from './client-secret.ts'

export type AuthMethod = (typeof TOKEN_ENDPOINT_AUTH_METHODS)[number]

/** What a request says about its client: in the Authorization header, decoded, and in its form. */
export type ClientCredentials = Readonly<{
  basic: Readonly<{ client_id: string; client_secret: string }> | undefined
  parameters: Parameters
}>

export type AuthenticatedClient = Readonly<{ client: Client; method: AuthMethod }>

type AuthDeps = Pick<TenantDeps, 'db' | 'parsed' | 'tenant' | 'secrets'>

type Proof = Readonly<{
  client_id: string | undefined
  /** Asked also when the client is not there, so that it takes as long. */
  isRight: (deps: AuthDeps, client: Client | undefined) => Promise<boolean>
}>

/** Each reads what a request carries for its method; undefined: nothing. */
const PROOFS: Readonly<
  Record<Exclude<AuthMethod, 'none'>, (credentials: ClientCredentials) => Proof | undefined>
> = {
  client_secret_basic: ({ basic }) => basic && secretProof(basic.client_id, basic.client_secret),
  client_secret_post: ({ parameters }) => {
    const client_secret = optional(parameters, 'client_secret')
    if (client_secret === undefined) return undefined
    return secretProof(optional(parameters, 'client_id'), client_secret)
  },
}

/**
 * Nothing is spent or written by it: a client that tries one method after the other loses nothing.
 *
 * @throws {OAuthError} `invalid_client`, alike for every fault of the client; `invalid_request` for two methods at once
 */
export async function authenticateClient(
  deps: AuthDeps,
  credentials: ClientCredentials,
): Promise<AuthenticatedClient> {
  const { method, proof } = presented(credentials)
  const client_id = clientIdOf(proof, credentials)
  const client = await findClient(deps, client_id)
  const reason = unfitness(client, method)
  const isRight = await proof.isRight(deps, reason === undefined ? client : undefined)
  if (client === undefined || reason !== undefined || !isRight) {
    throw refused(reason ?? 'client-secret-wrong', client_id)
  }
  return { client, method }
}

/** §2.3: a request uses one method. */
function presented(credentials: ClientCredentials): Readonly<{ method: AuthMethod; proof: Proof }> {
  const found = Object.entries(PROOFS).flatMap(([method, read]) => {
    const proof = read(credentials)
    return proof ? [{ method: method as AuthMethod, proof }] : []
  })
  if (found.length > 1) {
    throw new OAuthError('invalid_request', 'The client must authenticate in one way only.', {
      reason: 'authentication-methods-mixed',
      sent: found.map(({ method }) => method).join(' '),
    })
  }
  return found[0] ?? { method: 'none', proof: { client_id: undefined, isRight: async () => true } }
}

function clientIdOf(proof: Proof, { parameters }: ClientCredentials): string {
  const stated = optional(parameters, 'client_id')
  const client_id = proof.client_id ?? stated
  if (client_id === undefined) throw refused('client-unnamed')
  if (stated === undefined || stated === client_id) return client_id
  throw new OAuthError('invalid_request', 'client_id does not agree with the Authorization header.', {
    reason: 'client-id-differs',
    sent: stated,
    expected: client_id,
  })
}

function unfitness(client: Client | undefined, method: AuthMethod): string | undefined {
  if (client === undefined) return 'client-unknown'
  if (client.locked) return 'client-locked'
  return acceptedMethods(client).includes(method) ? undefined : 'authentication-method-unregistered'
}

/** A confidential client that states no method may use its secret as it likes. */
function acceptedMethods({ client_type, metadata }: Client): readonly AuthMethod[] {
  if (metadata.token_endpoint_auth_method !== undefined) return [metadata.token_endpoint_auth_method]
  return client_type === 'public' ? ['none'] : ['client_secret_basic', 'client_secret_post']
}

const secretProof = (client_id: string | undefined, client_secret: string): Proof => ({
  client_id,
  isRight: (deps, client) => isSecretOf(deps, client, client_secret),
})

function refused(reason: string, sent = ''): OAuthError {
  return new OAuthError('invalid_client', 'The client is not known here or did not authenticate.', {
    reason,
    sent,
  })
}
