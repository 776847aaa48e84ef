import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { consumeChallenge, findChallenge, insertChallenge } from '../../src/store/passcode-challenges.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { challengeRow, givenTenantRow, idOf } from '../helpers/rows.ts'

const USE = {
  tenant_id: 'default',
  id: idOf('challenge'),
  purpose: 'login',
  browser_hash: sha256('browser'),
  now: START + 59,
} as const

await onBothDatabases(t, 'RFC 9807 §6: of 20 uses of one challenge at once one gets it', async (t, db) => {
  await givenTenantRow(db)
  await db.run(insertChallenge, challengeRow())
  const uses = await Promise.all(Array.from({ length: 20 }, () => db.run(consumeChallenge, USE)))
  t.equal(uses.filter((written) => written === 1).length, 1)
  t.equal(await db.first(findChallenge, USE), undefined)
})

await onBothDatabases(t, 'RFC 9807 §6: a challenge is spent in its place and time only', async (t, db) => {
  await givenTenantRow(db)
  await db.run(insertChallenge, challengeRow())
  const others = {
    'another tenant': { tenant_id: 'other' },
    'another browser': { browser_hash: sha256('another browser') },
    'another purpose': { purpose: 'change' },
    'another challenge': { id: idOf('another') },
    'too late': { now: START + 60 },
  } as const
  for (const [what, change] of Object.entries(others)) {
    t.equal(await db.run(consumeChallenge, { ...USE, ...change }), 0, what)
    t.equal(await db.first(findChallenge, { ...USE, ...change }), undefined, what)
  }
  t.same(await db.first(findChallenge, USE), challengeRow(), 'and none of them has spent it')
})
