/**
 * The browser cookie: which browser an interaction began in.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { readCookie, setCookie } from './cookies.ts'

const SECRET_LENGTH = 32

/** @returns the cookie's value, which is set now when the browser has none */
export function browserOf(deps: TenantDeps, request: FastifyRequest, reply: FastifyReply): string {
  const present = readCookie(deps, request, 'browser')
  if (present !== undefined && /^[A-Za-z0-9_-]{43}$/.test(present)) return present
  const made = deps.random('browser', SECRET_LENGTH).toString('base64url')
  setCookie(deps, reply, 'browser', made)
  return made
}
