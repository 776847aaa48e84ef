/**
 * What the database says of itself, on both databases.
 */
import t from 'tap'
import * as health from '../../src/store/health.ts'
import { insertMail } from '../../src/store/mail-outbox.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, mailRow, tenantRow, userRow } from '../helpers/store-rows.ts'

await onBothDatabases(t, 'Health: the database tells its version', async (t, db) => {
  t.match(await db.all(health.findDatabaseVersion, {}), [{ version: /^\d+\.\d+/ }])
})

await onBothDatabases(t, 'Health: the newest row is found, whichever table it is in', async (t, db) => {
  t.same(await db.all(health.findNewestInstant, {}), [{ newest: null }])
  await db.run(insertTenant, tenantRow())
  t.same(await db.all(health.findNewestInstant, {}), [{ newest: START }])
  await db.run(insertUser, userRow({ created_at: START + 7 }))
  t.same(await db.all(health.findNewestInstant, {}), [{ newest: START + 7 }])
})

await onBothDatabases(t, 'Health: where every row has what it belongs to, none is found', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  t.same(await db.all(health.listBrokenReferences, {}), [])
})

await onBothDatabases(
  t,
  'RFC 5321 §4.5.4.1: mails that are stuck are counted, and no others',
  async (t, db) => {
    await db.run(insertTenant, tenantRow())
    const count = async (now: number) =>
      (await db.all(health.countStuckMails, { due_before: now - 600, attempts: 4, now }))[0]?.mails
    const { expires_at } = mailRow()
    await db.run(insertMail, mailRow({ due_at: START }))
    await db.run(insertMail, mailRow({ id: idOf('sent'), due_at: 0, sent_at: START }))
    await db.run(insertMail, mailRow({ id: idOf('over'), due_at: 0, expires_at: START }))
    t.equal(await count(START + 600), 0)
    t.equal(await count(START + 601), 1, 'nobody has sent it')
    await db.run(insertMail, mailRow({ id: idOf('refused'), due_at: expires_at, attempts: 4 }))
    t.equal(await count(START + 600), 1, 'no server has taken it')
  },
)
