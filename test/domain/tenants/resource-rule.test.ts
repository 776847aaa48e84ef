import t from 'tap'
import { readSettings } from '../../../src/domain/settings.ts'
import { draftTenant } from '../../../src/domain/tenants/tenant-draft.ts'
import { TenantPolicy } from '../../../src/domain/tenants/tenant-policy.ts'
import { NOTES, RESOURCES } from '../../helpers/resources.ts'

const draft = (resources: unknown) =>
  draftTenant({ id: 'acme', name: 'Acme', type: undefined, policy: { resources } }, undefined)

t.test('RFC 8707 §2: a tenant registers resources with names and scopes', async (t) => {
  t.same(draft(RESOURCES).policy['resources'], RESOURCES)
  t.same(readSettings(TenantPolicy, { resources: [{ resource: 'urn:a', name: 'A' }] }).resources, [
    { resource: 'urn:a', name: 'A', scopes: [] },
  ])
})

t.test('RFC 8707 §2: what is no resource is refused, and why', async (t) => {
  const notes = { resource: NOTES, name: 'Notes' }
  const cases: [unknown, RegExp][] = [
    [[{ name: 'Notes' }], /resources\.0 must have required property 'resource'/],
    [[{ ...notes, resource: 'notes' }], /resources\.0\.resource must match/],
    [[{ ...notes, resource: `${NOTES}#a` }], /resources\.0\.resource must match/],
    [[{ ...notes, name: '' }], /resources\.0\.name must NOT/],
    [[{ ...notes, scopes: [{ scope: 'a b' }] }], /scope must match/],
    [[notes, { ...notes, name: 'Again' }], /resources: https:\/\/notes.example\/api is there more than once/],
    [[{ ...notes, scopes: [{ scope: 'openid' }] }], /resources: the scope openid is the tenant's own/],
  ]
  for (const [resources, fault] of cases) {
    t.throws(() => draft(resources), { name: 'Refusal', faults: [fault] }, String(fault))
  }
})
