import Database from 'better-sqlite3'
import t from 'tap'
import { insertAccessToken } from '../../src/store/access-tokens.ts'
import { countStart } from '../../src/store/attempts.ts'
import { insertAuditEvent } from '../../src/store/audit-events.ts'
import { insertCode } from '../../src/store/authorization-codes.ts'
import { upsertClientKeySet } from '../../src/store/client-key-sets.ts'
import { insertClient } from '../../src/store/clients.ts'
import { insertConnection } from '../../src/store/connections.ts'
import type { Db } from '../../src/store/database.ts'
import { insertDeviceCode } from '../../src/store/device-codes.ts'
import { insertEnrolment } from '../../src/store/enrolments.ts'
import { insertGrant } from '../../src/store/grants.ts'
import { insertInteraction } from '../../src/store/interactions.ts'
import { insertKnownBrowser } from '../../src/store/known-browsers.ts'
import { insertMail } from '../../src/store/mail-outbox.ts'
import { insertMailToken } from '../../src/store/mail-tokens.ts'
import { fill, readMigrations } from '../../src/store/migrate.ts'
import { insertChallenge } from '../../src/store/passcode-challenges.ts'
import { insertPushedRequest } from '../../src/store/pushed-requests.ts'
import { insertRefreshToken } from '../../src/store/refresh-tokens.ts'
import { insertRegistrationToken } from '../../src/store/registration-tokens.ts'
import { BATCH_SIZE, type ExpiringTable, RETENTION } from '../../src/store/retention.ts'
import { upsertSession } from '../../src/store/sessions.ts'
import { insertUpstreamRequest } from '../../src/store/upstream-requests.ts'
import { insertUsedJti } from '../../src/store/used-jti.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { insertLogoutDelivery } from '../helpers/logout.ts'
import { challengeRow, givenTenantRow, givenUserRow, knownBrowserRow } from '../helpers/rows.ts'
import * as rows from '../helpers/store-rows.ts'

type Insert = (db: Db, id: Buffer, expires_at: number) => Promise<unknown>

const user_id = rows.idOf('ann')
const count = countStart([{ from: 1, wait: 0, keep: 0 }])
const start = { tenant_id: 'default', pool: 'account', now: START, window_from: 0, most: 1 }

/** A row of each table that grows. */
const INSERTS: Record<ExpiringTable, Insert> = {
  passcode_challenge: (db, id, expires_at) => db.run(insertChallenge, challengeRow({ id, expires_at })),
  attempt: (db, id, expires_at) => db.first(count, { ...start, id, expires_at }),
  known_browser: (db, id, expires_at) => db.run(insertKnownBrowser, knownBrowserRow({ id, expires_at })),
  logout_delivery: async (db, id, expires_at) => {
    await db.run(insertClient, rows.clientRow())
    return db.run(insertLogoutDelivery, rows.logoutDeliveryRow({ id, expires_at }))
  },
  session: (db, id, expires_at) => db.run(upsertSession, rows.sessionRow({ id, user_id, expires_at })),
  interaction: (db, id, expires_at) => db.run(insertInteraction, rows.interactionRow({ id, expires_at })),
  enrolment: (db, id, expires_at) => db.run(insertEnrolment, rows.enrolmentRow({ id, expires_at })),
  mail_token: (db, id, expires_at) => db.run(insertMailToken, rows.mailTokenRow({ id, expires_at })),
  pushed_request: (db, id, expires_at) =>
    db.run(insertPushedRequest, rows.pushedRequestRow({ id, expires_at })),
  upstream_request: async (db, id, expires_at) => {
    await db.run(insertConnection, rows.connectionRow())
    return db.run(insertUpstreamRequest, rows.upstreamRequestRow({ id, expires_at }))
  },
  device_code: (db, id, expires_at) => db.first(insertDeviceCode, rows.deviceCodeRow({ id, expires_at })),
  mail_outbox: (db, id, expires_at) => db.run(insertMail, rows.mailRow({ id, expires_at })),
  registration_token: (db, id, expires_at) =>
    db.run(insertRegistrationToken, rows.registrationTokenRow({ id, expires_at })),
  client_key_set: (db, id, expires_at) =>
    db.run(upsertClientKeySet, rows.clientKeySetRow({ id, expires_at })),
  audit_event: (db, id, expires_at) => db.run(insertAuditEvent, rows.auditEventRow({ id, expires_at })),
  used_jti: (db, id, expires_at) => db.first(insertUsedJti, rows.usedJtiRow({ id, expires_at })),
  authorization_code: (db, id, expires_at) => db.run(insertCode, rows.codeRow({ id, expires_at })),
  access_token: (db, id, expires_at) => db.run(insertAccessToken, rows.accessTokenRow({ id, expires_at })),
  refresh_token: (db, id, expires_at) => db.run(insertRefreshToken, rows.refreshTokenRow({ id, expires_at })),
  grant: (db, id, expires_at) => db.run(insertGrant, rows.grantRow({ id, user_id, expires_at })),
}

t.test('Retention: every table whose rows say when they end has a rule', async (t) => {
  const database = new Database(':memory:')
  for (const { sql } of readMigrations()) database.exec(fill(sql, 'sqlite'))
  const expiring = database
    .prepare(
      `SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.name = 'expires_at' ORDER BY t.name`,
    )
    .pluck()
    .all()
  database.close()
  t.not(expiring.length, 0)
  t.same(Object.keys(RETENTION).sort(), expiring)
})

t.test('Retention: codes and tokens go before the grants they hang on, which are kept as long', async (t) => {
  t.equal(Object.keys(RETENTION).at(-1), 'grant')
  t.equal(
    RETENTION.authorization_code.kept,
    3600,
    'RFC 6749 §4.1.2: a code that is used again is still known',
  )
  for (const table of ['authorization_code', 'access_token', 'refresh_token'] as const) {
    t.ok(RETENTION[table].kept <= RETENTION.grant.kept, table)
  }
})

await onBothDatabases(t, 'Retention: each rule takes what has ended and nothing else', async (t, db) => {
  await givenTenantRow(db)
  await givenUserRow(db)
  for (const [table, rule] of Object.entries(RETENTION)) {
    const insert = INSERTS[table as ExpiringTable]
    for (const expires_at of [START - 1, START, START + 1]) {
      await insert(db, rows.idOf(`${table}/${expires_at}`), expires_at)
    }
    t.equal(await db.run(rule.deleteBatch, { before: START }), 2, table)
    t.equal(await db.run(rule.deleteBatch, { before: START }), 0, table)
    t.equal(await db.run(rule.deleteBatch, { before: START + 1 }), 1, table)
  }
})

await onBothDatabases(t, 'Retention: a batch is small, and the oldest go first', async (t, db) => {
  await givenTenantRow(db)
  await db.transaction(async (tx) => {
    for (let index = 0; index < BATCH_SIZE + 7; index += 1) {
      const id = rows.idOf(`challenge ${index}`)
      await tx.run(insertChallenge, challengeRow({ id, expires_at: START - index }))
    }
  })
  const { deleteBatch } = RETENTION.passcode_challenge
  t.equal(await db.run(deleteBatch, { before: START }), BATCH_SIZE)
  t.equal(await db.run(deleteBatch, { before: START - 7 }), 0)
  t.equal(await db.run(deleteBatch, { before: START }), 7)
})
