import t from 'tap'
import { openRecord } from '../../../src/domain/authentication/passcode-record.ts'
import { serverKey } from '../../../src/domain/authentication/server-key.ts'
import { findConnections, type OidcConnection } from '../../../src/domain/connections/connection.ts'
import { upstreamClient } from '../../../src/domain/connections/connection-secret.ts'
import { openSecrets } from '../../../src/domain/keys/root-key.ts'
import { publishedKeys } from '../../../src/domain/keys/signing-keys.ts'
import { openMail, queueMail } from '../../../src/domain/mail/outbox.ts'
import { announceSecretKey, BATCH_SIZE, reseal } from '../../../src/domain/sealing/reseal.ts'
import { isUnused, secretKeyUses } from '../../../src/domain/sealing/secret-key-use.ts'
import type { Secrets } from '../../../src/primitives/sealing.ts'
import type { Db } from '../../../src/store/database.ts'
import { listMails } from '../../../src/store/mail-outbox.ts'
import { findPasscodeOfName } from '../../../src/store/passcodes.ts'
import { statement } from '../../../src/store/statement.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import {
  countingRandom,
  START,
  serverOn,
  startServer,
  type TestServer,
  testConfig,
} from '../../helpers/fixtures.ts'
import { givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'
import { testSecrets } from '../../helpers/secrets.ts'
import { givenConnection, UPSTREAM_SECRET } from '../../helpers/upstream-provider.ts'

const OLD = Buffer.alloc(32, 7)
const NEW = Buffer.alloc(32, 8)

const both = () => testSecrets(NEW, countingRandom(), OLD)
const alone = () => testSecrets(NEW, countingRandom())

/** One of each kind that is sealed, and a passcode challenge. */
async function givenSealed(server: TestServer): Promise<void> {
  const inside = await server.tenant()
  await openSecrets(server.deps, server.deps.secrets)
  await publishedKeys(inside, inside.parsed, inside.tenant)
  await givenEnrolled(server)
  await givenConnection(server, { issuer: 'https://op.example' })
  await server.db.transaction((tx) =>
    queueMail(inside, tx, {
      kind: 'many-tries',
      user_id: null,
      to: 'ann@example.com',
      username: 'ann',
      count: 50,
    }),
  )
}

/** Rows of one table that are copies of its one row, under other ids: they do not open. */
const copyMails = (db: Db, count: number) => {
  const copy = statement((q, p: { id: Buffer; sealed: Buffer }) =>
    q.insertInto('mail_outbox').values({
      id: p.id,
      tenant_id: 'default',
      kind: 'many-tries',
      message_sealed: p.sealed,
      attempts: 0,
      due_at: START,
      last_error: null,
      created_at: START,
      expires_at: START + 9,
      sent_at: null,
    }),
  )
  return db.transaction(async (tx) => {
    const [mail] = await tx.all(listMails, { tenant_id: 'default', limit: 1 })
    for (let index = 1; index <= count; index += 1) {
      await tx.run(copy, { id: Buffer.alloc(16, index), sealed: mail?.message_sealed ?? Buffer.alloc(0) })
    }
  })
}

const uses = (server: TestServer, secrets: Secrets) => secretKeyUses({ ...server.deps, secrets })

await onBothDatabases(
  t,
  'SP 800-57 Part 1 §5.3.5: all that is sealed is sealed anew, and opens',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    await givenSealed(server)
    t.match(await uses(server, both()), [
      { state: 'current', sealed: {} },
      {
        state: 'previous',
        sealed: {
          root_key: 1,
          signing_key: 1,
          passcode_server_key: 1,
          connection: 1,
          passcode: 1,
          mail_outbox: 1,
        },
      },
    ])
    t.same(
      await reseal({ db, secrets: server.deps.secrets }),
      { resealed: 0, unreadable: 0 },
      'no key before',
    )
    t.same(await reseal({ db, secrets: both() }), { resealed: 6, unreadable: 0 })
    t.same(await reseal({ db, secrets: both() }), { resealed: 0, unreadable: 0 })
    const [, previous] = await uses(server, both())
    t.ok(previous && isUnused(previous))

    const secrets = alone()
    const deps = { ...(await server.tenant()), secrets }
    await t.resolves(openSecrets(deps, secrets))
    const [key] = await publishedKeys(deps, deps.parsed, deps.tenant)
    await t.resolves(Promise.resolve(key?.signer()))
    t.match(await serverKey(deps), { generation: 1 })
    const passcode = await db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' })
    t.match(passcode && openRecord(secrets, passcode), { method: 'pin' })
    const [connection] = await findConnections(deps)
    t.equal(upstreamClient(deps, connection as OidcConnection).client_secret, UPSTREAM_SECRET)
    const [mail] = await db.all(listMails, { tenant_id: 'default', limit: 1 })
    t.match(mail && openMail(deps, mail), { to: 'ann@example.com' })
  },
)

await onBothDatabases(t, 'SP 800-57 Part 1 §5.3.5: it goes on where it was broken off', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const inside = await server.tenant()
  const letter = {
    kind: 'many-tries',
    user_id: null,
    to: 'ann@example.com',
    username: 'ann',
    count: 50,
  } as const
  const total = BATCH_SIZE * 2 + 50
  await db.transaction(async (tx) => {
    for (let index = 0; index < total; index += 1) await queueMail(inside, tx, letter)
  })
  let batches = 0
  const dying: Db = {
    ...db,
    transaction: async (work) => {
      const written = await db.transaction(work)
      batches += 1
      // Three of keys, one of connections, one of passcodes, the first of the mails.
      if (batches === 6) throw new Error('the process ends here')
      return written
    },
  }
  await t.rejects(reseal({ db: dying, secrets: both() }), /ends here/)
  const [current, previous] = await uses(server, both())
  t.same(current?.sealed, { mail_outbox: BATCH_SIZE })
  t.same(previous?.sealed, { mail_outbox: total - BATCH_SIZE })
  t.same(await reseal({ db, secrets: both() }), { resealed: total - BATCH_SIZE, unreadable: 0 })
  const mails = await db.all(listMails, { tenant_id: 'default', limit: total })
  for (const mail of mails) openMail({ config: server.config, secrets: alone() }, mail)
  t.equal(mails.length, total)
})

t.test(
  'SP 800-57 Part 1 §5.3.5: what does not open is left alone, and keeps nothing else from it',
  async (t) => {
    const server = await startServer(t)
    await givenSealed(server)
    await copyMails(server.db, BATCH_SIZE + 3)
    t.same(await reseal({ db: server.db, secrets: both() }), { resealed: 6, unreadable: BATCH_SIZE + 3 })
    t.same(await reseal({ db: server.db, secrets: both() }), { resealed: 0, unreadable: BATCH_SIZE + 3 })

    const fault = {
      ...both(),
      seal: () => {
        throw new RangeError('out of range')
      },
    }
    const clean = await startServer(t)
    await givenSealed(clean)
    await t.rejects(reseal({ db: clean.db, secrets: fault }), RangeError)
  },
)

t.test('SP 800-57 Part 1 §5.3.5: a passcode that is replaced meanwhile stays the new one', async (t) => {
  const server = await startServer(t)
  await givenSealed(server)
  const { db } = server
  const meanwhile: Db = {
    ...db,
    transaction: async (work) => {
      await db.execute(`UPDATE passcode SET record_sealed = x'00'`)
      return db.transaction(work)
    },
  }
  t.same(await reseal({ db: meanwhile, secrets: both() }), { resealed: 5, unreadable: 0 })
  const kept = await db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' })
  t.same(kept?.record_sealed, Buffer.alloc(1))
})

t.test('SP 800-57 Part 1 §5.3.5: people sign in before, during and after', async (t) => {
  const server = await startServer(t)
  await givenSealed(server)
  const browser = await PasscodeBrowser.open(server)
  const withSecrets = async (secrets: Secrets) => {
    Object.assign(browser, { deps: { ...(await server.tenant()), secrets } })
    await browser.begin()
    return browser.signIn()
  }
  t.match(await withSecrets(server.deps.secrets), { next: 'signed-in' })
  t.match(await withSecrets(both()), { next: 'signed-in' })
  await reseal({ db: server.db, secrets: both() })
  t.match(await withSecrets(both()), { next: 'signed-in' })
  t.match(await withSecrets(alone()), { next: 'signed-in' })
})

t.test('Secret key: a change of it is told to every process', async (t) => {
  const server = await startServer(t)
  let renewed = 0
  const renew = () => {
    renewed += 1
  }
  const secrets = { ...server.deps.secrets, renew }
  const before = await server.deps.cache.current()
  await announceSecretKey({ db: server.db, secrets })
  t.equal(renewed, 1)
  t.not(await server.deps.cache.current(), before)
})
