import { createHmac, hkdfSync } from 'node:crypto'
import t from 'tap'
import { isLoginProof, type LoginBinding, makeLoginProof } from '../../src/passcode/login-proof.ts'

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
  t.ok(await isLoginProof(expected, session_key, binding))
})

t.test('RFC 9807 §6.4: a proof is worth nothing anywhere else', async (t) => {
  const proof = await makeLoginProof(session_key, binding)
  for (const name of ['challenge', 'origin', 'client_id', 'interaction'] as const) {
    t.notOk(await isLoginProof(proof, session_key, { ...binding, [name]: 'other' }), name)
  }
  const moved = { ...binding, challenge: 'c-1","https', origin: '//login.example' }
  t.notOk(await isLoginProof(proof, session_key, moved), 'the fields cannot run into each other')
  t.notOk(await isLoginProof(proof, Buffer.alloc(64, 8).toString('base64url'), binding), 'another session')
})

t.test('RFC 2104 §5: a proof that is cut, empty or malformed is refused', async (t) => {
  const proof = await makeLoginProof(session_key, binding)
  for (const wrong of ['', proof.slice(0, 40), `${proof}AA`, `${proof}=`, 'not base64url!']) {
    t.notOk(await isLoginProof(wrong, session_key, binding), wrong)
  }
})

t.test('Visual passcode: a session key that is none is our own fault', async (t) => {
  await t.rejects(makeLoginProof('no key!', binding), /session key/)
})
