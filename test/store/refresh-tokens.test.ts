/**
 * Refresh tokens, on both databases.
 */
import t from 'tap'
import { consumeRefreshToken, findRefreshToken, insertRefreshToken } from '../../src/store/refresh-tokens.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, refreshTokenRow, tenantRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: refreshTokenRow().id }
const use = { ...key, now: START + 1, successor_id: idOf('successor') }

await onBothDatabases(t, 'RFC 6749 §6: a refresh token is of its tenant alone', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertRefreshToken, refreshTokenRow())
  t.same(await db.first(findRefreshToken, key), refreshTokenRow())
  t.equal(await db.first(findRefreshToken, { ...key, tenant_id: 'other' }), undefined)
  t.equal(await db.first(consumeRefreshToken, { ...use, tenant_id: 'other' }), undefined)
  t.same(await db.first(findRefreshToken, key), refreshTokenRow())
})

await onBothDatabases(t, 'RFC 9700 §4.14.2: of 50 uses at once, one names the successor', async (t, db) => {
  await db.run(insertTenant, tenantRow())
  await db.run(insertRefreshToken, refreshTokenRow())
  const got = await Promise.all(
    Array.from({ length: 50 }, (_, count) =>
      db.first(consumeRefreshToken, { ...use, successor_id: idOf(`successor-${count}`) }),
    ),
  )
  const successor_id = idOf(`successor-${got.findIndex((row) => row !== undefined)}`)
  const spent = refreshTokenRow({ consumed_at: START + 1, successor_id })
  t.same(
    got.filter((row) => row !== undefined),
    [spent],
  )
  t.same(await db.first(findRefreshToken, key), spent)
})
