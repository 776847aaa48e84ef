/**
 * VTS as a tenant that states its claims as data: the profile that its sample token is the outcome of, an integration with
 * claims of its own, and the person of the sample.
 */
import * as oauth from 'oauth4webapi'
import { applyDocument } from '../../src/domain/tenants/apply-document.ts'
import { requireUser } from '../../src/domain/users/user-administration.ts'
import { Browser, REDIRECT_URI } from './authorization.ts'
import { type Lasting, startServer } from './fixtures.ts'
import { fetchInto } from './inject-fetch.ts'

/** Half a year, as between iat and exp of the sample. */
export const LIFETIME = 15_770_000

export const AVATAR = 'https://s.gravatar.com/avatar/f11364efcbeab43e1c9c944d20056a09?s=480&r=pg'

export const BUILDING = {
  tenant_ids: ['04ae2415-dd9f-4cb6-adce-890ac5865cfc', '17bc0f4e-54cd-4d12-9f0f-c24b84f8a6a1'],
  tenant: 'Cumin Kitchen',
  building_id: '3a2f38f2-60ac-4317-8578-9710d99d799f',
  building: 'Sita Manhattan',
}

export const PROFILE = {
  nickname: { from: 'name' },
  given_name: { from: 'name' },
  family_name: { value: '-' },
  name: { from: 'email' },
  mobile: { from: 'phone_number', else: null },
  email: { from: 'email' },
  email_verified: { from: 'email_verified' },
  picture: { from: 'picture', else: AVATAR },
  updated_at: { from: 'updated_at', as: 'iso8601' },
  building_id: { from: 'building_id' },
  building: { from: 'building' },
  tenant: { from: 'tenant' },
  tenant_id: { from: 'tenant_ids', as: 'string' },
  sub: { from: 'sub', prefix: 'auth0|' },
  sid: { from: 'sid' },
}

export const INTEGRATION = {
  building_address: '1166 Avenue of the Americas',
  floor: 36,
  lobby: true,
  annex: null,
}

const user = {
  username: 'bob',
  email: 'bob@marley.example',
  email_verified: true,
  claims: { name: 'Bob Marley', ...BUILDING },
}

type Stated = Readonly<{ profile?: object; metadata?: object; claims?: object }>

/** `rp`, a public client with the profile, and bob, who is signed in with the browser. */
export async function vtsTenant(t: Lasting, { profile = PROFILE, metadata, claims }: Stated = {}) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const client = {
    client_id: 'rp',
    type: 'public',
    redirect_uris: [REDIRECT_URI],
    first_party: true,
    id_token_claims: false,
    claim_profile: 'vts',
    id_token_ttl: LIFETIME,
    ...metadata,
  }
  const tenant = {
    id: 'default',
    policy: { id_token_signed_response_alg: 'ES256', attributes: Object.keys(BUILDING) },
    claim_profiles: [{ id: 'vts', claims: profile }],
    claim_sets: [{ id: 'sita', claims: INTEGRATION }],
    clients: [client],
    users: [{ ...user, claims: { ...user.claims, ...claims } }],
  }
  await applyDocument(server.deps, { tenants: [tenant] }, async () => new Uint8Array())
  const browser = new Browser(server)
  const bob = await requireUser(await server.tenant(), 'bob')
  await browser.signIn(bob.id)
  return { server, browser, bob }
}

export type VtsTenant = Awaited<ReturnType<typeof vtsTenant>>

const CLIENT: oauth.Client = { client_id: 'rp' }

/** Steps 3 to 10 of its guide, by a library that checks every answer and the signature. */
export async function signIn({ server, browser }: VtsTenant, parameters: Record<string, string> = {}) {
  const options = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = parameters['nonce'] ?? oauth.generateRandomNonce()
  const reply = await browser.authorize({
    scope: 'openid profile email',
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  })
  const answer = new URL(String(reply.headers.location))
  const validated = oauth.validateAuthResponse(as, CLIENT, answer, oauth.skipStateCheck)
  const auth = oauth.None()
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    CLIENT,
    auth,
    validated,
    REDIRECT_URI,
    verifier,
    options,
  )
  const wanted = { expectedNonce: nonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(as, CLIENT, response, wanted)
  await oauth.validateApplicationLevelSignature(as, response, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
  const told = await oauth.userInfoRequest(as, CLIENT, tokens.access_token, options)
  const userinfo = await oauth.processUserInfoResponse(as, CLIENT, claims.sub, told)
  return { tokens, claims, userinfo: userinfo as Record<string, unknown> }
}
