/**
 * All that is held about a person, for that person.
 */
import Database from 'better-sqlite3'
import t from 'tap'
import { makeRecoveryCodes } from '../../../src/domain/account/own-recovery-codes.ts'
import { personalData } from '../../../src/domain/account/personal-data.ts'
import { queueMail } from '../../../src/domain/mail/outbox.ts'
import { insertEnrolment } from '../../../src/store/enrolments.ts'
import { fill, readMigrations } from '../../../src/store/migrate.ts'
import { statement } from '../../../src/store/statement.ts'
import { insertUpstreamAccount } from '../../../src/store/upstream-accounts.ts'
import { deleteUser } from '../../../src/store/users.ts'
import { accountIn } from '../../helpers/account.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { EnrolBrowser } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { LETTERS } from '../../helpers/letters.ts'
import { givenLink } from '../../helpers/links.ts'
import { assignTo, givenKitchen } from '../../helpers/organizations.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'
import { enrolmentRow, idOf, upstreamAccountRow } from '../../helpers/store-rows.ts'
import { givenConnection } from '../../helpers/upstream-provider.ts'

/** Which part tells of which table. */
const PARTS = {
  passcode: 'passcode',
  recovery_code: 'recovery_codes',
  known_browser: 'known_browsers',
  session: 'sessions',
  consent: 'allowed_applications',
  grant: 'grants',
  audit_event: 'events',
  enrolment: 'enrolments',
  mail_token: 'mailed_links',
  mail_outbox: 'mails',
  upstream_account: 'upstream_accounts',
  organization_member: 'organizations',
  client_assignment: 'assigned_applications',
} as const

const allOf = (table: 'session' | 'known_browser' | 'recovery_code' | 'passcode') =>
  statement((q) => q.selectFrom(table).selectAll())

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  await givenRp(server, { metadata: { first_party: false } })
  const ann = await givenEnrolled(server, 'ann')
  const browser = new EnrolBrowser(server)
  const asked = await browser.authorize({ login_hint: 'ann' })
  await browser.signInAt(String(asked.headers.location), 'ann')
  const consent = String(asked.headers.location).replace('/sign-in/', '/consent/')
  await browser.submit(consent, (await browser.get(consent)).body)
  await browser.get(consent.replace('/consent/', '/authorize/'))
  const deps = await server.tenant()
  const account = await accountIn({ server, browser })
  await makeRecoveryCodes(deps, account)
  await givenLink(server, { purpose: 'report', user_id: ann })
  await server.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS.recover, user_id: ann }))
  await browser.get(`${server.issuer}/change`)
  await givenKitchen(server, ann)
  await assignTo(server, ann)
  const signed_up = {
    id: idOf('sign-up'),
    purpose: 'sign-up',
    user_id: ann,
    person: '{"username":"ann"}',
  } as const
  await server.db.run(insertEnrolment, enrolmentRow(signed_up))
  await givenConnection(server, { issuer: 'https://op.example' })
  await server.db.run(insertUpstreamAccount, upstreamAccountRow({ user_id: ann }))
  return { server, deps, ann, account }
}

t.test('RFC 6973 §6.2: every table that tells of people has its part', async (t) => {
  const database = new Database(':memory:')
  for (const { sql } of readMigrations()) database.exec(fill(sql, 'sqlite'))
  const tables = database
    .prepare(
      `SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.name = 'user_id' ORDER BY t.name`,
    )
    .pluck()
    .all()
  database.close()
  t.same(Object.keys(PARTS).sort(), tables)
  const { deps, account } = await scene(t)
  const data: Record<string, unknown> = await personalData(deps, account)
  for (const part of [...Object.values(PARTS), 'person', 'authorization_requests']) {
    t.ok(Object.keys(data[part] as object).length > 0, part)
  }
})

t.test('RFC 6973 §6.2: instants are written out, and what is told is what is held', async (t) => {
  const { deps, ann, account } = await scene(t)
  const at = '2027-01-15T08:00:00Z'
  t.match(await personalData(deps, account), {
    made_at: at,
    issuer: deps.tenant.issuer,
    person: {
      sub: account.user.sub,
      preferred_username: 'ann',
      email: 'ann@example.com',
      email_verified: true,
    },
    passcode: { method: 'pin', created_at: at, last_used_at: at },
    recovery_codes: Array.from({ length: 10 }, () => ({ created_at: at, used_at: null })),
    known_browsers: [{ address: '192.0.2.1', browser: null, last_used_at: at }],
    sessions: [{ amr: ['pwd', 'pin'], auth_time: at, ended_at: null, address: '192.0.2.1' }],
    upstream_accounts: [{ connection: 'corporate', sub: 'ann there', created_at: at, last_used_at: at }],
    allowed_applications: [{ client_id: 'rp', scope: 'openid', given_at: at }],
    grants: [{ client_id: 'rp', scope: 'openid', revoked_at: null }],
    events: [
      { at, action: 'sign-in', outcome: 'done', actor: 'person', client_id: 'rp', address: '192.0.2.1' },
      { at, action: 'consent-given', client_id: 'rp' },
    ],
    authorization_requests: [{ parameters: { login_hint: 'ann' }, received_at: at, finished_at: at }],
    enrolments: [
      { purpose: 'change', stated: null },
      { purpose: 'sign-up', stated: { username: 'ann' } },
    ],
    mailed_links: [{ purpose: 'report', email: 'ann@example.com', used_at: null }],
    organizations: [{ id: 'org_kitchen', name: 'Cumin Kitchen', created_at: at }],
    assigned_applications: [{ client_id: 'rp', created_at: at }],
    mails: [{ kind: 'recover', to: LETTERS.recover.to, created_at: at, sent_at: null }],
  })
  t.ok(ann)
})

t.test('RFC 6749 §10.3: no secret is in it, and nothing that is kept of one', async (t) => {
  const { server, deps, account } = await scene(t)
  const text = JSON.stringify(await personalData(deps, account))
  const secrets = [
    ...(await server.db.all(allOf('session'), {})),
    ...(await server.db.all(allOf('known_browser'), {})),
    ...(await server.db.all(allOf('recovery_code'), {})),
    ...(await server.db.all(allOf('passcode'), {})),
  ].flatMap((row) => Object.values(row).filter((value) => Buffer.isBuffer(value)))
  t.ok(secrets.length > 20)
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const found = secrets.filter((secret) => text.includes(secret.toString(encoding)))
    t.same(found, [], encoding)
  }
  t.notMatch(text, /hash|sealed|secret/)
  t.notMatch(text, LETTERS.recover.link)
})

t.test('RFC 6973 §6.2: of who is gone meanwhile, or has no passcode, there is little to tell', async (t) => {
  const { server, deps, account } = await scene(t)
  await server.db.execute('DELETE FROM passcode')
  t.equal((await personalData(deps, account)).passcode, null)
  await server.db.run(deleteUser, { tenant_id: 'default', id: account.user.id })
  t.same((await personalData(deps, account)).person, { sub: account.user.sub })
})
