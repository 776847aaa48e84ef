/**
 * The outbox, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import * as outbox from '../../src/store/mail-outbox.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, mailRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const { id } = mailRow()

async function givenMails(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(outbox.insertMail, mailRow())
}

const due = (db: Db, now: number, limit = 9) => db.all(outbox.listDueMails, { now, limit })

await onBothDatabases(t, 'RFC 5321 §4.5.4.1: what is due is found, the oldest first', async (t, db) => {
  await givenMails(db)
  await db.run(outbox.insertMail, mailRow({ id: idOf('older'), due_at: START - 5 }))
  await db.run(outbox.insertMail, mailRow({ id: idOf('later'), due_at: START + 5 }))
  await db.run(outbox.insertMail, mailRow({ id: idOf('sent'), sent_at: START }))
  await db.run(outbox.insertMail, mailRow({ id: idOf('ended'), expires_at: START }))
  t.same(await due(db, START), [mailRow({ id: idOf('older'), due_at: START - 5 }), mailRow()])
  t.match(await due(db, START, 1), [{ id: idOf('older') }])
  t.same(await due(db, START - 6), [])
})

await onBothDatabases(t, 'RFC 5321 §4.5.4.1: of many that take a mail exactly one gets it', async (t, db) => {
  await givenMails(db)
  const claim = { id, attempts: 0, tried: 1, due_at: START + 600 }
  const claims = await Promise.all(Array.from({ length: 20 }, () => db.first(outbox.claimMail, claim)))
  t.same(claims.filter(Boolean), [mailRow({ attempts: 1, due_at: START + 600 })])
  t.same(await due(db, START + 599), [])
  t.equal((await due(db, START + 600)).length, 1, 'until it was held too long')
})

await onBothDatabases(t, 'RFC 5321 §4.5.4.1: a mail that was sent is due no more', async (t, db) => {
  await givenMails(db)
  const { expires_at } = mailRow()
  await db.run(outbox.updateMailError, { id, tried: 0, last_error: 'busy', due_at: START + 60 })
  await db.run(outbox.updateMailSent, { id, now: START + 61 })
  const sent = mailRow({ sent_at: START + 61, due_at: expires_at })
  t.same(await db.all(outbox.listMails, { tenant_id: 'default', limit: 9 }), [sent])
  t.equal(await db.first(outbox.claimMail, { id, attempts: 0, tried: 1, due_at: START }), undefined)
  t.equal(await db.run(outbox.updateMailError, { id, tried: 0, last_error: 'late', due_at: START }), 0)
})

await onBothDatabases(
  t,
  'RFC 5321 §4.5.4.1: a try that ends late does not undo a newer one',
  async (t, db) => {
    await givenMails(db)
    await db.first(outbox.claimMail, { id, attempts: 0, tried: 1, due_at: START + 600 })
    await db.first(outbox.claimMail, { id, attempts: 1, tried: 2, due_at: START + 1200 })
    t.equal(await db.run(outbox.updateMailError, { id, tried: 1, last_error: 'late', due_at: START }), 0)
    t.equal(await db.run(outbox.updateMailError, { id, tried: 2, last_error: 'busy', due_at: START + 60 }), 1)
    t.match(await due(db, START + 60), [{ attempts: 2, last_error: 'busy' }])
  },
)

await onBothDatabases(t, 'Outbox: mails are listed and deleted in their tenant alone', async (t, db) => {
  await givenMails(db)
  const second = mailRow({ id: Buffer.alloc(16, 255) })
  await db.run(outbox.insertMail, second)
  await db.run(outbox.insertMail, mailRow({ id: idOf('foreign'), tenant_id: 'other' }))
  t.same(await db.all(outbox.listMails, { tenant_id: 'default', limit: 9 }), [second, mailRow()])
  t.same(await db.all(outbox.listMails, { tenant_id: 'default', limit: 1 }), [second])
  t.equal(await db.run(outbox.deleteMails, { tenant_id: 'default' }), 2)
  t.match(await db.all(outbox.listMails, { tenant_id: 'other', limit: 9 }), [{ id: idOf('foreign') }])
})

await onBothDatabases(
  t,
  'RFC 6973 §6.2: mails of a person are found, and go with the person',
  async (t, db) => {
    await givenMails(db)
    const { id: user_id } = userRow()
    await db.run(insertUser, userRow())
    const own = mailRow({ id: idOf('own'), user_id })
    await db.run(outbox.insertMail, own)
    t.same(await db.all(outbox.listMailsOfUser, { tenant_id: 'default', user_id }), [own])
    t.same(await db.all(outbox.listMailsOfUser, { tenant_id: 'other', user_id }), [])
    await db.run(deleteUser, { tenant_id: 'default', id: user_id })
    t.same(await db.all(outbox.listMails, { tenant_id: 'default', limit: 9 }), [mailRow()])
  },
)
