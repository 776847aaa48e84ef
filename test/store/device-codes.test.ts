/**
 * Devices that wait, on both databases.
 */
import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import type { Db } from '../../src/store/database.ts'
import {
  answerDeviceCode,
  consumeDeviceCode,
  findDeviceCode,
  findWaitingDeviceCode,
  insertDeviceCode,
  pollDeviceCode,
} from '../../src/store/device-codes.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { deviceCodeRow, idOf, tenantRow } from '../helpers/store-rows.ts'

const { id, secret_hash, client_id, user_code_hash } = deviceCodeRow()
const key = { tenant_id: 'default', id }
const proof = { ...key, secret_hash, client_id, now: START }
const grant_id = idOf('grant')

async function givenDevice(db: Db): Promise<void> {
  for (const tenant of ['default', 'other']) await db.run(insertTenant, tenantRow({ id: tenant }))
  await db.first(insertDeviceCode, deviceCodeRow())
}

await onBothDatabases(
  t,
  'RFC 8628 §3.2: a user code is one device’s; another that draws it is not written',
  async (t, db) => {
    await givenDevice(db)
    const second = deviceCodeRow({ id: idOf('second'), user_code_hash })
    t.equal(await db.first(insertDeviceCode, second), undefined)
    t.equal(await db.first(findDeviceCode, { ...key, id: second.id }), undefined)
    t.same(await db.first(findDeviceCode, key), deviceCodeRow())
    t.equal(await db.first(findDeviceCode, { ...key, tenant_id: 'other' }), undefined)
  },
)

await onBothDatabases(
  t,
  'RFC 8628 §3.3: a code is found as long as it waits, in its tenant alone',
  async (t, db) => {
    await givenDevice(db)
    const asked = { tenant_id: 'default', user_code_hash, now: START }
    t.same(await db.first(findWaitingDeviceCode, asked), deviceCodeRow())
    t.equal(await db.first(findWaitingDeviceCode, { ...asked, tenant_id: 'other' }), undefined)
    t.equal(await db.first(findWaitingDeviceCode, { ...asked, user_code_hash: sha256('x') }), undefined)
    t.ok(await db.first(findWaitingDeviceCode, { ...asked, now: START + 599 }))
    t.equal(await db.first(findWaitingDeviceCode, { ...asked, now: START + 600 }), undefined)
    await db.first(answerDeviceCode, { ...key, grant_id: null, now: START })
    t.equal(await db.first(findWaitingDeviceCode, asked), undefined)
  },
)

await onBothDatabases(
  t,
  'RFC 8628 §3.3: of 20 answers at once, one counts, and none to a code that has expired',
  async (t, db) => {
    await givenDevice(db)
    const late = { ...key, grant_id, now: START + 600 }
    t.equal(await db.first(answerDeviceCode, late), undefined)
    t.equal(await db.first(answerDeviceCode, { ...key, tenant_id: 'other', grant_id, now: START }), undefined)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, count) =>
        db.first(answerDeviceCode, {
          ...key,
          grant_id: count % 2 === 0 ? grant_id : null,
          now: START + count,
        }),
      ),
    )
    const winner = answers.findIndex((row) => row !== undefined)
    t.same(
      answers.filter((row) => row !== undefined),
      [{ id }],
    )
    t.match(await db.first(findDeviceCode, key), {
      answered_at: START + winner,
      grant_id: winner % 2 === 0 ? grant_id : null,
    })
  },
)

await onBothDatabases(t, 'RFC 8628 §3.4: of 20 polls at once, one spends what was allowed', async (t, db) => {
  await givenDevice(db)
  t.equal(await db.first(consumeDeviceCode, proof), undefined, 'nobody has answered')
  await db.first(answerDeviceCode, { ...key, grant_id, now: START })
  for (const wrong of [
    { tenant_id: 'other' },
    { secret_hash: sha256('x') },
    { client_id: 'other' },
    { now: START + 600 },
  ]) {
    t.equal(await db.first(consumeDeviceCode, { ...proof, ...wrong }), undefined, Object.keys(wrong).join())
  }
  const got = await Promise.all(Array.from({ length: 20 }, () => db.first(consumeDeviceCode, proof)))
  t.same(
    got.filter((row) => row !== undefined),
    [{ grant_id }],
  )
  t.match(await db.first(findDeviceCode, key), { consumed_at: START })
})

await onBothDatabases(
  t,
  'RFC 8628 §3.5: each poll that comes too soon puts the next five seconds further off',
  async (t, db) => {
    await givenDevice(db)
    const polls = [0, 5, 9, 18, 28, 43, 2_000_000_000].map((after) => START + after)
    const seen: unknown[] = []
    for (const now of polls) {
      const polled = await db.first(pollDeviceCode, { ...proof, now })
      seen.push([polled?.polled_early, polled?.poll_interval, polled?.polled_at === now])
    }
    t.same(seen, [
      [0, 5, true],
      [0, 5, true],
      [1, 10, true],
      [1, 15, true],
      [1, 20, true],
      [1, 25, true],
      [0, 25, true],
    ])
    for (const wrong of [{ tenant_id: 'other' }, { secret_hash: sha256('x') }, { client_id: 'other' }]) {
      t.equal(await db.first(pollDeviceCode, { ...proof, ...wrong }), undefined, Object.keys(wrong).join())
    }
  },
)

await onBothDatabases(
  t,
  'RFC 8628 §3.5: of 20 polls at once, all but the first are too soon',
  async (t, db) => {
    await givenDevice(db)
    const polled = await Promise.all(Array.from({ length: 20 }, () => db.first(pollDeviceCode, proof)))
    t.equal(polled.filter((row) => row?.polled_early === 0).length, 1)
    t.match(await db.first(findDeviceCode, key), { poll_interval: 5 + 19 * 5 })
  },
)
