/**
 * Endpoints that applications in browsers call from their own origins: any origin, and never with cookies.
 *
 * Each answer carries the headers itself: a hook would run for every request, also of programs that need none of it.
 *
 * Implements: Fetch Standard §3.3 (CORS protocol); RFC 6750 §3 (a challenge that scripts can read).
 */
import type { FastifyInstance } from 'fastify'

/** How long a browser may remember a preflight, in seconds; browsers keep none for longer than two hours. */
const PREFLIGHT_MAX_AGE = 7200

export const CROSS_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate',
} as const

/** Answers preflights for a path. Whatever header is asked for is allowed: libraries add their own, such as Auth0-Client. */
export function answerPreflight(app: FastifyInstance, path: string, methods: string): void {
  app.options(path, (request, reply) => {
    reply
      .code(204)
      .headers({
        ...CROSS_ORIGIN,
        'access-control-allow-methods': methods,
        'access-control-allow-headers':
          request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type',
        'access-control-max-age': PREFLIGHT_MAX_AGE,
        vary: 'Access-Control-Request-Headers',
      })
      .send()
  })
}
