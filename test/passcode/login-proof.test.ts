import { createHmac, hkdfSync } from 'node:crypto'
import t from 'tap'
import { type LoginBinding, makeLoginProof } from '../../src/passcode/login-proof.ts'

const session_key = Buffer.alloc(64, 7).toString('base64url')
const binding: LoginBinding = {
  challenge: 'c-1',
  origin: 'https://login.example',
  client_id: 'rp "ü"',
  interaction: 'i-1',
}

t.test('RFC 2104 §2: the proof is the HMAC-SHA256 that another implementation computes', async (t) => {
  const key = hkdfSync('sha256', Buffer.alloc(64, 7), '', 'vpc/bind/v1', 32)
  const text = '["c-1","https://login.example","rp \\"ü\\"","i-1"]'
  const expected = createHmac('sha256', Buffer.from(key)).update(text).digest('base64url')
  t.equal(await makeLoginProof(session_key, binding), expected)
})

t.test('Visual passcode: a session key that is none is our own fault', async (t) => {
  await t.rejects(makeLoginProof('no key!', binding), /session key/)
})
