/**
 * Endpoints that take JSON and nothing else: a form of another site cannot send it without asking first.
 */
import type { FastifyInstance } from 'fastify'

const OTHERS = ['text/plain', 'application/x-www-form-urlencoded']

/** A body of another type is refused. */
export function takeJsonOnly(app: FastifyInstance): void {
  app.removeContentTypeParser(OTHERS)
}
