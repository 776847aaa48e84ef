/**
 * The form that a request carries.
 */
import type { FastifyRequest } from 'fastify'
import { optional, type Parameters } from '../domain/parameters.ts'

/** The parameters of a form, or none. */
export const formOf = (request: FastifyRequest): Parameters => (request.body ?? {}) as Parameters

/** A field of a form of ours; what was left empty did not arrive. */
export const fieldOf = (request: FastifyRequest, name: string): string =>
  optional(formOf(request), name) ?? ''
