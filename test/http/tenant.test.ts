/**
 * The deps of one request.
 */
import Fastify from 'fastify'
import t from 'tap'
import { tenantDeps } from '../../src/http/tenant.ts'
import { startServer } from '../helpers/fixtures.ts'

t.test(
  'OpenID Connect Core 1.0 §16.15: a request has the tenant of its address, and its id in each notice',
  async (t) => {
    const { deps, notices } = await startServer(t)
    const app = Fastify({ genReqId: () => 'request-7' })
    t.teardown(() => app.close())
    app.get('/:tenant_id', async (request) => {
      const scoped = await tenantDeps(deps, request)
      scoped.notice({ flow: 'tried', step: 'done' })
      return { issuer: scoped.tenant.issuer, same: scoped.parsed === (await deps.cache.current()) }
    })
    app.setErrorHandler((error, _request, reply) => reply.code(404).send({ name: (error as Error).name }))

    for (const id of ['default', 'other']) {
      t.same((await app.inject(`/${id}`)).json(), {
        issuer: `http://localhost:3000/api/oidc/${id}`,
        same: true,
      })
    }
    t.same(notices[0], { flow: 'tried', step: 'done', request_id: 'request-7', tenant_id: 'default' })
    for (const id of ['none', 'Default', 'default%20', '__proto__']) {
      t.same((await app.inject(`/${id}`)).json(), { name: 'UnknownTenantError' }, id)
    }
  },
)
