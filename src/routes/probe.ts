/**
 * GET /healthz/request: what arrived of the request itself, told to this server's administrator alone.
 *
 * Implements: RFC 7239 §5.2, §5.3 (as X-Forwarded-For and X-Forwarded-Host have it).
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { isProbe } from '../domain/health/probe.ts'
import { boolean, integer, object, optional, string } from '../primitives/json-schema.ts'

const Seen = object({
  now: integer(),
  peer: string(),
  address: string(),
  is_believed: boolean(),
  host: string(),
  forwarded_for: optional(string()),
  forwarded_host: optional(string()),
})

const Unknown = object({ status: string() })

export const probeRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.get('/healthz/request', { schema: { response: { 200: Seen, 404: Unknown } } }, (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!isProbe(deps, request.headers.authorization)) return reply.code(404).send({ status: 'not found' })
    return reply.send(seen(request, deps))
  })
}

const seen = ({ headers, ip, ips, socket }: FastifyRequest, { now }: Deps) => ({
  now: now(),
  peer: String(socket.remoteAddress),
  address: ip,
  // Of an address that is trusted, whoever it speaks for is counted too.
  is_believed: (ips ?? []).length > 1,
  host: String(headers.host),
  // One that comes in several lines is one list (RFC 9110 §5.3).
  forwarded_for: headers['x-forwarded-for']?.toString(),
  forwarded_host: headers['x-forwarded-host']?.toString(),
})
