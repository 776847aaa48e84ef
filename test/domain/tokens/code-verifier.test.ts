import t from 'tap'
import { codeVerifierFault } from '../../../src/domain/tokens/code-verifier.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { CODE_CHALLENGE, CODE_VERIFIER } from '../../helpers/authorization.ts'

const challengeOf = (verifier: string) => sha256(verifier).toString('base64url')

t.test('RFC 7636 Appendix B: the verifier of the example fits its challenge', (t) => {
  t.equal(codeVerifierFault(CODE_VERIFIER, CODE_CHALLENGE), undefined)
  t.equal(codeVerifierFault(`${CODE_VERIFIER}x`, CODE_CHALLENGE), 'code-verifier-mismatch')
  t.end()
})

t.test('RFC 7636 §4.1: a verifier has 43 to 128 unreserved characters', (t) => {
  for (const length of [43, 64, 128]) {
    const verifier = '-._~'.padEnd(length, 'aZ9')
    t.equal(codeVerifierFault(verifier, challengeOf(verifier)), undefined, `${length}`)
  }
  for (const verifier of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}+`, `${'a'.repeat(43)}\n`]) {
    t.equal(codeVerifierFault(verifier, challengeOf(verifier)), 'code-verifier-malformed', verifier)
  }
  t.end()
})

t.test('RFC 9700 §4.8.2: a challenge needs a verifier, and a verifier a challenge', (t) => {
  t.equal(codeVerifierFault(undefined, CODE_CHALLENGE), 'code-verifier-missing')
  t.equal(codeVerifierFault(CODE_VERIFIER, null), 'code-verifier-unexpected')
  t.equal(codeVerifierFault(undefined, null), undefined)
  t.end()
})
