/**
 * POST /par
 *
 * Implements: RFC 9126 §2, §2.1, §2.2, §2.3.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { pushRequest } from '../domain/authorization/push-request.ts'
import { withClientDocument } from '../domain/registration/client-document.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { integer, object, string } from '../primitives/json-schema.ts'

const Pushed = object({ request_uri: string(), expires_in: integer() })

export const pushedAuthorizationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'par', 'Basic'))
  takeFormsOnly(app)

  app.post('/par', { schema: { response: { 201: Pushed } } }, async (request, reply) => {
    const credentials = clientCredentials(request)
    const scoped = await withClientDocument(
      await tenantDeps(deps, request),
      credentials.parameters['client_id'],
    )
    const pushed = await pushRequest(scoped, credentials)
    return noStore(reply).code(201).send(pushed)
  })

  // Before any body is read, since one of another form is not what is wrong.
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/par',
    onRequest: notAllowed,
    handler: notAllowed,
  })
}

/** §2.3 */
async function notAllowed(_request: FastifyRequest, reply: FastifyReply) {
  return noStore(reply)
    .code(405)
    .header('allow', 'POST')
    .send({ error: 'invalid_request', error_description: 'Requests are pushed by POST.' })
}
