import t from 'tap'
import { changesBetween, readTokens, SCOPE } from '../../src/dev/tokens.ts'

const NOW = 1_795_250_467
const ID_TOKEN = `${Buffer.from('{"alg":"RS256","kid":"k1"}').toString('base64url')}.e30.AA`
const CLAIMS = { iss: 'http://localhost:3000', sub: 'ada', aud: 'demo', exp: NOW + 60, iat: NOW }

/** @param said what the library found in the answer */
const answer = (
  members: object = {},
  said: Readonly<{ claims: object | undefined; lasts: number | undefined }> = { claims: CLAIMS, lasts: 60 },
) =>
  ({
    access_token: 'a1',
    token_type: 'bearer',
    refresh_token: 'r1',
    id_token: ID_TOKEN,
    ...members,
    claims: () => said.claims,
    expiresIn: () => said.lasts,
  }) as unknown as Parameters<typeof readTokens>[0]

t.test('OpenID Connect Core 1.0 §3.1.3.3: an answer is read with what it leaves to be known', async (t) => {
  t.match(readTokens(answer(), undefined, NOW), {
    alg: 'RS256',
    kid: 'k1',
    expires_at: NOW + 60,
    scope: SCOPE,
    refresh_token: 'r1',
  })
})

t.test('RFC 6749 §5.1: a lifetime that is not stated is not known', async (t) => {
  t.equal(readTokens(answer({}, { claims: CLAIMS, lasts: undefined }), undefined, NOW).expires_at, undefined)
})

t.test('RFC 6749 §6: what a refresh does not name stays as it was', async (t) => {
  const before = readTokens(answer({ scope: 'openid email' }), undefined, NOW)
  const lean = { access_token: 'a2', refresh_token: undefined, id_token: undefined }
  const after = readTokens(answer(lean, { claims: undefined, lasts: 60 }), before, NOW + 5)
  t.match(after, { ...before, access_token: 'a2', expires_at: NOW + 65 })
  t.same([...changesBetween(before, after)], ['access_token'])
})

t.test('OpenID Connect Core 1.0 §12.2: what a refresh changed is known by name', async (t) => {
  const before = readTokens(answer(), undefined, NOW)
  const claims = { ...CLAIMS, iat: NOW + 5, nonce: 'n1' }
  const after = readTokens(
    answer({ access_token: 'a2', refresh_token: 'r2' }, { claims, lasts: 60 }),
    before,
    NOW + 5,
  )
  t.same([...changesBetween(before, after)], ['iat', 'nonce', 'access_token', 'refresh_token'])
})

t.test('OpenID Connect Core 1.0 §12.2: an ID token about somebody else is refused', async (t) => {
  const before = readTokens(answer(), undefined, NOW)
  t.throws(() => readTokens(answer({}, { claims: { ...CLAIMS, sub: 'grace' }, lasts: 60 }), before, NOW), {
    message: 'The new ID token is about somebody else.',
  })
})

for (const missing of ['id_token', 'refresh_token']) {
  t.test(`OpenID Connect Core 1.0 §3.1.3.3: an answer without ${missing} is refused`, async (t) => {
    t.throws(() => readTokens(answer({ [missing]: undefined }), undefined, NOW), {
      message: 'The answer holds no ID token or no refresh token.',
    })
  })
}

t.test('OpenID Connect Core 1.0 §3.1.3.7: an ID token that was not validated is refused', async (t) => {
  t.throws(() => readTokens(answer({}, { claims: undefined, lasts: 60 }), undefined, NOW), Error)
})
