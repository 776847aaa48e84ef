/**
 * One line in the log for each request, with what was noticed on the way; never a query, body, header or cookie.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Notice } from '../domain/notice.ts'

const notes = new WeakMap<FastifyRequest, Notice>()

/** What the request's line will say besides its path and status; the last note wins. */
export const noteOf = (request: FastifyRequest, notice: Notice): void => void notes.set(request, notice)

/** The path without its query, for `code` and `state` travel there. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? ''

/** The onResponse hook. */
export async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { flow, step, rule, client_id, sent, expected } = notes.get(request) ?? {}
  const line = {
    method: request.method,
    path: pathOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...(flow === undefined ? {} : { flow, step, rule, client_id, sent, expected }),
  }
  request.log.info(line, 'request')
}
