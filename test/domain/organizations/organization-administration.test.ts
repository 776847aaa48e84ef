import t from 'tap'
import { listAudit } from '../../../src/domain/audit/audit-list.ts'
import {
  addMembers,
  createOrganization,
  deleteOrganization,
  listOrganizations,
  removeMembers,
  requireOrganization,
  restateMembers,
  updateOrganization,
} from '../../../src/domain/organizations/organization-administration.ts'
import { findConfigVersion } from '../../../src/store/config-version.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const ACME = { id: 'org_acme', name: 'Acme' }

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  for (const username of ['ada', 'ben', 'cyd']) await givenPerson(server, username)
  await givenPerson(server, 'eve', { tenant_id: 'other' })
  const version = async () => (await server.db.first(findConfigVersion, {}))?.version ?? 0
  return { server, deps: await server.tenant(), other: await server.tenant('other'), version }
}

t.test('Organizations: made, renamed and removed, and every process hears of it', async (t) => {
  const { deps, other, version } = await scene(t)
  const before = await version()
  t.same(await createOrganization(deps, ACME), ACME)
  await t.rejects(createOrganization(deps, ACME), { name: 'Refusal', reason: 'exists' })
  t.equal(await version(), before + 1)
  await t.rejects(createOrganization(deps, { id: 'a b', name: '' }), { name: 'Refusal', reason: 'faulty' })
  t.same(await updateOrganization(deps, { id: 'org_acme', name: 'Acme Ltd' }), { ...ACME, name: 'Acme Ltd' })
  await t.rejects(updateOrganization(deps, { id: 'org_acme', name: ' ' }), {
    name: 'Refusal',
    reason: 'faulty',
  })
  await t.rejects(updateOrganization(other, ACME), { name: 'Refusal', reason: 'unknown' })
  t.same(await listOrganizations(deps), [{ ...ACME, name: 'Acme Ltd' }])
  t.same(await listOrganizations(other), [])
  await t.rejects(deleteOrganization(other, 'org_acme'), { name: 'Refusal', reason: 'unknown' })
  await deleteOrganization(deps, 'org_acme')
  t.equal(await version(), before + 3)
  await t.rejects(requireOrganization(deps, 'org_acme'), {
    name: 'Refusal',
    reason: 'unknown',
    faults: ['there is no organization org_acme in tenant default'],
  })
})

t.test('Organizations: an id is made where none is stated', async (t) => {
  const { deps } = await scene(t)
  const [one, two] = [
    await createOrganization(deps, { id: undefined, name: 'One' }),
    await createOrganization(deps, { id: undefined, name: 'Two' }),
  ]
  for (const { id } of [one, two]) t.match(id, /^org_[A-Za-z0-9]{16}$/)
  t.not(one.id, two.id)
})

t.test('Organizations: people come and go by their usernames, all of them or none', async (t) => {
  const { deps } = await scene(t)
  await createOrganization(deps, ACME)
  t.same(await addMembers(deps, 'org_acme', ['BEN', 'ada', 'ben']), { ...ACME, members: ['ada', 'ben'] })
  await t.rejects(addMembers(deps, 'org_acme', ['cyd', 'eve']), {
    name: 'Refusal',
    reason: 'unknown',
    faults: ['there is no user eve in tenant default'],
  })
  await t.rejects(addMembers(deps, 'org_none', ['ada']), { name: 'Refusal', reason: 'unknown' })
  t.same(await removeMembers(deps, 'org_acme', ['Ada', 'cyd']), { ...ACME, members: ['ben'] })
  await t.rejects(removeMembers(deps, 'org_acme', ['eve']), { name: 'Refusal', reason: 'unknown' })
  await restateMembers(deps, 'org_acme', ['cyd', 'ada'])
  t.same(await requireOrganization(deps, 'org_acme'), { ...ACME, members: ['ada', 'cyd'] })
  await restateMembers(deps, 'org_acme', ['ada', 'ben'])
  t.same((await requireOrganization(deps, 'org_acme')).members, ['ada', 'ben'])
})

t.test('SP 800-92 §2.1.3: what changes is told of once, and what does not is not', async (t) => {
  const { server, deps } = await scene(t)
  const organization = '{"organization":"org_acme"}'
  await createOrganization(deps, ACME)
  await updateOrganization(deps, { id: 'org_acme', name: 'Acme' })
  t.same(await takeTrail(server), [`organization-created ${organization}`])
  await updateOrganization(deps, { id: 'org_acme', name: 'Acme Ltd' })
  t.same(await takeTrail(server), [`organization-updated ${organization}`])
  await addMembers(deps, 'org_acme', ['ben', 'ada', 'ben'])
  await addMembers(deps, 'org_acme', ['ben'])
  t.same(await takeTrail(server), [`member-added ${organization}`, `member-added ${organization}`])
  await restateMembers(deps, 'org_acme', ['ben', 'cyd'])
  await restateMembers(deps, 'org_acme', ['cyd', 'ben'])
  t.same(await takeTrail(server), [`member-added ${organization}`, `member-removed ${organization}`])
  await removeMembers(deps, 'org_acme', ['ada', 'ben'])
  const query = { since: 0, limit: 9, action: undefined, client_id: undefined, username: 'ben' }
  t.match(await listAudit(deps, query), [
    { action: 'member-removed', username: 'ben', actor: 'command-line' },
  ])
  t.same(await takeTrail(server), [`member-removed ${organization}`])
  await deleteOrganization(deps, 'org_acme')
  t.same(await takeTrail(server), [`organization-deleted ${organization}`])
})
