/**
 * Initial access tokens, on both databases.
 */
import t from 'tap'
import {
  deleteRegistrationTokens,
  findRegistrationToken,
  insertRegistrationToken,
  useRegistrationToken,
} from '../../src/store/registration-tokens.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, idOf } from '../helpers/rows.ts'
import { registrationTokenRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: idOf('registration-token'), now: START }

await onBothDatabases(
  t,
  'RFC 7591 §3: of many uses at once no more are had than there are',
  async (t, db) => {
    await givenTenantRow(db)
    await db.run(insertRegistrationToken, registrationTokenRow({ uses_left: 3 }))
    const used = await Promise.all(
      Array.from({ length: 8 }, () => db.transaction((tx) => tx.first(useRegistrationToken, key))),
    )
    t.same(used.flatMap((row) => (row ? [row.uses_left] : [])).sort(), [0, 1, 2])
    t.equal(await db.first(findRegistrationToken, key), undefined)
  },
)

await onBothDatabases(t, 'RFC 7591 §3: a token counts until it ends, in its tenant alone', async (t, db) => {
  for (const id of ['default', 'other']) await givenTenantRow(db, id)
  const row = registrationTokenRow()
  await db.run(insertRegistrationToken, row)
  t.same(await db.first(findRegistrationToken, key), row)
  for (const wrong of [{ tenant_id: 'other' }, { id: idOf('another') }, { now: row.expires_at }]) {
    t.equal(await db.first(findRegistrationToken, { ...key, ...wrong }), undefined)
    t.equal(await db.first(useRegistrationToken, { ...key, ...wrong }), undefined)
  }
  t.equal(await db.run(deleteRegistrationTokens, { tenant_id: 'other' }), 0)
  t.equal(await db.run(deleteRegistrationTokens, { tenant_id: 'default' }), 1)
  t.equal(await db.first(findRegistrationToken, key), undefined)
})
