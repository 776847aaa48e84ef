/**
 * A change of what a tenant is set to, and the event of it.
 */
import t from 'tap'
import { recordChange } from '../../../src/domain/audit/record-change.ts'
import { findConfigVersion } from '../../../src/store/config-version.ts'
import { findTenant, updateTenant } from '../../../src/store/tenants.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, testConfig } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

await onBothDatabases(
  t,
  'SP 800-92 §2.1.3: a change is written, seen and told of, or none of these',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    const deps = await server.tenant()
    const stand = async () => ({
      name: (await db.first(findTenant, { id: 'default' }))?.name,
      version: (await db.first(findConfigVersion, {}))?.version ?? 0,
      trail: await takeTrail(server),
    })
    const rename = (id: string, fault?: Error) =>
      recordChange(deps, { action: 'tenant-updated' }, async (tx) => {
        const count = await tx.run(updateTenant, { id, name: 'Southlight', policy: '{}', now: START })
        if (fault) throw fault
        return count
      })
    const before = await stand()
    await t.rejects(rename('default', new Error('thrown')), { message: 'thrown' })
    t.equal(await rename('none'), 0)
    t.same(await stand(), { ...before, trail: [] })
    t.equal(await rename('default'), 1)
    t.same(await stand(), { name: 'Southlight', version: before.version + 1, trail: ['tenant-updated'] })
  },
)
