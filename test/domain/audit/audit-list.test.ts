/**
 * What an administrator reads in the audit trail.
 */
import t from 'tap'
import { type AuditQuery, listAudit } from '../../../src/domain/audit/audit-list.ts'
import { registerClient, renewClientSecret } from '../../../src/domain/clients/client-registration.ts'
import { createTenant, updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { createUser, deleteUser, updateUser } from '../../../src/domain/users/user-administration.ts'
import { START, startServer } from '../../helpers/fixtures.ts'

const ALL: AuditQuery = {
  since: 0,
  limit: 100,
  action: undefined,
  username: undefined,
  client_id: undefined,
}
const ANN = { username: 'ann', email: undefined, email_verified: undefined, claims: {}, status: undefined }

async function administered(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  const deps = await server.tenant()
  await createUser(deps, ANN, undefined)
  await registerClient(deps, {
    client_id: 'shop',
    client_type: 'confidential',
    metadata: {
      redirect_uris: ['https://shop.example/cb'],
    },
  })
  server.clock.seconds += 60
  await renewClientSecret(deps, 'shop')
  await updateUser(deps, 'ann', { ...ANN, status: 'inactive' }, undefined)
  return { server, deps, list: (query: Partial<AuditQuery> = {}) => listAudit(deps, { ...ALL, ...query }) }
}

const actions = (events: Awaited<ReturnType<typeof listAudit>>) => events.map(({ action }) => action).sort()

t.test('SP 800-92 §2.1.3: what administrators do is listed, and narrowed down', async (t) => {
  const { list } = await administered(t)
  t.same(actions(await list()), ['client-created', 'client-secret-renewed', 'user-created', 'user-updated'])
  t.same(actions(await list({ since: START + 1 })), ['client-secret-renewed', 'user-updated'])
  t.same(actions(await list({ username: 'Ann' })), ['user-created', 'user-updated'])
  t.same(actions(await list({ client_id: 'shop', action: 'client-created' })), ['client-created'])
  t.equal((await list({ limit: 3 })).length, 3)
  t.match(await list({ action: 'user-updated' }), [
    {
      id: /^[0-9a-f-]{36}$/,
      at: START + 60,
      outcome: 'done',
      actor: 'command-line',
      username: 'ann',
      sub: /^[0-9a-f-]{36}$/,
      client_id: null,
      address: null,
      detail: { active: false, passcode: false },
    },
  ])
  await t.rejects(list({ username: 'nobody' }), { name: 'Refusal', reason: 'unknown' })
})

t.test('RFC 6973 §6.2: of somebody who was deleted it is left that somebody did it', async (t) => {
  const { deps, list } = await administered(t)
  await deleteUser(deps, 'ann')
  const of_people = (await list()).filter(({ action }) => action.startsWith('user-'))
  t.same(actions(of_people), ['user-created', 'user-deleted', 'user-updated'])
  for (const event of of_people) t.match(event, { sub: null, username: null, address: null })
})

t.test('Audit: a tenant has its own trail, from its first day, kept for as long as it says', async (t) => {
  const { server } = await administered(t)
  const stated = { id: 'acme', name: 'Acme', type: undefined, policy: { audit_ttl: 3600 } }
  await createTenant(server.deps, stated)
  await updateTenant(server.deps, { ...stated, name: 'Acme Ltd' })
  const events = await listAudit(await server.tenant('acme'), ALL)
  t.same(actions(events), ['tenant-created', 'tenant-updated'])
  t.match(events, [{ actor: 'command-line', sub: null }, {}])
})
