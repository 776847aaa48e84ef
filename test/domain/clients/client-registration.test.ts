import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import {
  deleteClient,
  listClients,
  registerClient,
  renewClientSecret,
  requireClient,
  updateClient,
} from '../../../src/domain/clients/client-registration.ts'
import { isSecretOf } from '../../../src/domain/clients/client-secret.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const stated = (client_id?: string, client_type: 'public' | 'confidential' = 'confidential') => ({
  client_id,
  client_type,
  metadata: { client_name: 'Shop', redirect_uris: ['https://shop.example.org/cb'] },
})

/** What the next request finds. */
const found = async (server: TestServer, client_id: string, tenant = 'default') =>
  findClient(await server.tenant(tenant), client_id)

t.test(
  'RFC 6749 §2.3.1: a confidential client gets a secret of 256 bits, of which the hash is kept',
  async (t) => {
    const server = await startServer(t)
    const { client, client_secret } = await registerClient(await server.tenant(), stated('shop'))
    t.equal(Buffer.from(client_secret ?? '', 'base64url').length, 32)
    t.same(await found(server, 'shop'), client)
    t.equal(await isSecretOf(server.deps, client, client_secret ?? ''), true)
    t.notMatch(JSON.stringify(client), client_secret ?? '')
  },
)

t.test('RFC 6749 §2.1: a public client has no secret', async (t) => {
  const server = await startServer(t)
  const { client, client_secret } = await registerClient(await server.tenant(), stated('app', 'public'))
  t.equal(client_secret, undefined)
  t.equal(client.secret, undefined)
  await t.rejects(renewClientSecret(await server.tenant(), 'app'), { name: 'Refusal', reason: 'faulty' })
})

t.test('RFC 6749 §2.2: an id is made where none is stated, and is taken once in a tenant', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const { client } = await registerClient(inside, stated())
  t.match(client.client_id, /^[A-Za-z0-9]{24}$/)
  t.not((await registerClient(inside, stated())).client.client_id, client.client_id)
  await registerClient(inside, stated('shop'))
  await t.rejects(registerClient(inside, stated('shop', 'public')), { name: 'Refusal', reason: 'exists' })
  t.equal((await requireClient(inside, 'shop')).client_type, 'confidential', 'nothing is overwritten')
  await registerClient(await server.tenant('other'), stated('shop', 'public'))
})

t.test('Clients: a change is seen by the next request', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  await registerClient(inside, stated('shop'))
  await found(server, 'shop')
  const change = { client_id: 'shop', client_type: undefined, metadata: { first_party: true } }
  const changed = await updateClient(inside, change)
  t.match(changed.metadata, { client_name: 'Shop', first_party: true })
  t.same(await found(server, 'shop'), changed)
})

t.test('RFC 6749 §10.2: a new secret takes the place of the old one at once', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const { client_secret } = await registerClient(inside, stated('shop'))
  await found(server, 'shop')
  const renewed = await renewClientSecret(inside, 'shop')
  const client = await found(server, 'shop')
  t.equal(await isSecretOf(server.deps, client, renewed), true)
  t.equal(await isSecretOf(server.deps, client, client_secret ?? ''), false)
})

t.test('Clients: one that is deleted is gone for the next request, and only in its tenant', async (t) => {
  const server = await startServer(t)
  for (const id of ['default', 'other']) await registerClient(await server.tenant(id), stated('shop'))
  await found(server, 'shop')
  await deleteClient(await server.tenant(), 'shop')
  t.equal(await found(server, 'shop'), undefined)
  t.same(
    (await listClients(await server.tenant('other'))).map(({ client_id }) => client_id),
    ['shop'],
  )
})

t.test('Clients: one that is not there is named', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  await registerClient(await server.tenant('other'), stated('shop'))
  const unknown = { name: 'Refusal', reason: 'unknown', message: /shop/ }
  await t.rejects(updateClient(inside, stated('shop') as Parameters<typeof updateClient>[1]), unknown)
  await t.rejects(renewClientSecret(inside, 'shop'), unknown)
  await t.rejects(deleteClient(inside, 'shop'), unknown)
  await t.rejects(requireClient(inside, 'shop'), unknown)
})

t.test('SP 800-92 §2.1.3: a client is changed and told of, or is as before', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const app = { client_id: 'app', client_type: 'public', metadata: { client_name: 'App' } } as const
  const { client } = await registerClient(inside, app)
  t.same(await takeTrail(server), ['client-created'])
  const rename = (client_name: string) =>
    updateClient(inside, { client_id: 'app', client_type: undefined, metadata: { client_name } })
  t.same(await rename('App'), client)
  t.same(await takeTrail(server), [], 'nothing is changed')
  await rename('Application')
  t.same(await takeTrail(server), ['client-updated'])
})
