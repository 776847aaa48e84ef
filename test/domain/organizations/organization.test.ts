import t from 'tap'
import {
  findOrganization,
  organizationClaims,
  requestedOrganization,
} from '../../../src/domain/organizations/organization.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { updateOrganization } from '../../../src/store/organizations.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { givenKitchen, KITCHEN } from '../../helpers/organizations.ts'

t.test('Organizations: found by id in their tenant, under the name that they have now', async (t) => {
  const server = await startServer(t)
  await givenKitchen(server)
  t.match(await findOrganization(await server.tenant(), KITCHEN.id), KITCHEN)
  t.equal(await findOrganization(await server.tenant('other'), KITCHEN.id), undefined)
  const renamed = { tenant_id: 'default', id: KITCHEN.id, name: 'Caraway', now: START }
  await server.db.run(updateOrganization, renamed)
  await server.db.run(bumpConfigVersion, {})
  t.match(await findOrganization(await server.tenant(), KITCHEN.id), { name: 'Caraway' })
})

t.test('Organizations: what is no id reaches no database, and none is none', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const { db, ran } = countingDb(deps.db)
  for (const id of [undefined, '', 'a b', 'ä', 'x'.repeat(101), "'--", 'org\0']) {
    t.equal(await findOrganization({ ...deps, db }, id), undefined)
  }
  t.same(ran, [])
})

t.test('Core §3.1.2.6: a request for an organization that is not there is invalid', async (t) => {
  const server = await startServer(t)
  await givenKitchen(server)
  const deps = await server.tenant()
  t.equal(await requestedOrganization(deps, { organization_id: undefined }), undefined)
  t.match(await requestedOrganization(deps, { organization_id: KITCHEN.id }), KITCHEN)
  for (const organization_id of ['org_other', 'ORG_KITCHEN', 'no id']) {
    await t.rejects(requestedOrganization(deps, { organization_id }), {
      code: 'invalid_request',
      reason: 'organization-unknown',
    })
  }
})

t.test('Core §5.1.2: tokens name it by id and name', async (t) => {
  t.same(organizationClaims(KITCHEN), { org_id: 'org_kitchen', org_name: 'Cumin Kitchen' })
  t.same(organizationClaims(undefined), {})
})
