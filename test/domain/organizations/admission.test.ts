import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { admissionOf, isAssigned, notAdmitted } from '../../../src/domain/organizations/admission.ts'
import { givenPerson, givenRp } from '../../helpers/authorization.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { assignTo, givenKitchen, KITCHEN, leaveKitchen } from '../../helpers/organizations.ts'

async function scene(t: Parameters<typeof startServer>[0], metadata = {}) {
  const server = await startServer(t)
  await givenRp(server, { metadata })
  const [ann, ben] = [await givenPerson(server, 'ann'), await givenPerson(server, 'ben')]
  await givenKitchen(server, ann)
  const deps = await server.tenant()
  const client = await findClient(deps, 'rp')
  if (!client) throw new Error('no client')
  return { server, deps, client, ann, ben }
}

t.test('Core §3.1.2.6: an organization lets in its members alone, as long as they are', async (t) => {
  const { server, deps, client, ann, ben } = await scene(t)
  const kitchen = { client, organization_id: KITCHEN.id }
  t.equal(await admissionOf(deps, deps.db, kitchen, ann), 'admitted')
  t.equal(await admissionOf(deps, deps.db, kitchen, ben), 'organization-not-member')
  t.equal(await admissionOf(await server.tenant('other'), deps.db, kitchen, ann), 'organization-not-member')
  await leaveKitchen(server, ann)
  t.equal(await admissionOf(deps, deps.db, kitchen, ann), 'organization-not-member')
})

t.test('Core §3.1.2.6: a client that is assigned lets in those alone', async (t) => {
  const { server, deps, client, ann, ben } = await scene(t, { assigned_only: true })
  const anywhere = { client, organization_id: undefined }
  t.equal(await admissionOf(deps, deps.db, anywhere, ann), 'client-not-assigned')
  await assignTo(server, ben)
  t.equal(await admissionOf(deps, deps.db, anywhere, ann), 'client-not-assigned')
  t.equal(await admissionOf(deps, deps.db, anywhere, ben), 'admitted')
  await assignTo(server, null)
  t.equal(await admissionOf(deps, deps.db, anywhere, ann), 'admitted', 'as a member')
  const both = { client, organization_id: KITCHEN.id }
  t.equal(await admissionOf(deps, deps.db, both, ben), 'organization-not-member', 'both are asked')
  t.equal(await isAssigned(await server.tenant('other'), deps.db, client, ben), false)
})

t.test('Admission: nothing is looked up where nothing is restricted', async (t) => {
  const { server, deps, client, ben } = await scene(t)
  await assignTo(server, null)
  const { db, ran } = countingDb(deps.db)
  t.equal(await admissionOf(deps, db, { client, organization_id: undefined }, ben), 'admitted')
  t.same(ran, [])
})

t.test('RFC 6749 §4.1.2.1: the application is told access_denied', async (t) => {
  for (const reason of ['organization-not-member', 'client-not-assigned'] as const) {
    t.match(notAdmitted(reason), { code: 'access_denied', reason })
  }
})
