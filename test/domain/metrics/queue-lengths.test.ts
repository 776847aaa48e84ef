/**
 * What waits to go out, on both databases.
 */
import t from 'tap'
import { queueLengths } from '../../../src/domain/metrics/queue-lengths.ts'
import { insertClient } from '../../../src/store/clients.ts'
import { insertMail } from '../../../src/store/mail-outbox.ts'
import { insertTenant } from '../../../src/store/tenants.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START } from '../../helpers/fixtures.ts'
import { insertLogoutDelivery } from '../../helpers/logout.ts'
import { clientRow, idOf, logoutDeliveryRow, mailRow, tenantRow } from '../../helpers/store-rows.ts'

await onBothDatabases(
  t,
  'Metrics: mails and logout tokens wait while they are still to be tried',
  async (t, db) => {
    const lengths = () => queueLengths({ db, now: () => START })
    t.same(await lengths(), { mail: 0, logout: 0 })
    for (const tenant_id of ['default', 'other']) {
      await db.run(insertTenant, tenantRow({ id: tenant_id }))
      await db.run(insertClient, clientRow({ tenant_id }))
      await db.run(insertMail, mailRow({ id: idOf(tenant_id), tenant_id }))
    }
    const { expires_at } = mailRow()
    await db.run(insertMail, mailRow({ id: idOf('sent'), sent_at: START }))
    await db.run(insertMail, mailRow({ id: idOf('ended'), expires_at: START }))
    await db.run(insertMail, mailRow({ id: idOf('given up'), due_at: expires_at }))
    await db.run(insertLogoutDelivery, logoutDeliveryRow())
    await db.run(insertLogoutDelivery, logoutDeliveryRow({ id: idOf('told'), delivered_at: START }))
    t.same(await lengths(), { mail: 2, logout: 1 })
  },
)
