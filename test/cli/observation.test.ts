/**
 * A real server with a collector beside it.
 */
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { commandLine, portIn } from '../helpers/command-line.ts'
import { openServer } from '../helpers/open-server.ts'

const ENV = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback', HOST: '127.0.0.1', PORT: '0' }
const TRACE = '0af7651916cd43dd8448eb211c80319c'

t.test('serve: a collector gets what was traced before the server has stopped', async (t) => {
  const { run, start } = commandLine(t)
  let sent = ''
  const collector = createServer(async (request, reply) => {
    sent += await text(request)
    reply.end('{}')
  })
  const endpoint = `http://127.0.0.1:${await openServer(t, collector, '127.0.0.1')}`
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'], ENV)
  const server = start(['serve'], { ...ENV, METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  const port = portIn(await server.says(/"msg":"ready"/))
  const reply = await fetch(`http://127.0.0.1:${port}/api/oidc/acme/token`, {
    method: 'POST',
    headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01` },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'made-up' }),
  })
  t.equal(reply.status, 401)
  server.child.kill('SIGTERM')
  t.equal((await server.ended).code, 0)
  t.match(sent, TRACE)
  t.match(sent, 'POST /api/oidc/:tenant_id/token')
  t.match(sent, 'token refused')
  t.notMatch(sent, 'made-up')
})

t.test('serve: an address that is none of a collector is refused', async (t) => {
  const { run } = commandLine(t)
  const refused = await run(['serve'], { ...ENV, OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' })
  t.match(refused, { code: 1, stderr: /^OTEL_EXPORTER_OTLP_ENDPOINT is "localhost:4318": [^\n]*\n$/ })
})
