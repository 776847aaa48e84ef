/**
 * Clients that register themselves, as tests have them.
 */
import type { Response } from 'light-my-request'
import { makeRegistrationToken } from '../../src/domain/registration/registration-token.ts'
import { givenPolicy } from './enrolment.ts'
import { PUBLIC_URL, type TestServer } from './fixtures.ts'
import { bearer } from './given.ts'

type Members = Readonly<Record<string, unknown>>
type Method = 'GET' | 'PUT' | 'DELETE'

export const CALLBACK = 'https://app.example/callback'
export const WEB_CLIENT = { client_name: 'Harbour Notes', redirect_uris: [CALLBACK] }

/** What a client was told of its registration. */
export type Information = Members &
  Readonly<{
    client_id: string
    client_secret?: string
    registration_access_token: string
    registration_client_uri: string
  }>

/** Whoever comes may register. */
export const openRegistration = (server: TestServer, policy: Members = {}): Promise<void> =>
  givenPolicy(server, { client_registration: 'open', ...policy })

export const registering = (
  { app }: TestServer,
  body: unknown = WEB_CLIENT,
  headers: Record<string, string> = {},
  tenant_id = 'default',
): Promise<Response> =>
  app.inject({
    method: 'POST',
    url: `/api/oidc/${tenant_id}/register`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** @throws when it is refused */
export async function registered(server: TestServer, body: Members = WEB_CLIENT): Promise<Information> {
  const reply = await registering(server, body)
  if (reply.statusCode !== 201) throw new Error(`not registered: ${reply.payload}`)
  return reply.json()
}

/** At the address and with the token that the client was told. */
export const configuring = (
  { app }: TestServer,
  method: Method,
  { registration_client_uri, registration_access_token }: Information,
  body?: unknown,
): Promise<Response> =>
  app.inject({
    method,
    url: registration_client_uri.replace(PUBLIC_URL, ''),
    headers: bearer(registration_access_token),
    ...(body === undefined ? {} : { payload: body as object }),
  })

export async function givenRegistrationToken(server: TestServer, uses = 1, tenant_id = 'default') {
  return (await makeRegistrationToken(await server.tenant(tenant_id), uses, 3600)).token
}
