import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { registerClient, updateClient } from '../../../src/domain/clients/client-registration.ts'
import { fetchLogos } from '../../../src/domain/logos/fetch-logos.ts'
import { findLogoFile } from '../../../src/domain/logos/logo.ts'
import { createTenant, updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { listDueLogos } from '../../../src/store/logos.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { logoServer } from '../../helpers/logo-server.ts'

const settings = { allow_private_fetch: ['127.0.0.0/8'] }

t.test('RFC 7591 §2: a logo is wanted from the moment it is stated, from there alone', async (t) => {
  const { db, deps, tenant } = await startServer(t)
  const wanted = async () =>
    (await db.all(listDueLogos, { now: START, limit: 9 })).map(({ uri }) => uri).sort()
  const rp = { client_id: 'rp', client_type: 'public' } as const
  await registerClient(await tenant(), { ...rp, metadata: {} })
  t.same(await wanted(), [])
  const state = async (logo_uri: string | null) =>
    updateClient(await tenant(), { ...rp, client_type: undefined, metadata: { logo_uri } })
  await state('https://a.example/')
  await state('https://b.example/')
  t.same(await wanted(), ['https://b.example/'])
  const acme = { id: 'acme', name: 'Acme', type: undefined }
  await createTenant(deps, { ...acme, policy: { logo_uri: 'https://acme.example/1' } })
  t.same(await wanted(), ['https://acme.example/1', 'https://b.example/'])
  await updateTenant(deps, { ...acme, policy: { logo_uri: 'https://acme.example/2' } })
  await state(null)
  t.same(await wanted(), ['https://acme.example/2'])
  await updateTenant(deps, { ...acme, policy: { logo_uri: null } })
  t.same(await wanted(), [])
  await t.rejects(createTenant(deps, { ...acme, policy: { logo_uri: 'https://acme.example/1' } }), {
    name: 'Refusal',
    reason: 'exists',
  })
  await t.rejects(registerClient(await tenant(), { ...rp, metadata: { logo_uri: 'https://a.example/' } }), {
    name: 'Refusal',
    reason: 'exists',
  })
  t.same(await wanted(), [], 'what was refused wants nothing')
})

t.test('RFC 7591 §2: each tenant and client has its own', async (t) => {
  const server = await startServer(t, settings)
  const { deps, db } = server
  const { uri } = await logoServer(t)
  await updateTenant(deps, { id: 'default', name: undefined, type: undefined, policy: { logo_uri: uri } })
  const rp = { client_id: 'rp', client_type: 'public', metadata: { logo_uri: uri } } as const
  await registerClient(await server.tenant('other'), rp)
  await registerClient(await server.tenant(), { ...rp, metadata: {} })
  await fetchLogos(deps)
  const { tenant } = await server.tenant()
  t.match(tenant.logo, { width: 40, height: 40 })
  const hash = tenant.logo?.url.slice(`${tenant.issuer}/logo/`.length) ?? ''
  t.ok(await findLogoFile(db, 'default', hash))
  t.equal((await server.tenant('other')).tenant.logo, undefined)
  t.ok((await findClient(await server.tenant('other'), 'rp'))?.logo)
  t.equal((await findClient(await server.tenant(), 'rp'))?.logo, undefined)
})

t.test('RFC 7591 §2: logo_uri is an address of the web', async (t) => {
  const { deps, tenant } = await startServer(t)
  for (const logo_uri of [
    '',
    'logo.png',
    'javascript:alert(1)',
    'data:image/png,',
    'https://a b',
    `https://${'a'.repeat(2000)}`,
  ]) {
    const policy = { logo_uri }
    await t.rejects(createTenant(deps, { id: 'acme', name: 'Acme', type: undefined, policy }), {
      name: 'Refusal',
      reason: 'faulty',
    })
    const stated = { client_id: 'rp', client_type: 'public', metadata: policy } as const
    await t.rejects(registerClient(await tenant(), stated), { name: 'Refusal', reason: 'faulty' })
  }
})
