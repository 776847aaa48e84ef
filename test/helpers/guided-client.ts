/**
 * The client that the guide for confidential clients has its reader write, step by step: the requests of its samples, with
 * the libraries that they use, at a server on a port of its own.
 */
import { createHash, randomBytes } from 'node:crypto'
import axios, { type AxiosResponse, isAxiosError } from 'axios'
import type { Test } from 'tap'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { answerOf, Browser, givenPerson } from './authorization.ts'
import type { TestServer } from './fixtures.ts'
import { givenQuickKeys } from './given.ts'
import { listeningServer } from './listening.ts'

/** Of the FastAPI application and of the NestJS one, as they are printed. */
export const CALLBACKS = [
  'http://localhost:8000/auth/callback',
  'http://localhost:3000/auth/callback',
] as const

/** What the NestJS sample reads of the discovery document. */
export type Discovered = Readonly<{
  authorization_endpoint: string
  token_endpoint: string
  jwks_uri: string
  revocation_endpoint: string
  issuer: string
  id_token_signing_alg_values_supported: string[]
}>

export type Tokens = Readonly<Record<'id_token' | 'access_token' | 'refresh_token' | 'token_type', string>> &
  Readonly<{ expires_in: number }>

type Fields = Readonly<Record<string, string | undefined>>

export type GuidedClient = Readonly<{
  server: TestServer
  /** Of ann, who has a session. */
  browser: Browser
  client_id: string
  client_secret: string
  discovered: Discovered
}>

/** As an administrator makes it from the guide alone; `first_party`, so that nobody is asked in between. */
export async function guidedClient(
  t: Test,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<GuidedClient> {
  const server = await listeningServer(t)
  await givenQuickKeys(server)
  const made = await anotherClient(server, metadata)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann', { claims: { name: 'Ann Lee' } }))
  const { data } = await axios.get<Discovered>(`${server.issuer}/.well-known/openid-configuration`)
  return { server, browser, ...made, discovered: data }
}

export async function anotherClient(server: TestServer, metadata: Readonly<Record<string, unknown>> = {}) {
  const { client, client_secret = '' } = await registerClient(await server.tenant(), {
    client_id: undefined,
    client_type: 'confidential',
    metadata: { redirect_uris: CALLBACKS, first_party: true, ...metadata },
  })
  return { client_id: client.client_id, client_secret }
}

/** Its generateCodeVerifier. */
export const codeVerifier = (length = 64): string =>
  randomBytes(Math.ceil(length * 0.75))
    .toString('base64url')
    .slice(0, length)

/** Its generateAuthorizeRequest, and what it keeps for the callback; undefined leaves a parameter out. */
export function authorizeRequest(client_id: string, instead: Fields = {}, code_verifier = codeVerifier()) {
  const nonce = randomBytes(16).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const parameters: Fields = {
    tenant_id: 'default',
    response_type: 'code',
    redirect_uri: CALLBACKS[1],
    client_id,
    scope: 'openid profile email',
    nonce,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    state,
    ...instead,
  }
  return { parameters, nonce, state, code_verifier }
}

/** Its request, answered at once since ann has a session. */
export async function signedIn(client: GuidedClient, instead: Fields = {}, verifier?: string) {
  const { parameters, ...kept } = authorizeRequest(client.client_id, instead, verifier)
  const reply = await client.browser.authorize(parameters)
  return { ...kept, answer: answerOf(reply), callback: String(reply.headers.location) }
}

/** The body of its getTokens; undefined leaves a field out. */
export const redemption = (
  { client_id, client_secret }: Pick<GuidedClient, 'client_id' | 'client_secret'>,
  { answer, code_verifier }: Readonly<{ answer: Fields; code_verifier: string }>,
  instead: Fields = {},
): Fields => ({
  client_id,
  client_secret,
  code: answer['code'],
  grant_type: 'authorization_code',
  redirect_uri: CALLBACKS[1],
  code_verifier,
  tenant_id: 'default',
  ...instead,
})

/** Its axios.post, which rejects whatever is no success. */
export function post<Answer = Tokens>(url: string, fields: Fields): Promise<AxiosResponse<Answer>> {
  const sent = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return axios.post(url, new URLSearchParams(sent).toString(), { headers })
}

/** The whole way. */
export async function tokensOf(client: GuidedClient, instead: Fields = {}): Promise<Tokens> {
  const signed = await signedIn(client, instead)
  return (await post(client.discovered.token_endpoint, redemption(client, signed))).data
}

/** What its catch reads: error.response.data. @throws when nothing was refused */
export async function refusal(request: Promise<unknown>) {
  try {
    await request
  } catch (error) {
    if (!isAxiosError(error)) throw error
    return { status: error.response?.status, error: error.response?.data?.error }
  }
  throw new Error('nothing was refused')
}
