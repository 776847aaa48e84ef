/**
 * Recovery codes, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import * as codes from '../../src/store/recovery-codes.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf } from '../helpers/rows.ts'

const owner = { tenant_id: 'default', user_id: idOf('ann') }
const foreign = { ...owner, tenant_id: 'other' }
const hash = (name: string) => ({ code_hash: idOf(name) })

async function givenCodes(db: Db, ...names: string[]): Promise<void> {
  await givenTenantRow(db)
  await givenUserRow(db)
  for (const name of names) {
    await db.run(codes.insertRecoveryCode, { ...owner, ...hash(name), created_at: START, used_at: null })
  }
}

await onBothDatabases(t, 'SP 800-63B §3.1.2: a recovery code is used once, by its owner', async (t, db) => {
  await givenCodes(db, 'one', 'two')
  const now = START + 9
  const bob = { ...owner, user_id: await givenUserRow(db, 'bob') }
  for (const wrong of [
    { ...foreign, ...hash('one') },
    { ...bob, ...hash('one') },
    { ...owner, ...hash('x') },
  ]) {
    t.equal(await db.first(codes.findUnusedRecoveryCode, wrong), undefined)
    t.equal(await db.first(codes.consumeRecoveryCode, { ...wrong, now }), undefined)
  }
  const one = { ...owner, ...hash('one') }
  t.ok(await db.first(codes.findUnusedRecoveryCode, one))
  const use = () => db.transaction((tx) => tx.first(codes.consumeRecoveryCode, { ...one, now }))
  t.equal((await Promise.all(Array.from({ length: 20 }, use))).filter(Boolean).length, 1)
  t.equal(await db.first(codes.findUnusedRecoveryCode, one), undefined)
  t.ok(await db.first(codes.findUnusedRecoveryCode, { ...owner, ...hash('two') }))
})

await onBothDatabases(t, 'SP 800-63B §3.1.2: a person’s codes go together', async (t, db) => {
  await givenCodes(db, 'one', 'two')
  t.equal((await db.all(codes.listRecoveryCodes, owner)).length, 2)
  t.same(await db.all(codes.listRecoveryCodes, foreign), [])
  t.equal(await db.run(codes.deleteRecoveryCodes, foreign), 0)
  t.equal(await db.run(codes.deleteRecoveryCodes, owner), 2)
})
