/**
 * What tests of the token endpoints begin with: a client with a secret, a signed-in person, a code, tokens.
 */
import { decodeJwt } from 'jose'
import type { ClientCredentials } from '../../src/domain/clients/client-authentication.ts'
import { issueTokens } from '../../src/domain/tokens/token.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { updateClientSecret } from '../../src/store/clients.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { statement } from '../../src/store/statement.ts'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI } from './authorization.ts'
import { START, type TestServer } from './fixtures.ts'

export const SECRET = 'c2VjcmV0LW9mLTI1Ni1iaXRzLXRoYXQtd2UtbWFkZQ'
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

type Fields = Readonly<Record<string, string | undefined>>

/** A list comes more than once. */
type Sent = Readonly<Record<string, string | readonly string[] | undefined>>
type ClientOptions = Parameters<typeof givenRp>[1] & Readonly<{ secret?: string }>

export type Tokens = Readonly<{
  access_token: string
  token_type: string
  expires_in: number
  refresh_token?: string
  scope: string
  id_token?: string
}>

/** A first-party client; `rp`, confidential and with SECRET unless told otherwise. */
export async function givenClient(server: TestServer, options: ClientOptions = {}): Promise<void> {
  const { tenant_id = 'default', client_id = 'rp', client_type = 'confidential', secret = SECRET } = options
  await givenRp(server, options)
  if (client_type === 'public') return
  await server.db.transaction(async (tx) => {
    const secret_hash = sha256(secret).toString('base64url')
    await tx.run(updateClientSecret, { tenant_id, client_id, secret_kind: 'sha256', secret_hash, now: START })
    await tx.run(bumpConfigVersion, {})
  })
}

/** Elliptic keys are made at once; an RSA key takes as long as a whole test. */
export async function givenQuickKeys({ db }: TestServer): Promise<void> {
  await db.execute(`UPDATE tenant SET policy = '{"id_token_signed_response_alg":"ES256"}'`)
  await db.run(bumpConfigVersion, {})
}

/** `rp` and ann, who is signed in with the browser that comes back. */
export async function givenApplication(server: TestServer, options: ClientOptions = {}): Promise<Browser> {
  const { tenant_id = 'default' } = options
  await givenQuickKeys(server)
  await givenClient(server, options)
  const browser = new Browser(server)
  const claims = { name: 'Ann Lee', phone_number: '+44 20 7946 0000' }
  await browser.signIn(await givenPerson(server, 'ann', { tenant_id, claims }), tenant_id)
  return browser
}

export async function givenCode(
  browser: Browser,
  parameters: Fields = {},
  tenant_id?: string,
): Promise<string> {
  const { code } = answerOf(await browser.authorize(parameters, tenant_id))
  if (code === undefined) throw new Error('no code was issued')
  return code
}

/** A redemption of a code as `rp` sends it, with what is told instead; undefined leaves one out. */
export const redemption = (code: string, instead: Fields = {}): Fields => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: REDIRECT_URI,
  client_id: 'rp',
  client_secret: SECRET,
  ...instead,
})

export const refreshing = (refresh_token: string | undefined, instead: Fields = {}): Fields => ({
  grant_type: 'refresh_token',
  refresh_token,
  client_id: 'rp',
  client_secret: SECRET,
  ...instead,
})

/** As if a form with these fields had arrived at the token endpoint. */
export async function request(server: TestServer, fields: Sent, tenant_id?: string) {
  const credentials: ClientCredentials = { basic: undefined, parameters: fields }
  return issueTokens(await server.tenant(tenant_id), credentials)
}

export async function givenTokens(server: TestServer, browser: Browser, parameters: Fields = {}) {
  return request(server, redemption(await givenCode(browser, parameters)))
}

/** A form, posted to an endpoint of a tenant. */
export function post(
  { app }: TestServer,
  path: string,
  fields: Sent,
  headers: Record<string, string> = {},
  tenant_id = 'default',
) {
  const sent = Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, one]),
  )
  return app.inject({
    method: 'POST',
    url: `/api/oidc/${tenant_id}${path}`,
    headers: { ...FORM, ...headers },
    payload: new URLSearchParams(sent).toString(),
  })
}

export const basic = (client_id: string, client_secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
})

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** The claims of a JWT; its signature is proved elsewhere. */
export const claimsOf = (token: string | undefined): Record<string, unknown> => decodeJwt(token ?? '')

/** Read past the statements that are tested. */
export const allGrants = statement((q) => q.selectFrom('grant').selectAll().orderBy('id'))
export const allAccessTokens = statement((q) => q.selectFrom('access_token').selectAll().orderBy('id'))
export const allRefreshTokens = statement((q) => q.selectFrom('refresh_token').selectAll().orderBy('id'))
