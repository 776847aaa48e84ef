/**
 * Signing keys, on both databases.
 */
import t from 'tap'
import { insertSigningKey, listSigningKeys } from '../../src/store/signing-keys.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { signingKeyRow, tenantRow } from '../helpers/store-rows.ts'

await onBothDatabases(
  t,
  'RFC 7517 §5: the keys of one tenant, by algorithm and generation',
  async (t, db) => {
    for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
    const rows = [
      signingKeyRow({ alg: 'ES256' }),
      signingKeyRow({ generation: 1, retired_at: START + 9 }),
      signingKeyRow({ generation: 2, signs_from: START + 5 }),
      signingKeyRow({ generation: 10 }),
    ]
    for (const row of rows.toReversed()) t.equal(await db.run(insertSigningKey, row), 1)
    await db.run(insertSigningKey, signingKeyRow({ tenant_id: 'other' }))
    t.same(await db.all(listSigningKeys, { tenant_id: 'default' }), rows)
    t.same(await db.all(listSigningKeys, { tenant_id: 'none' }), [])
  },
)

await onBothDatabases(t, 'Signing keys: of many first keys at once, one is kept', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  const written = await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      db.run(insertSigningKey, signingKeyRow({ kid: `kid-${count}` })),
    ),
  )
  t.equal(written.filter((changes) => changes === 1).length, 1)
  t.equal((await db.all(listSigningKeys, { tenant_id: 'default' })).length, 1)
})

await onBothDatabases(t, 'RFC 7517 §4.5: a kid is there once in its tenant', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  await db.run(insertSigningKey, signingKeyRow({ kid: 'k' }))
  t.equal(await db.run(insertSigningKey, signingKeyRow({ kid: 'k', alg: 'ES256' })), 0)
})
