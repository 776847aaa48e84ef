import t from 'tap'
import { findTenant } from '../../../src/domain/tenants/tenant.ts'
import {
  createTenant,
  deleteTenant,
  inTenant,
  listTenants,
  requireTenant,
  updateTenant,
} from '../../../src/domain/tenants/tenant-administration.ts'
import { PUBLIC_URL, startServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const ACME = { id: 'acme', name: 'Acme', type: undefined, policy: { pin_length: 4 } }

t.test('Discovery 1.0 §3: a new tenant is an issuer at once', async (t) => {
  const { deps } = await startServer(t)
  const before = await deps.cache.current()
  t.equal(await findTenant(deps, before, 'acme'), undefined)
  const made = await createTenant(deps, ACME)
  t.match(made, {
    issuer: `${PUBLIC_URL}/api/oidc/acme`,
    type: 'regular',
    policy: { pin_length: 4, grid: 3 },
  })
  t.same(await findTenant(deps, await deps.cache.current(), 'acme'), made)
  t.same(await requireTenant(deps, 'acme'), made)
  const elsewhere = await createTenant(deps, { ...ACME, id: 'elsewhere', host: 'login.acme.example' })
  t.same(await requireTenant(deps, 'elsewhere'), elsewhere)
  await deleteTenant(deps, 'elsewhere')
  t.same(
    (await listTenants(deps)).map(({ id }) => id),
    ['acme', 'default', 'other'],
  )
})

t.test('Tenants: an id is taken once', async (t) => {
  const { deps } = await startServer(t)
  await t.rejects(createTenant(deps, { ...ACME, id: 'default' }), { name: 'Refusal', reason: 'exists' })
  t.equal((await requireTenant(deps, 'default')).name, 'Northlight', 'and nothing is overwritten')
})

t.test(
  'Tenants: a change is seen by the next request, and keeps what every passcode is bound to',
  async (t) => {
    const { deps } = await startServer(t)
    const made = await createTenant(deps, ACME)
    await findTenant(deps, await deps.cache.current(), 'acme')
    const changed = await updateTenant(deps, { ...ACME, name: 'Acme Ltd', policy: { grid: 4 } })
    t.match(changed, { uuid: made.uuid, name: 'Acme Ltd', policy: { pin_length: 4, grid: 4 } })
    t.same(await findTenant(deps, await deps.cache.current(), 'acme'), changed)
  },
)

t.test('Tenants: one that is deleted is gone for the next request', async (t) => {
  const { deps } = await startServer(t)
  await createTenant(deps, ACME)
  await findTenant(deps, await deps.cache.current(), 'acme')
  await deleteTenant(deps, 'acme')
  t.equal(await findTenant(deps, await deps.cache.current(), 'acme'), undefined)
})

t.test('Tenants: one that is not there is named', async (t) => {
  const { deps } = await startServer(t)
  const unknown = { name: 'Refusal', reason: 'unknown', message: /acme/ }
  await t.rejects(updateTenant(deps, ACME), unknown)
  await t.rejects(deleteTenant(deps, 'acme'), unknown)
  await t.rejects(inTenant(deps, 'acme'), unknown)
  t.equal((await inTenant(deps, 'other')).tenant.id, 'other')
})

t.test(
  'SP 800-92 §2.1.3: a tenant’s host is told of when it is given, and when it is taken away',
  async (t) => {
    const server = await startServer(t)
    const { deps } = server
    const [host, other] = ['login.acme.example', 'id.acme.example']
    await createTenant(deps, { ...ACME, host })
    t.same(await takeTrail(server), [`host-given {"host":"${host}"}`, 'tenant-created'])
    await updateTenant(deps, { ...ACME, host: host.toUpperCase() })
    t.same(await takeTrail(server), [], 'nothing is changed')
    await updateTenant(deps, { ...ACME, host: other })
    t.same(await takeTrail(server), [`host-given {"host":"${other}"}`])
    await updateTenant(deps, { ...ACME, name: 'Acme Ltd' })
    t.same(await takeTrail(server), ['tenant-updated'])
    await updateTenant(deps, { ...ACME, host: '' })
    t.same(await takeTrail(server), [`host-taken-away {"host":"${other}"}`, 'tenant-updated'])
  },
)
