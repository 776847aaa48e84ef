/**
 * Who sends a request, as far as it tells.
 *
 * Implements: RFC 9110 §10.1.5.
 */
import type { FastifyRequest } from 'fastify'
import type { Requester } from '../domain/mail/letter.ts'

export const requesterOf = (request: FastifyRequest): Requester => ({
  address: request.ip,
  user_agent: request.headers['user-agent'],
  request_id: request.id,
})
