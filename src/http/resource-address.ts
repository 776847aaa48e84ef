/**
 * Where a client that has no token for userinfo learns where it gets one.
 *
 * Implements: RFC 9728 §3.1, §5.1.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { arrivedUrl, originOf } from './own-host.ts'

export const RESOURCE_WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Of the path as it was asked for, still encoded, so that nothing in it can end the header's quoted text. */
export function resourceMetadataUrl(deps: Pick<Deps, 'config'>, request: FastifyRequest): string {
  const origin = originOf(deps, request)
  return `${origin}${RESOURCE_WELL_KNOWN}${new URL(arrivedUrl(request), origin).pathname}`
}
