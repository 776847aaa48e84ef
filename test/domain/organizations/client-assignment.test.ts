import t from 'tap'
import { listAudit } from '../../../src/domain/audit/audit-list.ts'
import { updateClient } from '../../../src/domain/clients/client-registration.ts'
import {
  assignClient,
  listAssignments,
  restateAssignments,
  unassignClient,
} from '../../../src/domain/organizations/client-assignment.ts'
import { givenPerson, givenRp } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenKitchen, KITCHEN } from '../../helpers/organizations.ts'
import { takeTrail } from '../../helpers/trail.ts'

const NOBODY = { users: [], organizations: [] }

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  await givenRp(server)
  for (const username of ['ada', 'ben']) await givenPerson(server, username)
  await givenKitchen(server)
  return { server, deps: await server.tenant() }
}

t.test('Assignments: from the first one on a client is for those alone', async (t) => {
  const { deps } = await scene(t)
  t.same(await listAssignments(deps, 'rp'), { assigned_only: false, ...NOBODY })
  const ada = { assigned_only: true, users: ['ada'], organizations: [] }
  t.same(await assignClient(deps, 'rp', { users: ['ADA'], organizations: [] }), ada)
  const all = { assigned_only: true, users: ['ada', 'ben'], organizations: [KITCHEN.id] }
  t.same(await assignClient(deps, 'rp', { users: ['ben', 'ada'], organizations: [KITCHEN.id] }), all)
  const left = { users: ['ben'], organizations: [KITCHEN.id] }
  t.same(await unassignClient(deps, 'rp', { users: ['ada'], organizations: [] }), {
    assigned_only: true,
    ...left,
  })
  t.same(await unassignClient(deps, 'rp', left), { assigned_only: true, ...NOBODY }, 'with nobody left too')
  await updateClient(deps, { client_id: 'rp', client_type: undefined, metadata: { assigned_only: false } })
  t.same(await listAssignments(deps, 'rp'), { assigned_only: false, ...NOBODY })
})

t.test('Assignments: of what is not there nothing is written', async (t) => {
  const { deps } = await scene(t)
  const ada = { users: ['ada'], organizations: [] }
  await t.rejects(assignClient(deps, 'none', ada), {
    name: 'Refusal',
    reason: 'unknown',
    message: /client none/,
  })
  await t.rejects(assignClient(deps, 'rp', { ...ada, users: ['ada', 'eve'] }), {
    name: 'Refusal',
    message: /user eve/,
  })
  await t.rejects(assignClient(deps, 'rp', { ...ada, organizations: ['org_x'] }), {
    message: /organization org_x/,
  })
  await t.rejects(unassignClient(deps, 'none', ada), { name: 'Refusal', reason: 'unknown' })
  await t.rejects(listAssignments(deps, 'none'), { name: 'Refusal', reason: 'unknown' })
  t.same(await listAssignments(deps, 'rp'), { assigned_only: false, ...NOBODY })
})

t.test('Assignments: stated anew, these and no others', async (t) => {
  const { deps } = await scene(t)
  await assignClient(deps, 'rp', { users: ['ada'], organizations: [KITCHEN.id] })
  await restateAssignments(deps, 'rp', { users: ['ben'], organizations: [] })
  t.match(await listAssignments(deps, 'rp'), { users: ['ben'], organizations: [] })
})

t.test('SP 800-92 §2.1.3: who is assigned or not any more is told of, each once', async (t) => {
  const { server, deps } = await scene(t)
  const kitchen = `{"organization":"${KITCHEN.id}"}`
  const both = { users: ['ada'], organizations: [KITCHEN.id] }
  await assignClient(deps, 'rp', both)
  t.same(await takeTrail(server), ['client-assigned', `client-assigned ${kitchen}`, 'client-updated'])
  await assignClient(deps, 'rp', both)
  await restateAssignments(deps, 'rp', both)
  t.same(await takeTrail(server), [], 'nothing is changed')
  await restateAssignments(deps, 'rp', { users: ['ada', 'ben'], organizations: [] })
  t.same(await takeTrail(server), ['client-assigned', `client-unassigned ${kitchen}`])
  await unassignClient(deps, 'rp', { users: ['ada'], organizations: [KITCHEN.id] })
  const query = { since: 0, limit: 9, action: undefined, client_id: 'rp', username: 'ada' }
  t.match(await listAudit(deps, query), [{ action: 'client-unassigned', client_id: 'rp', username: 'ada' }])
  t.same(await takeTrail(server), ['client-unassigned'])
})
