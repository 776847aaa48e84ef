import t from 'tap'
import { checkObjectClaims } from '../../../../src/domain/authorization/request-object/object-rule.ts'

const NOW = 1_800_000_000
const EXPECTED = { client_id: 'rp', issuer: 'https://login.example', now: NOW }

const RIGHT: readonly (readonly [title: string, claims: Record<string, unknown>])[] = [
  ['RFC 9101 §4: nothing of itself', {}],
  ['RFC 9101 §4: iss and aud', { iss: 'rp', aud: 'https://login.example' }],
  ['RFC 9101 §4: ours among several', { aud: ['https://other.example', 'https://login.example'] }],
  ['RFC 7519 §4.1.4: a second is left', { exp: NOW + 1 }],
  ['RFC 7519 §4.1.4: part of a second is left', { exp: NOW + 0.5 }],
  ['RFC 7519 §4.1.5: now', { nbf: NOW, iat: NOW }],
  ['RFC 7519 §4.1.5: a clock that is 8 seconds ahead', { nbf: NOW + 8, iat: NOW + 8 }],
  ['RFC 7519 §4.1.5: long ago', { nbf: 1, iat: 1 }],
  ['RFC 9101 §10.8: a sub that is not the client', { sub: 'ada' }],
  ['RFC 9101 §5: the client_id', { client_id: 'rp' }],
]

for (const [title, claims] of RIGHT) {
  t.test(title, async (t) => t.doesNotThrow(() => checkObjectClaims(claims, EXPECTED)))
}

t.test('RFC 9101 §6: what was sent and why it is wrong is for the log', async (t) => {
  t.throws(() => checkObjectClaims({ nbf: NOW + 61 }, EXPECTED), {
    code: 'invalid_request_object',
    reason: 'request-object-too-early',
    detail: { sent: String(NOW + 61) },
  })
  t.throws(() => checkObjectClaims({ exp: Number.NaN }, EXPECTED), {
    code: 'invalid_request_object',
    reason: 'request-object-expired',
  })
})
