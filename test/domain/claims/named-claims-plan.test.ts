import t from 'tap'
import { CLAIM_PROFILE, CLAIM_SET, requireNamed } from '../../../src/domain/claims/named-claims.ts'
import { findClient } from '../../../src/domain/clients/client.ts'
import { applyDocument } from '../../../src/domain/tenants/apply-document.ts'
import { inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'

const noPicture = async (): Promise<never> => {
  throw new RangeError('not to be read')
}

const VTS = {
  nickname: { from: 'name' },
  building: { from: 'building' },
  sub: { from: 'sub', prefix: 'auth0|' },
}

const documentWith = (changes: object = {}) => ({
  tenants: [
    {
      id: 'acme',
      name: 'Acme',
      policy: { attributes: ['building'] },
      claim_profiles: [{ id: 'vts', claims: VTS }],
      claim_sets: [{ id: 'sita', claims: { building_address: '1 Pier' } }],
      clients: [{ client_id: 'app', type: 'public', claim_profile: 'vts' }],
      users: [{ username: 'bob', claims: { name: 'Bob', building: 'Sita' } }],
      ...changes,
    },
  ],
})

t.test('Documents: claim profiles and claim sets are made once, and changed whole', async (t) => {
  const { deps } = await startServer(t)
  const results = async (changes?: object) =>
    (await applyDocument(deps, documentWith(changes), noPicture)).map(({ kind, id, result }) => [
      kind,
      id,
      result,
    ])
  t.same(await results(), [
    ['tenant', 'acme', 'made'],
    ['claim-profile', 'vts', 'made'],
    ['claim-set', 'sita', 'made'],
    ['client', 'app', 'made'],
    ['user', 'bob', 'made'],
  ])
  t.same(new Set((await results()).map(([, , result]) => result)), new Set(['unchanged']))
  const claims = { building_address: '2 Pier', annex: null }
  t.same((await results({ claim_sets: [{ id: 'sita', claims }], claim_profiles: [] })).slice(1, 2), [
    ['claim-set', 'sita', 'changed'],
  ])
  const inside = await inTenant(deps, 'acme')
  t.same(await requireNamed(inside, CLAIM_SET, 'sita'), { id: 'sita', claims })
  t.same((await requireNamed(inside, CLAIM_PROFILE, 'vts')).claims, VTS)
  t.equal((await findClient(inside, 'app'))?.claim_profile.sub_prefix, 'auth0|')
})

t.test('Documents: what is wrong with claims is told of their place, and nothing is made', async (t) => {
  const { deps } = await startServer(t)
  const faulty = {
    claim_profiles: [
      { id: 'vts', claims: { aud: { value: 'x' }, x: { from: 'nothing' } } },
      { id: 'a b', claims: {} },
      { id: 'vts', claims: {} },
    ],
    claim_sets: [
      { id: 'sita', claims: { name: 'X' } },
      { id: 'sita', claims: {} },
    ],
    clients: [{ client_id: 'app', type: 'public', claim_profile: 'none' }],
    users: [{ username: 'bob', claims: { shoe_size: 38 } }],
  }
  await t.rejects(applyDocument(deps, documentWith(faulty), noPicture), {
    name: 'Refusal',
    reason: 'faulty',
    faults: [
      'tenant acme, claim-profile vts: stated twice',
      'tenant acme, claim-set sita: stated twice',
      'tenant acme, claim-profile vts: claim aud is set by the server alone',
      /^tenant acme, claim-profile vts: claim x: there is no attribute nothing: .*building/,
      /^tenant acme, claim-profile a b: id /,
      /^tenant acme, claim-set sita: claim name says something of a person/,
      'tenant acme, client app: claim_profile: there is no claim-profile none: make it first',
      /^tenant acme, user bob: claim shoe_size is no standard claim/,
    ],
  })
  await t.rejects(inTenant(deps, 'acme'), { name: 'Refusal', reason: 'unknown' })
})

t.test('Documents: what a faulty tenant would have of attributes is held against nobody', async (t) => {
  const { deps } = await startServer(t)
  const policy = { attributes: ['building'], pin_length: 99 }
  await t.rejects(applyDocument(deps, documentWith({ policy }), noPicture), {
    name: 'Refusal',
    faults: [/^tenant acme: pin_length /],
  })
})

t.test(
  'Documents: an attribute that a profile tells stays, and a client finds a profile of before',
  async (t) => {
    const { deps } = await startServer(t)
    await applyDocument(deps, documentWith(), noPicture)
    const left = { claim_profiles: [], claim_sets: [], users: [] }
    await t.rejects(applyDocument(deps, documentWith({ ...left, policy: { attributes: null } }), noPicture), {
      name: 'Refusal',
      faults: ['tenant acme: attributes: building is told by claim-profile vts: change that one first'],
    })
    const clients = [{ client_id: 'other', type: 'public', claim_profile: 'vts' }]
    const items = await applyDocument(deps, documentWith({ ...left, clients }), noPicture)
    t.match(items.at(-1), { kind: 'client', id: 'other', result: 'made' })
  },
)
