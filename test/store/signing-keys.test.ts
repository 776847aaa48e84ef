/**
 * Signing keys, on both databases.
 */
import t from 'tap'
import * as keys from '../../src/store/signing-keys.ts'
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
    for (const row of rows.toReversed()) t.equal(await db.run(keys.insertSigningKey, row), 1)
    await db.run(keys.insertSigningKey, signingKeyRow({ tenant_id: 'other' }))
    t.same(await db.all(keys.listSigningKeys, { tenant_id: 'default' }), rows)
    t.same(await db.all(keys.listSigningKeys, { tenant_id: 'none' }), [])
  },
)

await onBothDatabases(t, 'Signing keys: of many first keys at once, one is kept', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  const written = await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      db.run(keys.insertSigningKey, signingKeyRow({ kid: `kid-${count}` })),
    ),
  )
  t.equal(written.filter((changes) => changes === 1).length, 1)
  t.equal((await db.all(keys.listSigningKeys, { tenant_id: 'default' })).length, 1)
})

await onBothDatabases(t, 'RFC 7517 §4.5: a kid is there once in its tenant', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  await db.run(keys.insertSigningKey, signingKeyRow({ kid: 'k' }))
  t.equal(await db.run(keys.insertSigningKey, signingKeyRow({ kid: 'k', alg: 'ES256' })), 0)
})

await onBothDatabases(t, 'Core §10.1.1: a key gets a successor, which may sign sooner', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  const next = signingKeyRow({ generation: 2, signs_from: START + 120 })
  const others = [signingKeyRow({ alg: 'ES256' }), signingKeyRow({ tenant_id: 'other' })]
  for (const row of [signingKeyRow(), next, ...others]) await db.run(keys.insertSigningKey, row)
  const key = { tenant_id: 'default', alg: 'RS256' }
  await db.run(keys.retireSigningKey, { ...key, generation: 1, retired_at: START + 3720 })
  await db.run(keys.updateSigningKeyStart, { ...key, generation: 2, signs_from: START })
  t.same(await db.all(keys.listSigningKeys, { tenant_id: 'default' }), [
    others[0],
    signingKeyRow({ retired_at: START + 3720 }),
    { ...next, signs_from: START },
  ])
  t.same(await db.all(keys.listSigningKeys, { tenant_id: 'other' }), [others[1]])
  t.equal(await db.run(keys.deleteSigningKeys, { before: START + 3719 }), 0)
  t.equal(await db.run(keys.deleteSigningKeys, { before: START + 3720 }), 1)
})

await onBothDatabases(t, 'Core §10.1.1: since when the newest of each algorithm signs', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  const rows = [
    signingKeyRow(),
    signingKeyRow({ generation: 2, signs_from: START + 5 }),
    signingKeyRow({ alg: 'ES256' }),
    signingKeyRow({ alg: 'ES256', generation: 2, signs_from: START + 6 }),
    signingKeyRow({ tenant_id: 'other', signs_from: START - 1 }),
  ]
  for (const row of rows) await db.run(keys.insertSigningKey, row)
  t.same(await db.all(keys.listNewestSigningKeys, { now: START + 5 }), [
    { tenant_id: 'default', alg: 'RS256', signs_from: START + 5 },
    { tenant_id: 'other', alg: 'RS256', signs_from: START - 1 },
  ])
  t.equal(await db.run(keys.limitSigningKeyStarts, { latest: START + 5 }), 1)
  t.equal((await db.all(keys.listNewestSigningKeys, { now: START + 5 })).length, 3)
})
