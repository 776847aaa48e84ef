/**
 * Mail tokens, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import * as tokens from '../../src/store/mail-tokens.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf } from '../helpers/rows.ts'
import { mailTokenRow } from '../helpers/store-rows.ts'

const KEY = { tenant_id: 'default', id: mailTokenRow().id }
const FOREIGN = { ...KEY, tenant_id: 'other' }
const SPEND = { ...KEY, purpose: 'recover', now: START } as const

const insert = (db: Db, changes: Parameters<typeof mailTokenRow>[0] = {}) =>
  db.run(tokens.insertMailToken, mailTokenRow(changes))

await onBothDatabases(t, 'Links: a token is spent once, by one of twenty at the same time', async (t, db) => {
  await givenTenantRow(db)
  await insert(db)
  t.same(await db.first(tokens.findMailToken, KEY), mailTokenRow())
  t.equal(await db.first(tokens.findMailToken, FOREIGN), undefined)
  const spend = () => db.transaction((tx) => tx.first(tokens.consumeMailToken, { ...SPEND, now: START + 9 }))
  const spent = (await Promise.all(Array.from({ length: 20 }, spend))).filter(Boolean)
  t.same(spent, [mailTokenRow({ used_at: START + 9 })])
})

await onBothDatabases(
  t,
  'Links: of another tenant, another purpose, or too old, none is spent',
  async (t, db) => {
    await givenTenantRow(db)
    await insert(db)
    const { expires_at } = mailTokenRow()
    for (const wrong of [{ tenant_id: 'other' }, { purpose: 'sign-in' as const }, { now: expires_at }]) {
      t.equal(
        await db.first(tokens.consumeMailToken, { ...SPEND, ...wrong }),
        undefined,
        JSON.stringify(wrong),
      )
    }
    t.ok(await db.first(tokens.consumeMailToken, { ...SPEND, now: expires_at - 1 }))
  },
)

await onBothDatabases(t, 'Links: the code of one is kept until it is spent', async (t, db) => {
  await givenTenantRow(db)
  await insert(db)
  const kept = { ...KEY, code_hash: Buffer.from('code'), now: START }
  t.equal(await db.run(tokens.updateMailTokenCode, { ...kept, tenant_id: 'other' }), 0)
  t.equal(await db.run(tokens.updateMailTokenCode, { ...kept, now: mailTokenRow().expires_at }), 0)
  t.equal(await db.run(tokens.updateMailTokenCode, kept), 1)
  t.match(await db.first(tokens.findMailToken, KEY), { code_hash: Buffer.from('code') })
  await db.first(tokens.consumeMailToken, SPEND)
  t.equal(await db.run(tokens.updateMailTokenCode, kept), 0)
})

await onBothDatabases(
  t,
  'Links: codes are counted where they are waited for, up to so many',
  async (t, db) => {
    await givenTenantRow(db)
    const waits = {
      purpose: 'sign-in',
      interaction_id: idOf('interaction'),
      browser_hash: idOf('browser'),
    } as const
    await insert(db, waits)
    await insert(db, { ...waits, id: idOf('second') })
    await insert(db, { ...waits, id: idOf('elsewhere'), interaction_id: idOf('another') })
    await insert(db, { ...waits, id: idOf('spent'), used_at: START })
    const typed = { tenant_id: 'default', ...waits, most: 5, now: START }
    const wrong = [
      { tenant_id: 'other' },
      { purpose: 'recover' as const },
      { browser_hash: idOf('other') },
      { now: mailTokenRow().expires_at },
    ]
    for (const part of wrong) t.same(await db.all(tokens.countCodeTry, { ...typed, ...part }), [])

    const tries = await Promise.all(
      Array.from({ length: 20 }, () => db.transaction((tx) => tx.all(tokens.countCodeTry, typed))),
    )
    t.same(
      tries.map((rows) => rows.length).sort((a, b) => b - a),
      Array.from({ length: 20 }, (_, index) => (index < 5 ? 2 : 0)),
    )
    t.match(await db.first(tokens.findMailToken, KEY), { code_tries: 5 })
  },
)

await onBothDatabases(t, 'Links: those of a person are listed and taken back by purpose', async (t, db) => {
  await givenTenantRow(db)
  const ann = await givenUserRow(db)
  const bob = await givenUserRow(db, 'bob')
  await insert(db, { user_id: ann, purpose: 'invite' })
  await insert(db, { user_id: ann, purpose: 'invite', id: idOf('spent'), used_at: START })
  await insert(db, { user_id: ann, purpose: 'recover', id: idOf('recover') })
  await insert(db, { user_id: bob, purpose: 'invite', id: idOf('of bob') })
  const owned = { tenant_id: 'default', user_id: ann, purpose: 'invite' } as const
  t.same((await db.all(tokens.listMailTokens, owned)).length, 2)
  t.same(await db.all(tokens.listMailTokens, { ...owned, tenant_id: 'other' }), [])
  t.equal(await db.run(tokens.deleteMailTokens, { ...owned, tenant_id: 'other' }), 0)
  t.equal(await db.run(tokens.deleteMailTokens, owned), 2)
  t.ok(await db.first(tokens.findMailToken, { ...KEY, id: idOf('recover') }))
  t.ok(await db.first(tokens.findMailToken, { ...KEY, id: idOf('of bob') }))
  t.equal(await db.run(tokens.deleteMailToken, { tenant_id: 'other', id: idOf('of bob') }), 0)
  t.equal(await db.run(tokens.deleteMailToken, { tenant_id: 'default', id: idOf('of bob') }), 1)
})

await onBothDatabases(t, 'Links: all of a person’s are listed, whatever they are for', async (t, db) => {
  await givenTenantRow(db)
  const user_id = await givenUserRow(db)
  await insert(db, { user_id, purpose: 'report' })
  await insert(db, { user_id, id: idOf('second'), purpose: 'sign-in', used_at: START })
  await insert(db, { id: idOf('of nobody yet') })
  const listed = await db.all(tokens.listMailTokensOfUser, { tenant_id: 'default', user_id })
  t.same(listed.map(({ purpose }) => purpose).sort(), ['report', 'sign-in'])
  t.same(await db.all(tokens.listMailTokensOfUser, { tenant_id: 'other', user_id }), [])
})
