/**
 * Metrics on a port of their own, of a real server.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { commandLine, portIn } from '../helpers/command-line.ts'

const ENV = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback', HOST: '127.0.0.1', PORT: '0' }

t.test('serve: METRICS_PORT is where Prometheus reads, and the server itself tells nothing', async (t) => {
  const { start, run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'], ENV)
  const server = start(['serve'], { ...ENV, METRICS_PORT: '0' })
  const log = await server.says(/"msg":"ready"/)
  const port = portIn(log)
  const metrics = Number(/"metrics":\{[^}]*"port":(\d+)/.exec(log)?.[1])
  t.match(log, /"metrics":\{[^}]*"address":"127\.0\.0\.1"/)
  const refused = await fetch(`http://127.0.0.1:${port}/api/oidc/acme/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'made-up' }),
  })
  t.equal(refused.status, 401)
  const page = await fetch(`http://127.0.0.1:${metrics}/metrics`)
  t.equal(page.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const text = await page.text()
  t.match(text, /^vignette_refusals_total\{flow="token",rule="[a-z-]+"\} 1$/m)
  t.match(text, /^vignette_request_seconds_count\{method="POST",route="[^"]*\/token",status="401"\} 1$/m)
  t.match(text, /^vignette_queue_waiting\{queue="mail"\} 0$/m)
  t.match(text, /^vignette_database_commit_seconds_count \d+$/m)
  t.notMatch(text, /made-up/)
  t.equal((await fetch(`http://127.0.0.1:${metrics}/`)).status, 404)
  t.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 404)
  server.child.kill('SIGTERM')
  t.equal((await server.ended).code, 0)
})

t.test('serve: METRICS_PORT that is taken is told in one sentence', async (t) => {
  const { run } = commandLine(t)
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const refused = await run(['serve'], { ...ENV, METRICS_PORT: String(port) })
  t.match(refused, { code: 1, stderr: new RegExp(`^METRICS_PORT is ${port}, which is taken: [^\n]*\n$`) })
  const elsewhere = await run(['serve'], { ...ENV, METRICS_PORT: '0', METRICS_HOST: '192.0.2.1' })
  t.match(elsewhere, { code: 1, stderr: /^Metrics cannot be served on 192\.0\.2\.1, port 0 [^\n]*\n$/ })
})
