/**
 * How long requests took, by the template of their address.
 */
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Answered } from '../../src/http/request-times.ts'
import { startServer } from '../helpers/fixtures.ts'

t.test('Metrics: every request is told of, and nothing of what stood in its address', async (t) => {
  const { deps } = await startServer(t)
  const answers: Answered[] = []
  const app = await buildApp(deps, { observe: (answered) => answers.push(answered) })
  t.teardown(() => app.close())
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await app.inject({ url: '/healthz', headers: { traceparent } })
  await app.inject({ method: 'POST', url: '/api/oidc/default/token', payload: {} })
  await app.inject('/api/oidc/nobody/authorize?client_id=made-up')
  await app.inject('/nowhere/at/all')
  t.match(answers, [
    { method: 'GET', route: '/healthz', status: 200, traceparent },
    { method: 'POST', route: '/api/oidc/:tenant_id/token', status: 400, traceparent: undefined },
    { method: 'GET', route: '/api/oidc/:tenant_id/authorize', status: 404 },
    { method: 'GET', route: 'none', status: 404 },
  ])
  for (const { seconds } of answers) t.ok(seconds > 0 && seconds < 60)
})
