import { createHash } from 'node:crypto'
import t from 'tap'
import { tokenHash } from '../../../src/domain/tokens/id-token.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('Core §A.3: at_hash of the example', (t) => {
  t.equal(tokenHash('jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y', 'RS256'), '77QmUPtjPfzWtF2AnpK9RQ')
  t.end()
})

t.test('Core §A.4, §A.6: c_hash of the example', async (t) => {
  const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
  t.equal(tokenHash(code, 'RS256'), 'LDktKdoQak3Pk0cnXxCltA')
})

t.test('Core §3.1.3.6: at_hash is the left half of the hash of the signature algorithm', (t) => {
  for (const [alg, hash] of [
    ['RS256', 'sha256'],
    ['ES256', 'sha256'],
    ['EdDSA', 'sha512'],
  ] as const) {
    const digest = createHash(hash).update('token').digest()
    t.equal(tokenHash('token', alg), digest.subarray(0, digest.length / 2).toString('base64url'), alg)
  }
  t.end()
})

t.test('Core §2: what an ID token says, and nothing else', async (t) => {
  const server = await startServer(t)
  const metadata = { id_token_claims: false, id_token_ttl: 600 }
  const browser = await givenApplication(server, { metadata })
  server.clock.seconds += 5
  const scope = 'openid profile email'
  const { id_token, access_token } = await givenTokens(server, browser, { scope, nonce: 'n-0S6_WzA2Mj' })
  t.same(claimsOf(id_token), {
    iss: server.issuer,
    sub: claimsOf(access_token)['sub'],
    aud: 'rp',
    exp: START + 5 + 600,
    iat: START + 5,
    auth_time: START,
    acr: 'urn:vignette:acr:passcode',
    amr: ['pwd', 'pin'],
    at_hash: tokenHash(access_token, 'ES256'),
    nonce: 'n-0S6_WzA2Mj',
  })
})

t.test('Core §5.4: a client that wants them gets the claims of its scopes in the ID token', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { id_token } = await givenTokens(server, browser, { scope: 'openid profile email' })
  t.match(claimsOf(id_token), {
    name: 'Ann Lee',
    preferred_username: 'ann',
    email: 'ann@example.com',
    email_verified: true,
    updated_at: START,
  })
  t.notOk('nonce' in claimsOf(id_token), 'none was sent')
  t.notOk('phone_number' in claimsOf(id_token), 'its scope was not granted')
})
