/**
 * Traces, as a collector gets them.
 */
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { makeTraces } from '../../src/outgoing/traces.ts'
import { openServer } from '../helpers/open-server.ts'

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } }

type Span = {
  name: string
  kind: number
  traceId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
  events: { name: string; attributes: Attribute[] }[]
  status: { code: number }
}

type Sent = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }

/** A collector that answers with `status`; @returns its address, and each span that came */
async function collector(t: Test, status = 200) {
  const spans: Span[] = []
  const server = createServer(async (request, reply) => {
    const sent = (await json(request)) as Sent
    if (request.url === '/v1/traces') {
      spans.push(...sent.resourceSpans.flatMap((each) => each.scopeSpans.flatMap((scope) => scope.spans)))
    }
    reply.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  return { endpoint: `http://127.0.0.1:${await openServer(t, server, '127.0.0.1')}`, spans }
}

const REQUEST = {
  id: 'r1',
  method: 'POST',
  route: '/api/oidc/:tenant_id/token',
  status: 200,
  seconds: 0.25,
  traceparent: undefined,
}

const textsOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]))

t.test('Trace Context §3.2: a request is a span, with what its flow told of', async (t) => {
  const { endpoint, spans } = await collector(t)
  const traces = await makeTraces(`${endpoint}/`, t.fail)
  traces.noteStep({ flow: 'mail', step: 'send', rule: 'mail-not-sent' })
  traces.noteStep({ flow: 'token', step: 'refused', rule: 'code-unknown', request_id: 'r2' })
  traces.noteStep({ flow: 'token', step: 'authorization_code', request_id: 'r1', tenant_id: 'acme' })
  traces.noteStep({ flow: 'logout', step: 'session-ended', request_id: 'r1' })
  traces.traceRequest(REQUEST)
  traces.traceRequest({ ...REQUEST, id: 'r2', status: 400 })
  traces.traceRequest({ ...REQUEST, id: 'r3', status: 500 })
  await traces.stop()
  t.match(
    spans.map(({ name, kind, events, status }) => ({ name, kind, events, status })),
    [
      {
        name: 'POST /api/oidc/:tenant_id/token',
        kind: 2,
        events: [{ name: 'token authorization_code' }, { name: 'logout session-ended' }],
        status: { code: 0 },
      },
      { events: [{ name: 'token refused' }], status: { code: 0 } },
      { events: [], status: { code: 2 } },
    ],
  )
  const [first, second] = spans
  t.same(textsOf(first?.attributes ?? []), {
    'http.request.method': 'POST',
    'http.route': '/api/oidc/:tenant_id/token',
    'http.response.status_code': 200,
    'vignette.request_id': 'r1',
  })
  const told = { flow: 'token', step: 'authorization_code', rule: '', tenant_id: 'acme' }
  t.same(textsOf(first?.events[0]?.attributes ?? []), told)
  t.equal(BigInt(first?.endTimeUnixNano ?? 0) - BigInt(first?.startTimeUnixNano ?? 0), 250_000_000n)
  t.not(first?.traceId, second?.traceId)
})

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

t.test(
  'Trace Context §3.2.2, §4.2: the trace of whoever calls goes on, where it is of the form',
  async (t) => {
    const { endpoint, spans } = await collector(t)
    const traces = await makeTraces(endpoint, t.fail)
    for (const traceparent of [
      `00-${TRACE}-${PARENT}-01`,
      `01-${TRACE}-${PARENT}-01-more`,
      `ff-${TRACE}-${PARENT}-01`,
      `00-${'0'.repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${PARENT}`,
      'nonsense',
      `00-${TRACE}-${PARENT}-00`,
    ]) {
      traces.traceRequest({ ...REQUEST, traceparent })
    }
    await traces.stop()
    const parents = spans.map(({ traceId, parentSpanId }) => (traceId === TRACE ? parentSpanId : undefined))
    t.same(
      parents,
      [PARENT, PARENT, undefined, undefined, undefined, undefined],
      'and one is not wanted traced',
    )
  },
)

t.test('Traces: requests that are never answered are let go', async (t) => {
  const { endpoint, spans } = await collector(t)
  const traces = await makeTraces(endpoint, t.fail)
  for (let count = 0; count <= 1000; count += 1) {
    traces.noteStep({ flow: 'token', step: 'refused', request_id: `r${count}` })
  }
  traces.traceRequest({ ...REQUEST, id: 'r0' })
  traces.traceRequest({ ...REQUEST, id: 'r1' })
  await traces.stop()
  t.same(
    spans.map(({ events }) => events.length),
    [0, 1],
  )
})

t.test('Traces: what a collector does not take is told of', async (t) => {
  const { endpoint } = await collector(t, 400)
  const faults: string[] = []
  const traces = await makeTraces(endpoint, (fault) => faults.push(fault))
  traces.traceRequest(REQUEST)
  await traces.stop()
  t.same(faults, ['Bad Request'])
})
