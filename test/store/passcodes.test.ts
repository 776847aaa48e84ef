import t from 'tap'
import * as passcodes from '../../src/store/passcodes.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf, passcodeRow } from '../helpers/rows.ts'

const ANN = { tenant_id: 'default', username_key: 'ann' }

await onBothDatabases(
  t,
  'RFC 9807 §5: a person has one passcode, and a new one takes its place',
  async (t, db) => {
    await givenTenantRow(db)
    await givenUserRow(db)
    await db.run(passcodes.replacePasscode, passcodeRow())
    const used = { tenant_id: 'default', id: idOf('passcode'), now: START + 5 }
    t.equal(await db.first(passcodes.usePasscode, { ...used, tenant_id: 'other' }), undefined)
    const { tenant_id: _, record_sealed: __, created_at: ___, last_used_at: ____, ...told } = passcodeRow()
    t.same(await db.first(passcodes.usePasscode, used), told)
    t.same(await db.first(passcodes.findPasscodeOfName, ANN), passcodeRow({ last_used_at: START + 5 }))

    const next = passcodeRow({
      id: idOf('next'),
      server_key_generation: 2,
      ksf_m: 131_072,
      ksf_t: 4,
      record_sealed: Buffer.from('next record'),
      created_at: START + 10,
    })
    await db.run(passcodes.replacePasscode, next)
    t.same(await db.first(passcodes.findPasscodeOfName, ANN), next)
    t.same(await db.first(passcodes.findActivePasscode, { tenant_id: 'default', id: next.id }), next)
    t.equal(await db.first(passcodes.findActivePasscode, used), undefined, 'the old one is gone')
    t.equal(await db.first(passcodes.usePasscode, used), undefined)
  },
)

await onBothDatabases(t, 'RFC 9807 §10.9: a name without a usable passcode is as unknown', async (t, db) => {
  await givenTenantRow(db)
  await givenUserRow(db)
  t.equal(await db.first(passcodes.findPasscodeOfName, ANN), undefined, 'no passcode')
  t.equal(await db.first(passcodes.findPasscodeOfName, { ...ANN, username_key: 'bob' }), undefined)

  await db.run(passcodes.replacePasscode, passcodeRow())
  t.equal(await db.first(passcodes.findPasscodeOfName, { ...ANN, tenant_id: 'other' }), undefined)

  const key = { tenant_id: 'default', id: idOf('carl') }
  await db.run(passcodes.replacePasscode, {
    ...passcodeRow(key),
    user_id: await givenUserRow(db, 'carl', 'inactive'),
  })
  t.equal(await db.first(passcodes.findPasscodeOfName, { ...ANN, username_key: 'carl' }), undefined)
  t.equal(await db.first(passcodes.findActivePasscode, key), undefined)
  t.equal(await db.first(passcodes.usePasscode, { ...key, now: START }), undefined)
  const own = { tenant_id: 'default', id: idOf('passcode') }
  t.ok(await db.first(passcodes.findActivePasscode, own))
  t.equal(await db.first(passcodes.findActivePasscode, { ...own, tenant_id: 'other' }), undefined)
})

await onBothDatabases(
  t,
  'RFC 9807 §5: a passcode in another form keeps when it was made and used',
  async (t, db) => {
    await givenTenantRow(db)
    await givenUserRow(db)
    const own = { tenant_id: 'default', id: idOf('passcode') }
    await db.run(passcodes.replacePasscode, passcodeRow())
    await db.run(passcodes.usePasscode, { ...own, now: START + 5 })
    const form = { server_key_generation: 2, ksf_m: 131_072, ksf_t: 4, record_sealed: Buffer.from('next') }
    const next = passcodeRow({ id: idOf('next'), ...form, created_at: START + 9 })
    const upgrade = (changes: object) =>
      db.run(passcodes.upgradePasscode, { ...next, replaced_id: own.id, ...changes })
    t.equal(await upgrade({ tenant_id: 'other' }), 0)
    t.equal(await upgrade({ user_id: idOf('bob') }), 0)
    t.equal(await upgrade({ replaced_id: idOf('another') }), 0)
    const written = await Promise.all(Array.from({ length: 5 }, () => upgrade({})))
    t.same(written.sort(), [0, 0, 0, 0, 1], 'of several at once one is kept')
    const kept = { ...next, created_at: START, last_used_at: START + 5 }
    t.same(await db.first(passcodes.findPasscodeOfName, ANN), kept)
  },
)
