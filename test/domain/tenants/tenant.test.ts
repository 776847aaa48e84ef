/**
 * A tenant: found by its id, parsed once until something changes.
 */
import t from 'tap'
import { findTenant, tenantOf } from '../../../src/domain/tenants/tenant.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { updateTenant } from '../../../src/store/tenants.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { tenantRow } from '../../helpers/store-rows.ts'

t.test('OpenID Connect Discovery 1.0 §3: the issuer is the address of the tenant', async (t) => {
  const row = tenantRow({ uuid: Buffer.alloc(16, 0xab), policy: '{"grid":4}' })
  t.match(tenantOf(row, 'https://login.example.org', undefined), {
    id: 'default',
    uuid: 'abababab-abab-abab-abab-abababababab',
    name: 'Northlight',
    type: 'regular',
    issuer: 'https://login.example.org/api/oidc/default',
    policy: { grid: 4, pin_length: 6, code_ttl: 60, id_token_signed_response_alg: 'RS256' },
  })
})

t.test('Tenant: a policy that is none is a fault, and names what is wrong', async (t) => {
  t.throws(() => tenantOf(tenantRow({ policy: '{"grid":5}' }), 'https://x', undefined), {
    name: 'SettingsError',
    message: 'grid must be one of 3, 4',
  })
})

t.test('Tenant: parsed once, and anew after a change', async (t) => {
  const { deps, db } = await startServer(t)
  const find = async (id: string) => findTenant(deps, await deps.cache.current(), id)
  const first = await find('default')
  t.match(first, { id: 'default', name: 'Northlight', issuer: 'http://localhost:3000/api/oidc/default' })
  t.equal(await find('default'), first)
  t.equal(await find('none'), undefined)
  await db.transaction(async (tx) => {
    await tx.run(updateTenant, { id: 'default', name: 'New', policy: '{}', now: START })
    await tx.run(bumpConfigVersion, {})
  })
  t.match(await find('default'), { name: 'New' })
})
