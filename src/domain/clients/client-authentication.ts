/**
 * Client authentication: which client a request comes from, and whether it proved that. A further method is a further row.
 *
 * Implements: RFC 6749 §2.3, §2.3.1, §3.2.1; RFC 7523 §2.2; OpenID Connect Core 1.0 §9.
 */
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import type { AssertionMethod } from './assertion-algorithms.ts'
import { type Client, findClient } from './client.ts'
import {
  type AssertionDeps,
  type AuthenticationFault,
  assertionFault,
  readAssertion,
} from './client-assertion.ts'
import type { TOKEN_ENDPOINT_AUTH_METHODS } from './client-metadata.ts'
import { isSecretOf } from './client-secret.ts'

export type AuthMethod = (typeof TOKEN_ENDPOINT_AUTH_METHODS)[number]

/** What a request says about its client: in the Authorization header, decoded, and in its form. */
export type ClientCredentials = Readonly<{
  basic: Readonly<{ client_id: string; client_secret: string }> | undefined
  parameters: Parameters
}>

export type AuthenticatedClient = Readonly<{ client: Client; method: AuthMethod }>

export type AuthDeps = AssertionDeps

type Proof = Readonly<{
  client_id: string | undefined
  /** What a client_id beside it is that names another client. */
  mismatch: 'invalid_request' | 'invalid_client'
  /** What is wrong with it. Asked also when the client is not there, so that it takes as long. */
  faultOf: (
    deps: AuthDeps,
    client: Client | undefined,
    endpoint: string,
  ) => Promise<AuthenticationFault | undefined>
}>

type ProvenBy = Exclude<AuthMethod, 'none'>
type Presented = Readonly<{ method: AuthMethod; proof: Proof }>

/** Each reads what a request carries for its method; undefined: nothing. */
const PROOFS: Readonly<Record<ProvenBy, (credentials: ClientCredentials) => Proof | undefined>> = {
  client_secret_basic: ({ basic }) => basic && secretProof(basic.client_id, basic.client_secret),
  client_secret_post: ({ parameters }) => {
    const client_secret = optional(parameters, 'client_secret')
    if (client_secret === undefined) return undefined
    return secretProof(optional(parameters, 'client_id'), client_secret)
  },
  client_secret_jwt: ({ parameters }) => assertionProof(parameters, 'client_secret_jwt'),
  private_key_jwt: ({ parameters }) => assertionProof(parameters, 'private_key_jwt'),
}

const METHODS_OF_PROOF = Object.keys(PROOFS) as ProvenBy[]

/**
 * Nothing is spent by a refusal: a client that tries one method after the other loses nothing.
 *
 * @param endpoint of this issuer that was called, as its path: an assertion may name it as its audience
 * @throws {OAuthError} `invalid_client`, alike for every fault of the client; `invalid_request` for two methods at once
 */
export async function authenticateClient(
  deps: AuthDeps,
  credentials: ClientCredentials,
  endpoint = '/token',
): Promise<AuthenticatedClient> {
  const { method, proof } = presented(credentials)
  const client_id = clientIdOf(proof, credentials)
  const client = await findClient(deps, client_id)
  const unfit = unfitness(client, method)
  const fit = unfit ? undefined : client
  const fault = await proof.faultOf(deps, fit, endpoint)
  if (fit && !fault) return { client: fit, method }
  throw refused({ reason: 'client-unknown', sent: client_id, ...fault, ...unfit })
}

/** §2.3: a request uses one method. */
function presented(credentials: ClientCredentials): Presented {
  const found: Presented[] = []
  for (const method of METHODS_OF_PROOF) {
    const proof = PROOFS[method](credentials)
    if (proof) found.push({ method, proof })
  }
  if (found.length > 1) {
    throw new OAuthError('invalid_request', 'The client must authenticate in one way only.', {
      reason: 'authentication-methods-mixed',
      sent: found.map(({ method }) => method).join(' '),
    })
  }
  return found[0] ?? { method: 'none', proof: NO_PROOF }
}

const NO_PROOF: Proof = {
  client_id: undefined,
  mismatch: 'invalid_request',
  faultOf: async () => undefined,
}

function clientIdOf(proof: Proof, { parameters }: ClientCredentials): string {
  const stated = optional(parameters, 'client_id')
  const client_id = proof.client_id ?? stated
  if (client_id === undefined) throw refused({ reason: 'client-unnamed' })
  if (stated === undefined || stated === client_id) return client_id
  throw new OAuthError(proof.mismatch, 'client_id does not agree with who authenticates.', {
    reason: 'client-id-differs',
    sent: stated,
    expected: client_id,
  })
}

function unfitness(client: Client | undefined, method: AuthMethod): AuthenticationFault | undefined {
  if (client === undefined) return { reason: 'client-unknown' }
  if (client.locked) return { reason: 'client-locked' }
  const methods = acceptedMethods(client)
  if (methods.includes(method)) return undefined
  return { reason: 'authentication-method-unregistered', sent: method, expected: methods.join(' ') }
}

/** A confidential client that states no method may use its secret as it likes. */
function acceptedMethods({ client_type, metadata }: Client): readonly AuthMethod[] {
  if (metadata.token_endpoint_auth_method !== undefined) return [metadata.token_endpoint_auth_method]
  return client_type === 'public' ? ['none'] : ['client_secret_basic', 'client_secret_post']
}

const secretProof = (client_id: string | undefined, client_secret: string): Proof => ({
  client_id,
  mismatch: 'invalid_request',
  faultOf: async (deps, client) =>
    (await isSecretOf(deps, client, client_secret)) ? undefined : { reason: 'client-secret-wrong' },
})

/** RFC 7521 §4.2: an assertion that does not fit the client_id beside it authenticates nobody. */
function assertionProof(parameters: Parameters, method: AssertionMethod): Proof | undefined {
  const assertion = readAssertion(parameters)
  if (assertion?.method !== method) return undefined
  return {
    client_id: assertion.client_id,
    mismatch: 'invalid_client',
    faultOf: async (deps, client, endpoint) => client && assertionFault(deps, client, assertion, endpoint),
  }
}

const refused = (fault: AuthenticationFault): OAuthError =>
  new OAuthError('invalid_client', 'The client is not known here or did not authenticate.', fault)
