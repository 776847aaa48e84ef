/**
 * Applications that prove themselves by a JWT, act for themselves and introspect tokens, judged by libraries that we did not
 * write. Both read the system's clock, so the server's stands at it.
 */
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { clientKey } from '../helpers/client-key.ts'
import { startServer } from '../helpers/fixtures.ts'
import { givenQuickKeys } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'
import { keyServer } from '../helpers/key-server.ts'

const own = await clientKey('ES256', { kid: 'own', use: 'sig' })
const next = await clientKey('ES256', { kid: 'next', use: 'sig' })

const client: oauth.Client = { client_id: 'robot', introspection_signed_response_alg: 'ES256' }

/** How oauth4webapi tells of a 401 with a challenge (RFC 6749 §5.2). */
const CHALLENGED = { name: 'WWWAuthenticateChallengeError', status: 401 }

const OWN_KEYS = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [own.jwk] } }

async function scene(t: Test, metadata: Record<string, unknown>) {
  const server = await startServer(t, { allow_private_fetch: ['127.0.0.1'] })
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenQuickKeys(server)
  const { client_secret = '' } = await registerClient(await server.tenant(), {
    client_id: 'robot',
    client_type: 'confidential',
    metadata: {
      grant_types: ['client_credentials'],
      scope: 'notes.read notes.write',
      introspection_signed_response_alg: 'ES256',
      ...metadata,
    },
  })
  const options = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const discovered = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' })
  const as = await oauth.processDiscoveryResponse(issuer, discovered)
  const tokenBy = async (auth: oauth.ClientAuth) => {
    const parameters = { scope: 'notes.read' }
    const reply = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, options)
    return oauth.processClientCredentialsResponse(as, client, reply)
  }
  return { server, options, as, client_secret, tokenBy }
}

const signedBy = ({ private_key, kid }: typeof own) =>
  oauth.PrivateKeyJwt({ key: private_key, kid: String(kid) })

t.test(
  'RFC 7523 §2.2: oauth4webapi acts for itself, introspects and revokes, with a key of its own',
  async (t) => {
    const { options, as, tokenBy } = await scene(t, OWN_KEYS)
    const auth = signedBy(own)
    const { access_token, scope, expires_in } = await tokenBy(auth)
    t.match({ scope, expires_in }, { scope: 'notes.read', expires_in: 3600 })

    const plain = await oauth.introspectionRequest(as, client, auth, access_token, options)
    const told = await oauth.processIntrospectionResponse(as, client, plain)
    t.match(told, { active: true, sub: 'robot', client_id: 'robot', scope: 'notes.read' })

    const asked = { ...options, requestJwtResponse: true }
    const signed = await oauth.introspectionRequest(as, client, auth, access_token, asked)
    t.match(signed.headers.get('content-type'), 'application/token-introspection+jwt')
    t.same(await oauth.processIntrospectionResponse(as, client, signed), told)
    await oauth.validateApplicationLevelSignature(as, signed, options)

    const revoked = await oauth.revocationRequest(as, client, auth, access_token, options)
    t.equal(await oauth.processRevocationResponse(revoked), undefined)
    const after = await oauth.introspectionRequest(as, client, auth, access_token, options)
    t.same(await oauth.processIntrospectionResponse(as, client, after), { active: false })
  },
)

t.test('OpenID Connect Core §10.1.1: a client replaces its key at its jwks_uri', async (t) => {
  const source = await keyServer(t, { keys: [own.jwk] })
  const { server, tokenBy } = await scene(t, {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: source.uri,
  })
  t.ok((await tokenBy(signedBy(own))).access_token)
  source.put({ keys: [next.jwk] })
  server.clock.seconds += 60
  t.ok((await tokenBy(signedBy(next))).access_token)
  await t.rejects(tokenBy(signedBy(own)), CHALLENGED)
})

t.test('OpenID Connect Core §9: oauth4webapi signs with its secret', async (t) => {
  const { client_secret, tokenBy } = await scene(t, { token_endpoint_auth_method: 'client_secret_jwt' })
  t.ok((await tokenBy(oauth.ClientSecretJwt(client_secret))).access_token)
  await t.rejects(tokenBy(oauth.ClientSecretJwt('another')), CHALLENGED)
  await t.rejects(tokenBy(oauth.ClientSecretBasic(client_secret)), CHALLENGED)
})

t.test(
  'RFC 6749 §4.4: openid-client acts for itself and introspects, by either way of signing',
  async (t) => {
    const ways = [
      [OWN_KEYS, () => openid.PrivateKeyJwt({ key: own.private_key, kid: 'own' })],
      [
        { token_endpoint_auth_method: 'client_secret_jwt' },
        (secret: string) => openid.ClientSecretJwt(secret),
      ],
    ] as const
    for (const [metadata, authBy] of ways) {
      const { server, client_secret } = await scene(t, metadata)
      const config = await openid.discovery(
        new URL(server.issuer),
        'robot',
        undefined,
        authBy(client_secret),
        {
          [openid.customFetch]: fetchInto(server) as openid.CustomFetch,
          execute: [openid.allowInsecureRequests],
        },
      )
      const { access_token } = await openid.clientCredentialsGrant(config, { scope: 'notes.write' })
      t.match(await openid.tokenIntrospection(config, access_token), { active: true, scope: 'notes.write' })
      await openid.tokenRevocation(config, access_token)
      t.same(await openid.tokenIntrospection(config, access_token), { active: false })
    }
  },
)
