/**
 * That tenants were carried, in the trail of each.
 */
import t from 'tap'
import { recordExport, recordRestore } from '../../../src/domain/transfer/transfer-event.ts'
import { rowsBy } from '../../../src/store/rows-by.ts'
import { startServer } from '../../helpers/fixtures.ts'

const byTenant = rowsBy('audit_event', ['action'], ['tenant_id'])

t.test(
  'SP 800-92 §2.1.3: an export and a restoration are told of in each tenant they are about',
  async (t) => {
    const { db, deps } = await startServer(t)
    const told = async (action: string) =>
      (await db.all(byTenant, { action })).map(({ tenant_id }) => tenant_id)
    await recordExport(deps, ['other'])
    t.same(await told('tenant-exported'), ['other'])
    await recordExport(deps, undefined)
    t.same(await told('tenant-exported'), ['default', 'other', 'other'])
    await recordRestore(deps)
    t.same(await told('tenant-restored'), ['default', 'other'])
    t.match(await db.all(byTenant, { action: 'tenant-restored' }), [
      { actor: 'command-line', outcome: 'done' },
      {},
    ])
  },
)
