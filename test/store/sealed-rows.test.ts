import t from 'tap'
import { secretKeyId } from '../../src/primitives/sealing.ts'
import { insertConnection } from '../../src/store/connections.ts'
import { insertMail } from '../../src/store/mail-outbox.ts'
import { insertChallenge } from '../../src/store/passcode-challenges.ts'
import { insertServerKey } from '../../src/store/passcode-server-keys.ts'
import { replacePasscode } from '../../src/store/passcodes.ts'
import { insertRootKey } from '../../src/store/root-key.ts'
import * as rows from '../../src/store/sealed-rows.ts'
import { insertSigningKey } from '../../src/store/signing-keys.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { challengeRow, givenTenantRow, givenUserRow, passcodeRow } from '../helpers/rows.ts'
import { connectionRow, idOf, mailRow, signingKeyRow } from '../helpers/store-rows.ts'

const OLD = Buffer.from(secretKeyId(Buffer.alloc(32, 1)), 'hex')
const NEW = Buffer.from(secretKeyId(Buffer.alloc(32, 2)), 'hex')
const under = (key_id: Buffer, name = 'value') => Buffer.concat([key_id, Buffer.from(name)])

await onBothDatabases(t, 'SP 800-57 Part 1 §5.3.5: whatever is sealed is found by its key', async (t, db) => {
  await givenTenantRow(db)
  const user_id = await givenUserRow(db)
  const created_at = START
  await db.first(insertRootKey, { id: 1, key_sealed: under(OLD), created_at })
  await db.run(insertSigningKey, signingKeyRow({ private_sealed: under(OLD) }))
  await db.run(insertSigningKey, signingKeyRow({ generation: 2, private_sealed: under(NEW) }))
  const server_key = { tenant_id: 'default', generation: 1, created_at, retired_at: null }
  await db.run(insertServerKey, { ...server_key, setup_sealed: under(OLD) })
  await db.run(replacePasscode, passcodeRow({ user_id, record_sealed: under(OLD) }))
  await db.run(insertConnection, connectionRow({ secret_sealed: under(OLD) }))
  await db.run(insertConnection, connectionRow({ id: 'public' }))
  await db.run(insertMail, mailRow({ message_sealed: under(OLD) }))
  await db.run(insertMail, mailRow({ id: idOf('another'), message_sealed: under(NEW) }))
  await db.run(insertChallenge, challengeRow({ state_sealed: under(OLD), expires_at: START + 1 }))
  await db.run(
    insertChallenge,
    challengeRow({ id: idOf('over'), state_sealed: under(OLD), expires_at: START }),
  )

  const count = async (key_id: Buffer) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(rows.SEALED_COUNTS).map(async ([table, statement]) => {
          const counts = await db.all(statement, { now: START })
          return [table, counts.find((row) => row.key_id.equals(key_id))?.sealed ?? 0] as const
        }),
      ),
    )
  const once = { root_key: 1, signing_key: 1, passcode_server_key: 1, connection: 1, passcode: 1 }
  t.same(await count(OLD), { ...once, passcode_challenge: 1, mail_outbox: 1 })
  const none = { root_key: 0, signing_key: 1, passcode_server_key: 0, connection: 0, passcode: 0 }
  t.same(await count(NEW), { ...none, passcode_challenge: 0, mail_outbox: 1 })

  const all = { key_id: OLD, after: Buffer.alloc(0), limit: 10 }
  const found = [
    await db.all(rows.listRootKeysUnder, all),
    await db.all(rows.listSigningKeysUnder, all),
    await db.all(rows.listServerKeysUnder, all),
    await db.all(rows.listConnectionsUnder, all),
    await db.all(rows.listPasscodesUnder, all),
    await db.all(rows.listMailsUnder, all),
  ]
  t.same(
    found.map((list) => list.length),
    [1, 1, 1, 1, 1, 1],
  )
})

await onBothDatabases(
  t,
  'SP 800-57 Part 1 §5.3.5: what was written meanwhile stays as it was written',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    const tenant_id = 'default'
    await db.first(insertRootKey, { id: 1, key_sealed: under(OLD), created_at: START })
    await db.run(insertSigningKey, signingKeyRow({ private_sealed: under(OLD) }))
    const server_key = { tenant_id, generation: 1, created_at: START, retired_at: null }
    await db.run(insertServerKey, { ...server_key, setup_sealed: under(OLD) })
    await db.run(replacePasscode, passcodeRow({ user_id, record_sealed: under(OLD) }))
    await db.run(insertConnection, connectionRow({ secret_sealed: under(OLD) }))
    await db.run(insertMail, mailRow({ message_sealed: under(OLD) }))

    const sealed = under(NEW)
    const { kid } = signingKeyRow()
    const passcode = { tenant_id, id: passcodeRow().id }
    const mail = { tenant_id, id: mailRow().id }
    const replace = (was: Buffer, place = tenant_id) =>
      Promise.all([
        db.run(rows.resealRootKey, { sealed, was }),
        db.run(rows.resealSigningKey, { tenant_id: place, kid, sealed, was }),
        db.run(rows.resealServerKey, { tenant_id: place, generation: 1, sealed, was }),
        db.run(rows.resealConnection, { tenant_id: place, id: 'corporate', sealed, was }),
        db.run(rows.resealPasscode, { ...passcode, tenant_id: place, sealed, was }),
        db.run(rows.resealMail, { ...mail, tenant_id: place, sealed, was }),
      ])
    t.same(await replace(under(OLD, 'another')), [0, 0, 0, 0, 0, 0])
    t.same((await replace(under(OLD), 'other')).slice(1), [0, 0, 0, 0, 0], 'nor in another tenant')
    t.same((await replace(under(OLD))).slice(1), [1, 1, 1, 1, 1])
    t.same(await replace(under(OLD)), [0, 0, 0, 0, 0, 0])
    t.same(await db.all(rows.listRootKeysUnder, { key_id: NEW }), [{ key_sealed: sealed }])
  },
)

await onBothDatabases(t, 'SP 800-57 Part 1 §5.3.5: batches come in the order of the ids', async (t, db) => {
  await givenTenantRow(db)
  const ids = Array.from({ length: 5 }, (_, index) => Buffer.alloc(16, index + 1))
  for (const id of ids) await db.run(insertMail, mailRow({ id, message_sealed: under(OLD) }))
  const batch = async (after: Buffer) =>
    (await db.all(rows.listMailsUnder, { key_id: OLD, after, limit: 2 })).map(({ id }) => id[0])
  t.same(await batch(Buffer.alloc(0)), [1, 2])
  t.same(await batch(Buffer.alloc(16, 2)), [3, 4])
  t.same(await batch(Buffer.alloc(16, 4)), [5])
})
