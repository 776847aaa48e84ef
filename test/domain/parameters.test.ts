/**
 * Parameters: each at most once, and an empty one is none.
 */
import t from 'tap'
import { optional, parseParameters, repeatable, required } from '../../src/domain/parameters.ts'

t.test('RFC 6749 §3.1: a parameter without a value is as if it had not been sent', async (t) => {
  t.same({ ...parseParameters('') }, {})
  t.same({ ...parseParameters('state=&scope&client_id=rp') }, { client_id: 'rp' })
  t.same({ ...parseParameters('scope=&scope=openid&scope=') }, { scope: 'openid' })
})

t.test('RFC 6749 Appendix B: names and values are decoded', async (t) => {
  t.same(
    { ...parseParameters('scope=openid+email&state=%2B%20%C3%A9&%61=b') },
    {
      scope: 'openid email',
      state: '+ é',
      a: 'b',
    },
  )
})

t.test('RFC 6749 §3.1: no name is more than a name', async (t) => {
  const parameters = parseParameters('__proto__=a&constructor=b')
  t.same(Object.keys(parameters), ['__proto__', 'constructor'])
  t.equal(optional(parameters, 'toString'), undefined)
  t.equal(optional(parameters, '__proto__'), 'a')
})

t.test('RFC 6749 §3.1: a parameter that was sent twice is invalid_request', async (t) => {
  const parameters = parseParameters('scope=a&scope=b&scope=a&state=x')
  t.same(parameters['scope'], ['a', 'b', 'a'])
  const repeated = { code: 'invalid_request', reason: 'parameter-repeated', detail: { sent: 'scope' } }
  t.throws(() => optional(parameters, 'scope'), repeated)
  t.throws(() => required(parameters, 'scope'), repeated)
  t.equal(required(parameters, 'state'), 'x')
})

t.test('RFC 6749 §3.1: a name that is repeated in a whole form is read in a moment', async (t) => {
  const started = performance.now()
  const { a } = parseParameters('a=b&'.repeat(16_384))
  t.equal(a?.length, 16_384)
  t.ok(performance.now() - started < 250, 'and does not hold up everybody else')
})

t.test('RFC 6749 §4.1.2.1: a required parameter that is missing is invalid_request', async (t) => {
  const parameters = parseParameters('state=x')
  t.equal(optional(parameters, 'client_id'), undefined)
  t.throws(() => required(parameters, 'client_id'), {
    code: 'invalid_request',
    reason: 'parameter-missing',
    description: 'client_id is missing.',
  })
})

t.test('RFC 8707 §2: what may come more than once comes as a list', async (t) => {
  const parameters = parseParameters('resource=a&resource=b&audience=c&scope=x%00')
  t.same(repeatable(parameters, 'resource'), ['a', 'b'])
  t.same(repeatable(parameters, 'audience'), ['c'])
  t.same(repeatable(parameters, 'actor'), [])
  t.throws(() => repeatable(parameters, 'scope'), { code: 'invalid_request', reason: 'parameter-nul' })
})
