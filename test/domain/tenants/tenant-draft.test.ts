import t, { type Test } from 'tap'
import { draftTenant, type TenantStatement } from '../../../src/domain/tenants/tenant-draft.ts'
import type { TenantRow } from '../../../src/store/schema.ts'
import { START } from '../../helpers/fixtures.ts'

const stated = (changes: Partial<TenantStatement> = {}): TenantStatement => ({
  id: 'acme',
  name: 'Acme',
  type: undefined,
  policy: {},
  ...changes,
})

const row: TenantRow = {
  id: 'acme',
  uuid: Buffer.alloc(16),
  name: 'Acme',
  type: 'regular',
  policy: '{"pin_length":4,"grid":4}',
  created_at: START,
  updated_at: START,
}

/** How many faults there are, each naming what it is about. */
const faultsOf = (t: Test, statement: TenantStatement, existing?: TenantRow): readonly string[] => {
  try {
    draftTenant(statement, existing)
    return []
  } catch (error) {
    t.match(error, { name: 'Refusal', reason: 'faulty' })
    return (error as { faults: string[] }).faults
  }
}

t.test(
  'Discovery 1.0 §3: the id becomes a part of the issuer, so only what an address can hold is one',
  async (t) => {
    for (const id of ['a', '0', 'a-b', 'x'.repeat(63)])
      t.same(draftTenant(stated({ id }), undefined).name, 'Acme', id)
    for (const id of ['', '-a', 'A', 'a b', 'a/b', 'a.b', 'ä', '../x', 'x'.repeat(64)]) {
      t.match(faultsOf(t, stated({ id })), [/^id /], JSON.stringify(id))
    }
  },
)

t.test('Tenants: a new one is regular and states nothing of its policy', async (t) => {
  t.same(draftTenant(stated(), undefined), { name: 'Acme', type: 'regular', policy: {} })
  t.equal(draftTenant(stated({ type: '2fa' }), undefined).type, '2fa')
})

t.test('Tenants: what is left out stays, and null goes back to the default', async (t) => {
  const draft = draftTenant(
    stated({ name: undefined, policy: { pin_length: null, pattern_points: 16 } }),
    row,
  )
  t.same(draft, { name: 'Acme', type: 'regular', policy: { grid: 4, pattern_points: 16 } })
})

t.test('Tenants: the type never changes', async (t) => {
  t.match(faultsOf(t, stated({ type: '2fa' }), row), [/never changes/])
  t.equal(draftTenant(stated({ type: 'regular' }), row).type, 'regular')
})

t.test('Tenants: every fault is told at once', async (t) => {
  const policy = { id_token_signed_response_alg: 'none', methods: [], unheard_of: 1 }
  const faults = faultsOf(t, stated({ id: 'A', name: ' ', type: 'x' as '2fa', policy }))
  t.match(faults, [/^id /, /^name /, /^type /, /unheard_of/, /^methods /, /^id_token_signed_response_alg /])
  t.match(faultsOf(t, stated({ name: 'x'.repeat(101) })), [/^name /])
  t.match(faultsOf(t, stated({ name: undefined })), [/^name /], 'a new one needs a name')
})

t.test('Tenants: nobody signs up in one of second steps', async (t) => {
  const policy = { self_registration: true }
  t.match(faultsOf(t, stated({ type: '2fa', policy })), [/^self_registration/])
  t.same(faultsOf(t, stated({ policy })), [])
  t.same(faultsOf(t, stated({ type: '2fa', policy: { self_registration: false } })), [])
})

t.test('Visual passcode: a pattern cannot have more points than its grid', async (t) => {
  t.match(faultsOf(t, stated({ policy: { pattern_points: 10 } })), [/^pattern_points /])
  t.same(faultsOf(t, stated({ policy: { pattern_points: 10, grid: 4 } })), [])
})

t.test('RFC 9106 §4: a stretching that browsers refuse cannot be set', async (t) => {
  t.match(faultsOf(t, stated({ policy: { ksf_m: 19_456, ksf_t: 1 } })), [/^ksf_m/])
  t.same(
    faultsOf(t, stated({ policy: { ksf_m: 47_104, ksf_t: 1, id_token_signed_response_alg: 'ES256' } })),
    [],
  )
})
