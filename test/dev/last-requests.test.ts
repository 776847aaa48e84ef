import t from 'tap'
import { MOST_REQUESTS, makeLastRequests } from '../../src/dev/last-requests.ts'

t.test('RFC 6749 §4.1.2.1: a refused request is kept with its error, rule, time and id', (t) => {
  const requests = makeLastRequests(() => 1000)
  const refused = { error: 'invalid_grant', rule: 'code-expired', client_id: 'rp', request_id: 'r1' }
  requests.notice({ flow: 'token', step: 'refused', ...refused, tenant_id: 'acme' })
  t.match(requests.newestFirst(), [
    { at: 1000, flow: 'token', outcome: 'refused', ...refused, explained: { section: 'RFC 6749 §4.1.2' } },
  ])
  t.end()
})

t.test(
  'RFC 6749 §4.1, RFC 9126 §2: authorization and token requests are kept, pushed ones too, the newest first, and nothing else',
  (t) => {
    const requests = makeLastRequests(() => 1000)
    requests.notice({ flow: 'passcode', step: 'signed-in' })
    requests.notice({ flow: 'par', step: 'pushed' })
    requests.notice({ flow: 'authorize', step: 'code-issued' })
    requests.notice({ flow: 'authorize', step: 'tokens-issued' })
    requests.notice({ flow: 'token', step: 'authorization_code' })
    requests.notice({ flow: 'token', step: 'refresh_token' })
    t.same(
      requests.newestFirst().map(({ outcome }) => outcome),
      ['tokens refreshed', 'code redeemed', 'tokens given at once', 'code given', 'request pushed'],
    )
    t.end()
  },
)

t.test('Dev mode: the memory that requests take is bounded', (t) => {
  const requests = makeLastRequests(() => 1000)
  for (let index = 0; index < MOST_REQUESTS + 5; index += 1) {
    requests.notice({ flow: 'token', step: 'refused', request_id: `r${index}` })
  }
  const kept = requests.newestFirst()
  t.equal(kept.length, 50)
  t.equal(kept.at(0)?.request_id, 'r54')
  t.equal(kept.at(-1)?.request_id, 'r5')
  t.end()
})
