/**
 * POST /device_authorization
 *
 * Implements: RFC 8628 §3.1, §3.2.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { authorizeDevice } from '../domain/devices/device-authorization.ts'
import { withClientDocument } from '../domain/registration/client-document.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { integer, object, string } from '../primitives/json-schema.ts'

const Waiting = object({
  device_code: string(),
  user_code: string(),
  verification_uri: string(),
  verification_uri_complete: string(),
  expires_in: integer(),
  interval: integer(),
})

export const deviceAuthorizationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'device-authorization', 'Basic'))
  takeFormsOnly(app)

  app.post('/device_authorization', { schema: { response: { 200: Waiting } } }, async (request, reply) => {
    const credentials = clientCredentials(request)
    const scoped = await withClientDocument(
      await tenantDeps(deps, request),
      credentials.parameters['client_id'],
    )
    return noStore(reply).send(await authorizeDevice(scoped, credentials, request.ip))
  })
}
