/**
 * Endpoints that take forms and nothing else.
 *
 * Implements: RFC 6749 §3.2, §B; RFC 6750 §2.2.
 */
import type { FastifyInstance } from 'fastify'

const OTHERS = ['application/json', 'text/plain']

/** A body of another type is refused. */
export function takeFormsOnly(app: FastifyInstance): void {
  app.removeContentTypeParser(OTHERS)
}

/** A body of another type is as good as none: the request may be complete without it. */
export function ignoreOtherBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(OTHERS)
  app.addContentTypeParser('*', async () => undefined)
}
