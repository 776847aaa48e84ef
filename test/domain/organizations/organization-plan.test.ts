import t from 'tap'
import { listAssignments } from '../../../src/domain/organizations/client-assignment.ts'
import { requireOrganization } from '../../../src/domain/organizations/organization-administration.ts'
import { applyDocument } from '../../../src/domain/tenants/apply-document.ts'
import { inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'

const noPicture = async (): Promise<never> => {
  throw new RangeError('not to be read')
}

const document = (instead: object = {}) => ({
  tenants: [
    {
      id: 'acme',
      name: 'Acme',
      clients: [
        { client_id: 'wiki', type: 'confidential', assigned: { users: ['Ada'], organizations: ['org_k'] } },
        { client_id: 'open', type: 'confidential' },
      ],
      users: [{ username: 'ada' }, { username: 'ben' }],
      organizations: [{ id: 'org_k', name: 'Kitchen', members: ['BEN'] }],
      ...instead,
    },
  ],
})

async function scene(t: Parameters<typeof startServer>[0]) {
  const { deps } = await startServer(t)
  const apply = async (instead?: object) =>
    (await applyDocument(deps, document(instead), noPicture)).map(({ kind, id, result }) => [
      kind,
      id,
      result,
    ])
  return { deps, apply, first: await apply() }
}

t.test('Documents: organizations and whom clients are for, of people of the same document', async (t) => {
  const { deps, apply, first } = await scene(t)
  t.same(first.slice(-2), [
    ['organization', 'org_k', 'made'],
    ['assignment', 'wiki', 'changed'],
  ])
  const inside = await inTenant(deps, 'acme')
  t.same(await requireOrganization(inside, 'org_k'), { id: 'org_k', name: 'Kitchen', members: ['ben'] })
  const assigned = { assigned_only: true, users: ['ada'], organizations: ['org_k'] }
  t.same(await listAssignments(inside, 'wiki'), assigned)
  t.match(await listAssignments(inside, 'open'), { assigned_only: false })
  t.same(new Set((await apply()).map(([, , result]) => result)), new Set(['unchanged']))
})

t.test('Documents: a list that is stated takes the place of the former, one left out stays', async (t) => {
  const { deps, apply } = await scene(t)
  const clients = [{ client_id: 'wiki', assigned: { users: ['ben', 'ada'] } }]
  const renamed = await apply({ clients, organizations: [{ id: 'org_k', name: 'The kitchen' }] })
  t.same(renamed.slice(-2), [
    ['organization', 'org_k', 'changed'],
    ['assignment', 'wiki', 'changed'],
  ])
  const inside = await inTenant(deps, 'acme')
  t.match(await requireOrganization(inside, 'org_k'), { name: 'The kitchen', members: ['ben'] })
  t.match(await listAssignments(inside, 'wiki'), { users: ['ada', 'ben'], organizations: ['org_k'] })
  const emptied = [{ client_id: 'wiki', assigned: { organizations: [] } }]
  await apply({ clients: emptied, users: [], organizations: [{ id: 'org_k', members: ['ada'] }] })
  t.match(await requireOrganization(inside, 'org_k'), { name: 'The kitchen', members: ['ada'] })
  t.match(await listAssignments(inside, 'wiki'), { users: ['ada', 'ben'], organizations: [] })
})

t.test('Documents: who is named and is nowhere is a fault, told before anything is written', async (t) => {
  const { deps } = await startServer(t)
  const wrong = document({
    clients: [
      { client_id: 'wiki', type: 'public', assigned: { users: ['cyd'], organizations: ['org_x', 'org_k'] } },
    ],
    organizations: [
      { id: 'org_k', members: ['dan', 'ada'] },
      { id: 'o o', name: 'Fine' },
    ],
  })
  await t.rejects(applyDocument(deps, wrong, noPicture), {
    name: 'Refusal',
    reason: 'faulty',
    faults: [
      /^tenant acme, organization org_k: name /,
      /^tenant acme, organization o o: id /,
      'tenant acme, client wiki: there is no user cyd',
      'tenant acme, client wiki: there is no organization org_x',
    ],
  })
  const unknown = document({ organizations: [{ id: 'org_k', name: 'Kitchen', members: ['dan', 'ada'] }] })
  await t.rejects(applyDocument(deps, unknown, noPicture), {
    name: 'Refusal',
    faults: ['tenant acme, organization org_k: there is no user dan'],
  })
})
