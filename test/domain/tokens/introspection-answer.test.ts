import { compactDecrypt, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { introspectionAnswer } from '../../../src/domain/tokens/introspection-answer.ts'
import { clientKey } from '../../helpers/client-key.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens, SECRET } from '../../helpers/given.ts'

const own = await clientKey('ECDH-ES', { kid: 'own', use: 'enc' })

async function scene(t: Test, metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server, { metadata }))
  return { server, access_token }
}

async function answer(server: TestServer, token: string, as_jwt = true): Promise<string> {
  const parameters = { client_id: 'rp', client_secret: SECRET, token }
  const told = await introspectionAnswer(await server.tenant(), { basic: undefined, parameters }, as_jwt)
  return typeof told === 'string' ? told : JSON.stringify(told)
}

t.test('RFC 9701 §5: an answer that is signed says who asked, and what was told', async (t) => {
  const { server, access_token } = await scene(t, { introspection_signed_response_alg: 'ES256' })
  const jwt = await answer(server, access_token)
  const keys = createLocalJWKSet((await server.app.inject('/api/oidc/default/.well-known/jwks')).json())
  const { payload, protectedHeader } = await jwtVerify(jwt, keys, { typ: 'token-introspection+jwt' })
  t.equal(protectedHeader.alg, 'ES256')
  const token_introspection = JSON.parse(await answer(server, access_token, false))
  t.match(token_introspection, { active: true, client_id: 'rp' })
  t.same(payload, { iss: server.issuer, aud: 'rp', iat: START, token_introspection })
  t.same(claimsOf(await answer(server, 'x'))['token_introspection'], { active: false })
})

t.test('RFC 9701 §6: without an algorithm of its own it is RS256', async (t) => {
  const { server, access_token } = await scene(t)
  t.match(decodeProtectedHeader(await answer(server, access_token)), { alg: 'RS256' })
})

t.test('RFC 9701 §6: for a client that registered for that it is encrypted too', async (t) => {
  const { server, access_token } = await scene(t, {
    introspection_signed_response_alg: 'ES256',
    introspection_encrypted_response_alg: 'ECDH-ES',
    introspection_encrypted_response_enc: 'A256GCM',
    jwks: { keys: [own.jwk] },
  })
  const { plaintext, protectedHeader } = await compactDecrypt(
    await answer(server, access_token),
    own.private_key,
  )
  t.match(protectedHeader, { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'own', cty: 'JWT' })
  t.match(claimsOf(new TextDecoder().decode(plaintext)), { token_introspection: { active: true } })
  t.match(JSON.parse(await answer(server, access_token, false)), { active: true }, 'asked for plainly')
})
