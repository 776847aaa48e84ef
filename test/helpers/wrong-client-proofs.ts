/**
 * Requests in which a client proves itself wrongly, for every endpoint that asks for proof.
 */
import { assertionOf, type ClientKey, clientKey, signedBy } from './client-key.ts'
import { START, type TestServer } from './fixtures.ts'
import { basic, givenClient, SECRET } from './given.ts'
import type { Fields, WrongRequest } from './refusals.ts'

const ISSUER = 'http://localhost:3000/api/oidc/default'
const own = await clientKey('ES256', { kid: 'own' })
const rsa = await clientKey('RS256', { kid: 'rsa' })
const stranger: ClientKey = { ...(await clientKey('ES256')), kid: 'own' }

/** An assertion of `keyed` that is right but for what is told instead. */
export const proof = async (instead: Record<string, unknown> = {}, key = own): Promise<Fields> => {
  const claims = { iss: 'keyed', sub: 'keyed', aud: ISSUER, exp: START + 60, jti: 'j', ...instead }
  return assertionOf(await signedBy(key, claims))
}

/** The clients that the requests come from, with `metadata` for each. */
export async function givenClients(
  server: TestServer,
  metadata: Record<string, unknown> = {},
): Promise<void> {
  const ways: Record<string, object> = {
    basic: { token_endpoint_auth_method: 'client_secret_basic' },
    posting: { token_endpoint_auth_method: 'client_secret_post' },
    keyed: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [own.jwk, rsa.jwk] } },
    strict: {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [own.jwk, rsa.jwk] },
    },
    hmac: { token_endpoint_auth_method: 'client_secret_jwt' },
  }
  for (const [client_id, way] of Object.entries(ways)) {
    await givenClient(server, { client_id, metadata: { ...metadata, ...way } })
  }
  await givenClient(server, { client_id: 'locked', locked: 1, metadata })
  await givenClient(server, { client_id: 'elsewhere', tenant_id: 'other', metadata })
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
}

const unauthenticated = (title: string, rule: string, fields: Fields, headers = {}): WrongRequest => ({
  title,
  fields,
  headers,
  status: 401,
  error: 'invalid_client',
  rule,
})

const malformed = (title: string, rule: string, fields: Fields, headers = {}): WrongRequest => ({
  title,
  fields,
  headers,
  status: 400,
  error: 'invalid_request',
  rule,
})

const WRONG_WAY = 'authentication-method-unregistered'
const both = { client_id: 'rp', client_secret: SECRET }

const SECRETS: readonly WrongRequest[] = [
  unauthenticated('RFC 6749 §3.2.1: nobody', 'client-unnamed', {}),
  unauthenticated('RFC 6749 §2.3.1: a secret of nobody', 'client-unnamed', { client_secret: SECRET }),
  unauthenticated('RFC 6749 §5.2: an unknown client', 'client-unknown', {
    client_id: 'no',
    client_secret: 'x',
  }),
  unauthenticated('RFC 6749 §5.2: an unknown client by header', 'client-unknown', {}, basic('no', 'x')),
  unauthenticated(
    'RFC 6749 §5.2: a client of another tenant',
    'client-unknown',
    {},
    basic('elsewhere', SECRET),
  ),
  unauthenticated('RFC 6749 §5.2: a locked client', 'client-locked', {}, basic('locked', SECRET)),
  unauthenticated('RFC 6749 §2.3.1: a wrong secret', 'client-secret-wrong', { ...both, client_secret: 'x' }),
  unauthenticated('RFC 6749 §2.3.1: a wrong secret by header', 'client-secret-wrong', {}, basic('rp', 'x')),
  unauthenticated(
    'RFC 6749 §2.3.1: half a secret',
    'client-secret-wrong',
    {},
    basic('rp', SECRET.slice(0, -1)),
  ),
  unauthenticated('RFC 6749 §2.3.1: an empty secret by header', 'client-secret-wrong', {}, basic('rp', '')),
  unauthenticated('RFC 6749 §3.2.1: a confidential client without proof', WRONG_WAY, { client_id: 'rp' }),
  unauthenticated('RFC 6749 §2.3.1: an empty secret', WRONG_WAY, { ...both, client_secret: '' }),
  unauthenticated('RFC 6749 §2.1: a secret of a public client', WRONG_WAY, {
    client_id: 'spa',
    client_secret: 'x',
  }),
  unauthenticated('Core §9: the header instead of the form', WRONG_WAY, {}, basic('posting', SECRET)),
  unauthenticated('Core §9: the form instead of the header', WRONG_WAY, { ...both, client_id: 'basic' }),
  unauthenticated('Core §9: a secret instead of a key', WRONG_WAY, {}, basic('keyed', SECRET)),
  unauthenticated('Core §9: the secret itself instead of a JWT', WRONG_WAY, {}, basic('hmac', SECRET)),
  unauthenticated(
    'RFC 6749 §2.3: another scheme',
    WRONG_WAY,
    { client_id: 'rp' },
    { authorization: 'Digest x' },
  ),
  malformed('RFC 6749 §2.3: two ways at once', 'authentication-methods-mixed', both, basic('rp', SECRET)),
  malformed(
    'RFC 6749 §2.3.1: another client_id',
    'client-id-differs',
    { client_id: 'x' },
    basic('rp', SECRET),
  ),
  malformed('RFC 7617 §2: no colon', 'basic-malformed', {}, { authorization: 'Basic cnA=' }),
  malformed('RFC 7617 §2: nothing', 'basic-malformed', {}, { authorization: 'Basic ' }),
  malformed('RFC 6749 §B: a stray percent sign', 'basic-malformed', {}, basic('rp', '%zz')),
  malformed('RFC 7617 §2: a NUL in the name', 'basic-malformed', {}, basic('r%00p', SECRET)),
  malformed('RFC 6749 §A: a NUL in the form', 'parameter-nul', { ...both, client_id: 'r\0p' }),
]

export async function wrongProofs(): Promise<readonly WrongRequest[]> {
  const assertion = await proof()
  const expired = 'assertion-expired'
  const early = 'assertion-not-yet-valid'
  return [
    ...SECRETS,
    unauthenticated('RFC 7523 §3: another iss', 'assertion-issuer-wrong', await proof({ iss: 'rp' })),
    unauthenticated('RFC 7523 §3: no iss', 'assertion-issuer-wrong', await proof({ iss: undefined })),
    unauthenticated('RFC 7523 §3: no sub', 'client-unnamed', await proof({ sub: undefined })),
    unauthenticated('RFC 7523 §3: no sub, but a client_id', 'assertion-subject-wrong', {
      ...(await proof({ sub: undefined })),
      client_id: 'keyed',
    }),
    unauthenticated('RFC 7523 §3: the sub of nobody', 'client-unknown', await proof({ sub: 'no' })),
    unauthenticated('RFC 7523 §3: the sub of another client', WRONG_WAY, await proof({ sub: 'rp' })),
    unauthenticated(
      'RFC 7523 §3: another aud',
      'assertion-audience-wrong',
      await proof({ aud: 'https://x.example' }),
    ),
    unauthenticated('RFC 7523 §3: no aud', 'assertion-audience-wrong', await proof({ aud: undefined })),
    unauthenticated(
      'RFC 7523 §3: the aud of another tenant',
      'assertion-audience-wrong',
      await proof({ aud: ISSUER.replace('default', 'other') }),
    ),
    unauthenticated('RFC 7523 §3: no exp', 'assertion-exp-missing', await proof({ exp: undefined })),
    unauthenticated('RFC 7523 §3: five minutes late', expired, await proof({ exp: START - 300 })),
    unauthenticated(
      'RFC 7523 §3: an exp of next year',
      'assertion-ends-too-late',
      await proof({ exp: START + 31_536_000 }),
    ),
    unauthenticated('RFC 7523 §3: nbf in a minute', early, await proof({ nbf: START + 61 })),
    unauthenticated('RFC 7523 §3: iat in a minute', early, await proof({ iat: START + 61 })),
    unauthenticated('Core §9: no jti', 'assertion-jti-missing', await proof({ jti: undefined })),
    unauthenticated(
      'RFC 7515 §5.2: the key of a stranger',
      'assertion-signature-wrong',
      await proof({}, stranger),
    ),
    unauthenticated(
      'RFC 7515 §4.1.4: an unknown kid',
      'client-key-unknown',
      await proof({}, { ...own, kid: 'x' }),
    ),
    unauthenticated(
      'Registration §2: another algorithm',
      'assertion-algorithm-refused',
      await proof({ iss: 'strict', sub: 'strict' }, rsa),
    ),
    unauthenticated('RFC 7521 §4.2: another client_id', 'client-id-differs', {
      ...assertion,
      client_id: 'rp',
    }),
    unauthenticated('RFC 7521 §4.2.1: an unknown type', 'assertion-type-unsupported', {
      ...assertion,
      client_assertion_type: 'saml',
    }),
    malformed('RFC 7521 §4.2: no type', 'parameter-missing', {
      ...assertion,
      client_assertion_type: undefined,
    }),
    malformed('RFC 7521 §4.2: no assertion', 'parameter-missing', {
      ...assertion,
      client_assertion: undefined,
    }),
    malformed('RFC 7521 §4.2: a secret beside it', 'authentication-methods-mixed', { ...assertion, ...both }),
    malformed(
      'RFC 7521 §4.2: the header beside it',
      'authentication-methods-mixed',
      assertion,
      basic('rp', SECRET),
    ),
    unauthenticated('RFC 7519 §7.2: no JWT', 'assertion-algorithm-refused', {
      ...assertion,
      client_assertion: 'x',
      client_id: 'keyed',
    }),
  ]
}
