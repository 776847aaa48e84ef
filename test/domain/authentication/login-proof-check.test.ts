import t from 'tap'
import { isLoginProof } from '../../../src/domain/authentication/login-proof-check.ts'
import { type LoginBinding, makeLoginProof } from '../../../src/passcode/login-proof.ts'

const session_key = Buffer.alloc(64, 7).toString('base64url')
const binding: LoginBinding = {
  challenge: 'c-1',
  origin: 'https://login.example',
  client_id: 'rp "ü"',
  interaction: 'i-1',
}

t.test('RFC 9807 §6.4: a proof is worth nothing anywhere else', async (t) => {
  const proof = await makeLoginProof(session_key, binding)
  t.ok(isLoginProof(proof, session_key, binding))
  for (const name of ['challenge', 'origin', 'client_id', 'interaction'] as const) {
    t.notOk(isLoginProof(proof, session_key, { ...binding, [name]: 'other' }), name)
  }
  const moved = { ...binding, challenge: 'c-1","https', origin: '//login.example' }
  t.notOk(isLoginProof(proof, session_key, moved), 'the fields cannot run into each other')
  t.notOk(isLoginProof(proof, Buffer.alloc(64, 8).toString('base64url'), binding), 'another session')
})

t.test('RFC 2104 §5: a proof that is cut, empty or malformed is refused', async (t) => {
  const proof = await makeLoginProof(session_key, binding)
  for (const wrong of ['', proof.slice(0, 40), `${proof}AA`, `${proof}=`, 'not base64url!']) {
    t.notOk(isLoginProof(wrong, session_key, binding), wrong)
  }
})
