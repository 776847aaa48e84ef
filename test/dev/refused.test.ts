import {
  ResponseBodyError,
  type WWWAuthenticateChallenge,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import t from 'tap'
import { refusedBy } from '../../src/dev/refused.ts'

const response = new Response(null, { status: 401 })

const challenged = (...cause: WWWAuthenticateChallenge[]) =>
  new WWWAuthenticateChallengeError('challenged', { cause, response })

t.test('RFC 6749 §5.2: a refusal of the token endpoint is told as it came', async (t) => {
  const cause = { error: 'invalid_grant', error_description: 'The code is spent.' }
  t.same(refusedBy('Step 5', new ResponseBodyError('refused', { cause, response })), {
    step: 'Step 5',
    by_server: true,
    ...cause,
  })
})

t.test('RFC 6750 §3: a refusal of userinfo is told as its challenge says', async (t) => {
  const parameters = { error: 'invalid_token', error_description: 'Revoked.' }
  t.match(refusedBy('Ask', challenged({ scheme: 'bearer', parameters })), { by_server: true, ...parameters })
})

t.test('RFC 6750 §3: a challenge without a reason leaves the status', async (t) => {
  t.match(refusedBy('Ask', challenged({ scheme: 'bearer', parameters: {} })), { error: 'HTTP 401' })
  t.match(refusedBy('Ask', challenged()), { error: 'HTTP 401', error_description: undefined })
})

t.test('Demo application: what it refuses itself says so, with the cause', async (t) => {
  t.same(refusedBy('Step 1', new TypeError('fetch failed', { cause: new Error('nobody listens') })), {
    step: 'Step 1',
    by_server: false,
    error: 'fetch failed',
    error_description: 'nobody listens',
  })
  t.match(refusedBy('Step 4', new Error('no')), { error: 'no', error_description: undefined })
})
