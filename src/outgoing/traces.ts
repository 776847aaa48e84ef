/**
 * Traces for OpenTelemetry: a span for each request, with what its flow told of, as part of the trace that the request belongs to.
 *
 * Implements: W3C Trace Context §3.2, §4.2.
 */
import type { Context, Tracer } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

type Api = typeof import('@opentelemetry/api')

/** What a flow tells of, as far as it is traced. */
type Told = Readonly<{
  flow: string
  step: string
  rule?: string | undefined
  request_id?: string | undefined
  tenant_id?: string | undefined
}>

export type Answered = Readonly<{
  id: string
  method: string
  route: string
  status: number
  seconds: number
  /** The header, as it was sent. */
  traceparent: string | undefined
}>

export type Traces = Readonly<{
  noteStep: (told: Told) => void
  traceRequest: (answered: Answered) => void
  /** Resolves when what was traced so far is delivered or given up. */
  stop: () => Promise<void>
}>

type Step = Readonly<{ told: Told; at: number }>

/** Requests that have told of something and are not answered yet; beyond that, what the oldest told is let go. */
const MOST_OPEN = 1000

/** A collector that is slower than this, in milliseconds, goes without. */
const EXPORT_WITHIN = 5000

/**
 * @param endpoint of a collector that speaks OTLP over HTTP
 * @param onFault told what could not be delivered
 */
export async function makeTraces(endpoint: string, onFault: (message: string) => void): Promise<Traces> {
  const api = await import('@opentelemetry/api')
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`
  const exporter = tellingOf(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_WITHIN }), onFault)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'vignette' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  // What the last delivery lacks was told of by then.
  const stop = () => provider.shutdown().catch(() => {})
  return { ...tracing(api, provider.getTracer('vignette')), stop }
}

/** By itself it tells a logger that all of the process have in common. */
const tellingOf = (exporter: SpanExporter, onFault: (message: string) => void): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.error) onFault(result.error.message)
      done(result)
    }),
  shutdown: () => exporter.shutdown(),
})

function tracing(api: Api, tracer: Tracer): Omit<Traces, 'stop'> {
  const open = new Map<string, Step[]>()
  return {
    noteStep: (told) => {
      const { request_id } = told
      if (request_id === undefined) return
      const steps = open.get(request_id) ?? []
      open.set(request_id, [...steps, { told, at: Date.now() }])
      for (const oldest of open.keys()) {
        if (open.size <= MOST_OPEN) break
        open.delete(oldest)
      }
    },
    traceRequest: (answered) => {
      const steps = open.get(answered.id) ?? []
      open.delete(answered.id)
      traceOne(api, tracer, answered, steps)
    },
  }
}

function traceOne(api: Api, tracer: Tracer, answered: Answered, steps: readonly Step[]): void {
  const { id, method, route, status, seconds, traceparent } = answered
  const endTime = Date.now()
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'vignette.request_id': id,
  }
  const options = { kind: api.SpanKind.SERVER, startTime: endTime - seconds * 1000, attributes }
  const span = tracer.startSpan(`${method} ${route}`, options, parentOf(api, traceparent))
  for (const { told, at } of steps) {
    const { flow, step, rule = '', tenant_id = '' } = told
    span.addEvent(`${flow} ${step}`, { flow, step, rule, tenant_id }, at)
  }
  // What a client did wrong is no fault of this server.
  if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR })
  span.end(endTime)
}

/** §4.2: a header that is not of the form begins a trace of its own. */
function parentOf(api: Api, traceparent: string | undefined): Context {
  const [, version, traceId = '', spanId = '', flags = ''] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(traceparent ?? '') ?? []
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
  const is_usable = version !== 'ff' && api.isSpanContextValid(spanContext)
  return is_usable ? api.trace.setSpanContext(api.ROOT_CONTEXT, spanContext) : api.ROOT_CONTEXT
}
