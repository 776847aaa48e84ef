import t from 'tap'
import {
  CLAIM_PROFILE,
  CLAIM_SET,
  createNamed,
  deleteNamed,
  listNamed,
  requireNamed,
  updateNamed,
} from '../../../src/domain/claims/named-claims.ts'
import { registerClient, updateClient } from '../../../src/domain/clients/client-registration.ts'
import { updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

for (const [kind, claims, changed, wrong] of [
  [CLAIM_PROFILE, { x: { from: 'name' } }, { y: { value: 1 } }, { iss: { value: 1 } }],
  [CLAIM_SET, { x: 'a' }, { y: null }, { iss: 'x' }],
] as const) {
  t.test(`Core §5.1.2: a ${kind.name} is made, changed whole, and removed`, async (t) => {
    const server = await startServer(t)
    const inside = await server.tenant()
    const id = 'vts'
    await createNamed(inside, kind, { id, claims })
    t.same(await listNamed(inside, kind), [{ id, claims }])
    t.same(await listNamed(await server.tenant('other'), kind), [])
    await t.rejects(createNamed(inside, kind, { id, claims }), {
      name: 'Refusal',
      reason: 'exists',
      faults: [`there is a ${kind.name} vts already in tenant default`],
    })
    await updateNamed(inside, kind, { id, claims: changed })
    t.same(await requireNamed(inside, kind, id), { id, claims: changed })
    for (const write of [createNamed, updateNamed]) {
      await t.rejects(write(inside, kind, { id, claims: wrong }), {
        name: 'Refusal',
        reason: 'faulty',
        faults: [/^claim iss/],
      })
    }
    const nameless = createNamed(inside, kind, { id: 'a b', claims: wrong })
    await t.rejects(nameless, {
      name: 'Refusal',
      reason: 'faulty',
      faults: [/^id "a b" must have/, /^claim iss/],
    })
    await updateNamed(inside, kind, { id, claims: changed })
    await deleteNamed(inside, kind, id)
    t.same(
      await takeTrail(server),
      ['created', 'deleted', 'updated'].map((what) => `${kind.name}-${what} {"id":"vts"}`),
      'each once, and nothing of what changes nothing',
    )
    const unknown = {
      name: 'Refusal',
      reason: 'unknown',
      faults: [`there is no ${kind.name} vts in tenant default`],
    }
    await t.rejects(deleteNamed(inside, kind, id), unknown)
    await t.rejects(requireNamed(inside, kind, id), unknown)
    await t.rejects(updateNamed(inside, kind, { id, claims }), unknown)
  })
}

t.test(
  'Claim profiles: a client has one that is there, and it is not deleted under the client',
  async (t) => {
    const server = await startServer(t)
    const inside = await server.tenant()
    const metadata = { claim_profile: 'vts' }
    const app = { client_id: 'app', client_type: 'public', metadata } as const
    const unknown = {
      name: 'Refusal',
      reason: 'faulty',
      faults: ['claim_profile: there is no claim-profile vts: make it first'],
    }
    await t.rejects(registerClient(inside, app), unknown)
    await createNamed(await server.tenant('other'), CLAIM_PROFILE, { id: 'vts', claims: {} })
    await t.rejects(registerClient(inside, app), unknown, 'each tenant has its own')
    await createNamed(inside, CLAIM_PROFILE, { id: 'vts', claims: {} })
    await createNamed(inside, CLAIM_PROFILE, { id: 'plain', claims: {} })
    await registerClient(inside, app)
    await registerClient(inside, { ...app, client_id: 'zoo' })
    await registerClient(inside, { ...app, client_id: 'plain', metadata: { claim_profile: 'plain' } })
    await t.rejects(updateClient(inside, { ...app, metadata: { claim_profile: 'none' } }), {
      name: 'Refusal',
      faults: ['claim_profile: there is no claim-profile none: make it first'],
    })
    await t.rejects(deleteNamed(inside, CLAIM_PROFILE, 'vts'), {
      name: 'Refusal',
      reason: 'faulty',
      faults: ['claim-profile vts is in use by client app, zoo: give them another one first'],
    })
    t.equal((await requireNamed(inside, CLAIM_PROFILE, 'vts')).id, 'vts', 'and it is there still')
    for (const client_id of ['app', 'zoo']) {
      await updateClient(inside, { ...app, client_id, metadata: { claim_profile: null } })
    }
    await deleteNamed(inside, CLAIM_PROFILE, 'vts')
    t.same(
      (await listNamed(inside, CLAIM_PROFILE)).map(({ id }) => id),
      ['plain'],
    )
  },
)

t.test('Claim profiles: an attribute that one tells stays an attribute of the tenant', async (t) => {
  const server = await startServer(t)
  const attributes = ['building', 'tenant_ids']
  const stated = { id: 'default', name: undefined, type: undefined }
  await updateTenant(server.deps, { ...stated, policy: { attributes } })
  const claims = { a: { from: 'building' }, b: { from: 'name' }, c: { value: 1 } }
  await createNamed(await server.tenant(), CLAIM_PROFILE, { id: 'vts', claims })
  await t.rejects(updateTenant(server.deps, { ...stated, policy: { attributes: null } }), {
    name: 'Refusal',
    reason: 'faulty',
    faults: ['attributes: building is told by claim-profile vts: change that one first'],
  })
  await updateTenant(server.deps, { ...stated, policy: { attributes: ['building'] } })
})
