import t from 'tap'
import { sweep } from '../../src/domain/retention.ts'
import { findCode, insertCode } from '../../src/store/authorization-codes.ts'
import { findGrant, insertGrant } from '../../src/store/grants.ts'
import { insertChallenge } from '../../src/store/passcode-challenges.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { challengeRow, givenTenantRow, givenUserRow } from '../helpers/rows.ts'
import { codeRow, grantRow, idOf } from '../helpers/store-rows.ts'

const CODE = { tenant_id: 'default', id: idOf('code') }
const GRANT = { tenant_id: 'default', id: idOf('grant') }

await onBothDatabases(t, 'Retention: a sweep goes on until nothing is left that may go', async (t, db) => {
  await givenTenantRow(db)
  await db.transaction(async (tx) => {
    for (let index = 0; index < 1001; index += 1) {
      await tx.run(insertChallenge, challengeRow({ id: idOf(`challenge ${index}`) }))
    }
  })
  t.match(await sweep({ db, now: () => START + 59 }), { passcode_challenge: 0 })
  t.match(await sweep({ db, now: () => START + 60 }), { passcode_challenge: 1001, grant: 0 })
  t.match(await sweep({ db, now: () => START + 60 }), { passcode_challenge: 0 })
})

await onBothDatabases(
  t,
  'RFC 6749 §4.1.2: a code and its grant outlive the code by an hour',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    await db.run(insertGrant, grantRow({ user_id, expires_at: START + 60 }))
    await db.run(insertCode, codeRow({ expires_at: START + 60 }))
    await sweep({ db, now: () => START + 60 + 3599 })
    t.ok(await db.first(findCode, CODE))
    t.ok(await db.first(findGrant, GRANT))
    t.match(await sweep({ db, now: () => START + 60 + 3600 }), { authorization_code: 1, grant: 1 })
  },
)
