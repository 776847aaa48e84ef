/**
 * Claim profiles and claim sets, on both databases.
 */
import t from 'tap'
import { claimProfiles } from '../../src/store/claim-profiles.ts'
import type { NamedClaimsRow } from '../../src/store/claim-rows.ts'
import { claimSets } from '../../src/store/claim-sets.ts'
import type { Db } from '../../src/store/database.ts'
import { deleteTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'

const key = { tenant_id: 'default', id: 'vts' }

const namedRow = (changes: Partial<NamedClaimsRow> = {}): NamedClaimsRow => ({
  ...key,
  claims: '{}',
  created_at: START,
  updated_at: START,
  ...changes,
})

for (const [name, table] of Object.entries({ 'Claim profiles': claimProfiles, 'Claim sets': claimSets })) {
  /** The same one in two tenants. */
  const given = async (db: Db) => {
    for (const tenant_id of ['default', 'other']) {
      await givenTenantRow(db, tenant_id)
      await db.run(table.insert, namedRow({ tenant_id }))
    }
  }

  await onBothDatabases(t, `${name}: an id is unique in its tenant`, async (t, db) => {
    await given(db)
    t.equal(await db.run(table.insert, namedRow({ claims: '{"again":1}' })), 0)
    t.same(await db.first(table.find, key), namedRow())
    t.equal(await db.first(table.find, { ...key, id: 'VTS' }), undefined)
    await db.run(table.insert, namedRow({ id: 'a' }))
    const ids = async (tenant_id: string) => (await db.all(table.list, { tenant_id })).map(({ id }) => id)
    t.same(await ids('default'), ['a', 'vts'])
    t.same(await ids('other'), ['vts'])
  })

  await onBothDatabases(t, `${name}: one changes and goes in one tenant alone`, async (t, db) => {
    await given(db)
    t.equal(await db.run(table.update, { ...key, claims: '{"a":1}', now: START + 5 }), 1)
    t.same(await db.first(table.find, key), namedRow({ claims: '{"a":1}', updated_at: START + 5 }))
    t.equal(await db.run(table.update, { ...key, id: 'none', claims: '{}', now: START }), 0)
    t.equal(await db.run(table.delete, key), 1)
    t.equal(await db.run(table.delete, key), 0)
    t.equal(await db.first(table.find, key), undefined)
    t.same(await db.first(table.find, { ...key, tenant_id: 'other' }), namedRow({ tenant_id: 'other' }))
    await db.run(deleteTenant, { id: 'other' })
    t.same(await db.all(table.list, { tenant_id: 'other' }), [])
  })
}
