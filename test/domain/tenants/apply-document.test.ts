import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { isSecretOf } from '../../../src/domain/clients/client-secret.ts'
import { applyDocument } from '../../../src/domain/tenants/apply-document.ts'
import { inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { hasPasscode, requireUser } from '../../../src/domain/users/user-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { pngFile } from '../../helpers/pictures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const readPicture = async () => pngFile()
const noPicture = async (): Promise<never> => {
  throw new RangeError('not to be read')
}

const document = () => ({
  tenants: [
    {
      id: 'acme',
      name: 'Acme',
      type: 'regular',
      policy: { ksf_m: 19_456, ksf_t: 2 },
      clients: [
        { client_id: 'shop', type: 'confidential', client_name: 'Shop' },
        { client_id: 'app', type: 'public', redirect_uris: ['http://localhost/cb'] },
      ],
      users: [
        {
          username: 'ada',
          email: 'ada@example.org',
          email_verified: true,
          picture: 'ada.png',
          pin: '271828',
        },
        { username: 'bob', claims: { name: 'Bob' } },
      ],
    },
    { id: 'default' },
  ],
})

t.test('Documents: what is stated is made, and the second time nothing changes', async (t) => {
  const { deps } = await startServer(t)
  const first = await applyDocument(deps, document(), readPicture)
  t.same(
    first.map(({ kind, tenant, id, result }) => [kind, tenant, id, result]),
    [
      ['tenant', 'acme', 'acme', 'made'],
      ['client', 'acme', 'shop', 'made'],
      ['client', 'acme', 'app', 'made'],
      ['user', 'acme', 'ada', 'made'],
      ['user', 'acme', 'bob', 'made'],
      ['tenant', 'default', 'default', 'unchanged'],
    ],
  )
  const inside = await inTenant(deps, 'acme')
  const shop = await findClient(inside, 'shop')
  t.equal(await isSecretOf(deps, shop, first[1]?.client_secret ?? ''), true)
  t.notOk('client_secret' in (first[2] ?? {}))
  t.equal(await hasPasscode(inside, await requireUser(inside, 'ada')), true)

  const second = await applyDocument(deps, document(), noPicture)
  t.same(new Set(second.map(({ result }) => result)), new Set(['unchanged']))
})

t.test('Documents: what is stated differently is changed, and nothing else', async (t) => {
  const { deps } = await startServer(t)
  await applyDocument(deps, document(), readPicture)
  const [acme] = document().tenants
  const changed = {
    ...acme,
    name: 'Acme Ltd',
    clients: [{ client_id: 'shop', client_name: 'The shop' }, { client_id: 'app' }],
    users: [
      { username: 'ADA', picture: 'ada.png', pin: '271828' },
      { username: 'bob', picture: 'bob.png', pin: '314159' },
    ],
  }
  const items = await applyDocument(deps, { tenants: [changed] }, readPicture)
  t.same(
    items.map(({ id, result }) => [id, result]),
    [
      ['acme', 'changed'],
      ['shop', 'changed'],
      ['app', 'unchanged'],
      ['ADA', 'changed'],
      ['bob', 'changed'],
    ],
  )
  const inside = await inTenant(deps, 'acme')
  t.equal(inside.tenant.name, 'Acme Ltd')
  t.match((await findClient(inside, 'app'))?.metadata, { redirect_uris: ['http://localhost/cb'] })
  t.match(await requireUser(inside, 'ada'), {
    username: 'ADA',
    email: 'ada@example.org',
    email_verified: true,
  })
  t.equal(await hasPasscode(inside, await requireUser(inside, 'bob')), true)
})

t.test('Documents: each thing that differs in a person is a change', async (t) => {
  const { deps } = await startServer(t)
  await applyDocument(deps, document(), readPicture)
  const differing = [
    { email: 'bob@example.org' },
    { email: 'bob@example.org', email_verified: true },
    { claims: { name: 'Robert' } },
    { status: 'inactive' },
  ]
  for (const about of differing) {
    const one = { tenants: [{ id: 'acme', users: [{ username: 'bob', ...about }] }] }
    t.match(await applyDocument(deps, one, noPicture), [{ result: 'unchanged' }, { result: 'changed' }])
    t.match(await applyDocument(deps, one, noPicture), [{ result: 'unchanged' }, { result: 'unchanged' }])
  }
  const asleep = {
    tenants: [{ id: 'acme', users: [{ username: 'bob', picture: 'bob.png', pin: '314159' }] }],
  }
  t.match(
    await applyDocument(deps, asleep, noPicture),
    [{}, { result: 'unchanged' }],
    'nobody enrols the inactive',
  )
})

t.test('OpenID Connect Core §9: a client that shall sign with its secret is told another one', async (t) => {
  const { deps } = await startServer(t)
  const [made] = await applyDocument(deps, acmeWith({ client_id: 'shop', type: 'confidential' }), noPicture)
  t.equal(made?.kind, 'tenant')
  const signing = acmeWith({ client_id: 'shop', token_endpoint_auth_method: 'client_secret_jwt' })
  const [, changed] = await applyDocument(deps, signing, noPicture)
  t.match(changed, { result: 'changed', client_secret: /^[\w-]{86}$/ })
  const [, again] = await applyDocument(deps, signing, noPicture)
  t.same(again, { kind: 'client', tenant: 'acme', id: 'shop', result: 'unchanged' })
})

const acmeWith = (client: object) => ({
  tenants: [{ id: 'acme', name: 'Acme', type: 'regular', clients: [client] }],
})

t.test('SP 800-92 §2.1.3: a document that changes nothing is told of by nothing', async (t) => {
  const server = await startServer(t)
  const [acme] = document().tenants
  const organizations = [{ id: 'org_kitchen', name: 'Kitchen', members: ['ada'] }]
  const claim_sets = [{ id: 'menu', claims: { course: 'soup' } }]
  const more = { tenants: [{ ...acme, organizations, claim_sets, connections: [{ id: 'own' }] }] }
  await applyDocument(server.deps, more, readPicture)
  t.same(await takeTrail(server), [
    'claim-set-created {"id":"menu"}',
    'client-created',
    'client-created',
    'connection-created {"connection":"own"}',
    'member-added {"organization":"org_kitchen"}',
    'organization-created {"organization":"org_kitchen"}',
    'tenant-created',
    'user-created',
    'user-created',
  ])
  await applyDocument(server.deps, more, noPicture)
  t.same(await takeTrail(server), [])
})
