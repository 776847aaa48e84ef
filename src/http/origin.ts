/**
 * Whether a request was sent by a page of this server.
 *
 * Implements: RFC 6454 §7; RFC 9700 §4.7.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'

/** Browsers send Origin with every POST; without it, the request is nobody's page. */
export const isOwnOrigin = ({ config }: Pick<Deps, 'config'>, request: FastifyRequest): boolean =>
  request.headers.origin === config.public_url
