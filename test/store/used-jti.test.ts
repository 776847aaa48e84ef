/**
 * Tokens that are taken once, on both databases.
 */
import t from 'tap'
import { deleteTenant } from '../../src/store/tenants.ts'
import { insertUsedJti } from '../../src/store/used-jti.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { idOf, usedJtiRow } from '../helpers/store-rows.ts'

await onBothDatabases(
  t,
  'RFC 7519 §4.1.7: of twenty uses at the same time one is the first',
  async (t, db) => {
    await givenTenantRow(db)
    const uses = await Promise.all(Array.from({ length: 20 }, () => db.first(insertUsedJti, usedJtiRow())))
    t.same(
      uses.filter((use) => use !== undefined),
      [{ id: usedJtiRow().id }],
    )
    t.equal(await db.first(insertUsedJti, usedJtiRow()), undefined)
    t.ok(await db.first(insertUsedJti, usedJtiRow({ id: idOf('another jti') })))
    await db.run(deleteTenant, { id: 'default' })
    await givenTenantRow(db)
    t.ok(await db.first(insertUsedJti, usedJtiRow()), 'it goes with its tenant')
  },
)
