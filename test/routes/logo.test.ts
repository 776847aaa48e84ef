/**
 * A logo, as a browser gets it.
 */
import t from 'tap'
import { fetchLogos } from '../../src/domain/logos/fetch-logos.ts'
import { updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../helpers/fixtures.ts'
import { LOGO, logoServer } from '../helpers/logo-server.ts'

t.test('RFC 8246 §2: a logo may be kept for ever, and is a picture and nothing else', async (t) => {
  const server = await startServer(t, { allow_private_fetch: ['127.0.0.1'] })
  const { uri } = await logoServer(t)
  const policy = { logo_uri: uri }
  await updateTenant(server.deps, { id: 'default', name: undefined, type: undefined, policy })
  await fetchLogos(server.deps)
  const url = (await server.tenant()).tenant.logo?.url ?? ''
  const reply = await server.app.inject(url)
  t.equal(reply.statusCode, 200)
  t.ok(reply.rawPayload.equals(LOGO))
  t.match(reply.headers, {
    'content-type': 'image/png',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  t.equal(reply.headers['set-cookie'], undefined)
  t.equal((await server.app.inject(url.replace('default', 'other'))).statusCode, 404)
  t.equal((await server.app.inject(`${server.issuer}/logo/none`)).statusCode, 404)
  t.equal((await server.app.inject('/api/oidc/none/logo/none')).statusCode, 400)
})
