import t from 'tap'
import { readTenantDocument, repetitions } from '../../../src/domain/tenants/tenant-document.ts'

const faulty = (faults: RegExp[]) => ({ name: 'Refusal', reason: 'faulty', faults })

t.test('Documents: what is left out is empty, and client metadata passes as it is', async (t) => {
  const tenant = { id: 'acme', clients: [{ client_id: 'app', redirect_uris: ['https://a.example/'] }] }
  t.match(readTenantDocument({ tenants: [tenant] }), {
    tenants: [{ ...tenant, users: [], organizations: [] }],
  })
})

t.test('Documents: every fault of the form is told at once, with its place', async (t) => {
  t.throws(() => readTenantDocument([]), faulty([/must be object/]))
  t.throws(() => readTenantDocument({ tenant: [] }), faulty([/tenants/, /unknown: tenant/]))
  const tenants = [
    { id: 'acme', users: [{ username: 'ada', email: 1, password: 'x' }], clients: [{ type: 'x' }] },
  ]
  t.throws(
    () => readTenantDocument({ tenants }),
    faulty([
      /clients\.0 .*client_id/,
      /clients\.0\.type/,
      /unknown: tenants\.0\.users\.0\.password/,
      /users\.0\.email/,
    ]),
  )
})

t.test('Documents: what is stated twice is named, usernames as they are compared', async (t) => {
  const users = [{ username: 'ada' }, { username: 'ADA' }]
  const clients = [{ client_id: 'app' }, { client_id: 'APP' }, { client_id: 'app' }]
  const organizations = [{ id: 'org_a' }, { id: 'ORG_A' }, { id: 'org_a' }]
  const document = readTenantDocument({
    tenants: [
      { id: 'acme', users, clients, organizations, host: 'a.example' },
      { id: 'other', users: [], host: 'A.example' },
      { id: 'other', host: '' },
      { id: 'third', host: '' },
    ],
  })
  t.same(repetitions(document), [
    'tenant other: stated twice',
    'host a.example: stated twice',
    'tenant acme, client app: stated twice',
    'tenant acme, user ada: stated twice',
    'tenant acme, organization org_a: stated twice',
  ])
})
