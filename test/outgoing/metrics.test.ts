/**
 * Metrics, read back from the page that Prometheus reads.
 */
import t from 'tap'
import { makeMetrics } from '../../src/outgoing/metrics.ts'
import { beginCommit } from '../../src/primitives/commit-times.ts'

const QUEUES = async () => ({ mail: 2, logout: 0 })

/** Each line that is no comment, by what stands before its value. */
async function valuesOf({ page }: Awaited<ReturnType<typeof makeMetrics>>) {
  const { text } = await page()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), line.replace(/^.* /, '')]))
}

t.test(
  'Metrics: grants are counted by type and tenant, refusals by rule, and all else by step',
  async (t) => {
    const metrics = await makeMetrics(QUEUES)
    t.teardown(metrics.close)
    const code = { flow: 'token', step: 'authorization_code', tenant_id: 'acme' }
    for (const told of [
      code,
      code,
      { ...code, step: 'refresh_token' },
      { flow: 'token', step: 'refused', rule: 'code-unknown', tenant_id: 'nobody' },
      { flow: 'device', step: 'refused' },
      { flow: 'mail', step: 'send', rule: 'mail-not-sent' },
      { flow: 'passcode', step: 'signed-in', client_id: 'shop' },
    ]) {
      metrics.countNotice(told)
    }
    const values = await valuesOf(metrics)
    t.same(
      Object.fromEntries([...values].filter(([name]) => /^vignette_(grants|refusals|steps)/.test(name))),
      {
        'vignette_grants_total{type="authorization_code",tenant="acme"}': '2',
        'vignette_grants_total{type="refresh_token",tenant="acme"}': '1',
        'vignette_refusals_total{flow="token",rule="code-unknown"}': '1',
        'vignette_refusals_total{flow="device",rule=""}': '1',
        'vignette_steps_total{flow="mail",step="send",rule="mail-not-sent"}': '1',
        'vignette_steps_total{flow="passcode",step="signed-in",rule=""}': '1',
      },
      'and nothing else that a request stated',
    )
  },
)

t.test('Metrics: how long requests took, by the template of their address', async (t) => {
  const metrics = await makeMetrics(QUEUES)
  t.teardown(metrics.close)
  const labels = 'method="GET",route="/a/:tenant_id",status="200"'
  metrics.observeRequest({ method: 'GET', route: '/a/:tenant_id', status: 200, seconds: 0.02 })
  const values = await valuesOf(metrics)
  t.equal(values.get(`vignette_request_seconds_bucket{le="0.01",${labels}}`), '0')
  t.equal(values.get(`vignette_request_seconds_bucket{le="0.025",${labels}}`), '1')
  t.equal(values.get(`vignette_request_seconds_sum{${labels}}`), '0.02')
})

t.test('Metrics: commits of the database, while they are measured', async (t) => {
  const metrics = await makeMetrics(QUEUES)
  beginCommit(3)()
  beginCommit(1)()
  metrics.close()
  beginCommit(5)()
  const values = await valuesOf(metrics)
  t.equal(values.get('vignette_database_commit_seconds_count'), '2')
  t.equal(values.get('vignette_database_transactions_total'), '4')
})

t.test('Metrics: what waits is read when it is asked for, and the process tells of itself', async (t) => {
  const metrics = await makeMetrics(QUEUES)
  t.teardown(metrics.close)
  t.equal((await metrics.page()).type, 'text/plain; version=0.0.4; charset=utf-8')
  const values = await valuesOf(metrics)
  t.equal(values.get('vignette_queue_waiting{queue="mail"}'), '2')
  t.equal(values.get('vignette_queue_waiting{queue="logout"}'), '0')
  t.ok(Number(values.get('process_resident_memory_bytes')) > 0)
  t.ok(values.has('nodejs_eventloop_lag_p99_seconds'))
})
