/**
 * A person deletes the account.
 */
import Database from 'better-sqlite3'
import t from 'tap'
import { deleteAccount, mayDeleteAccount } from '../../../src/domain/account/account-deletion.ts'
import { makeRecoveryCodes } from '../../../src/domain/account/own-recovery-codes.ts'
import { deliverMails, queueMail } from '../../../src/domain/mail/outbox.ts'
import { accountIn } from '../../helpers/account.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { EnrolBrowser, givenPolicy } from '../../helpers/enrolment.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { LETTERS } from '../../helpers/letters.ts'
import { allMails, givenLink } from '../../helpers/links.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

/** Every value of every table, but for those of the outbox, which are sealed. */
function valuesIn({ config }: TestServer): unknown[] {
  const database = new Database(config.database_url.slice('sqlite:'.length), { readonly: true })
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all()
  const values = tables.flatMap((table) =>
    database
      .prepare(`SELECT * FROM "${table}"`)
      .all()
      .flatMap((row) => Object.values(row as object)),
  )
  database.close()
  return values
}

const holds = (server: TestServer, id: Buffer, ...texts: string[]): boolean =>
  valuesIn(server).some((value) =>
    Buffer.isBuffer(value)
      ? value.includes(id)
      : texts.some((text) => String(value).toLowerCase().includes(text)),
  )

t.test('Core §5.7: nothing that tells of the person is left, anywhere', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { first_party: false } })
  await givenPolicy(server, { account_deletion: true })
  const id = await givenEnrolled(server, 'marguerite')
  await givenEnrolled(server, 'bob')
  const browser = new EnrolBrowser(server)
  const asked = await browser.authorize({ login_hint: 'marguerite' })
  await browser.signInAt(String(asked.headers.location), 'marguerite')
  const consent = String(asked.headers.location).replace('/sign-in/', '/consent/')
  await browser.submit(consent, (await browser.get(consent)).body)
  await browser.get(consent.replace('/consent/', '/authorize/'))
  await browser.get(`${server.issuer}/change`)
  const deps = await server.tenant()
  const account = await accountIn({ server, browser })
  await makeRecoveryCodes(deps, account)
  await givenLink(server, { purpose: 'report', user_id: id, email: 'marguerite@example.com' })
  t.ok(holds(server, id, 'marguerite'))

  t.equal(await deleteAccount(deps, account, 'marguerit'), false)
  t.equal(await deleteAccount(deps, account, 'MARGUERITE'), true)
  t.notOk(holds(server, id, 'marguerite'))
  t.ok(holds(server, Buffer.from('nothing'), 'bob'), 'and nobody else is gone')
  t.match(server.notices.at(-1), { flow: 'account', step: 'deleted' })
  t.equal(await deleteAccount(deps, account, 'marguerite'), true, 'twice at the same time is once')
})

t.test('RFC 6973 §6.2: mails go with the account, sent or not, but for the last one', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const id = await givenEnrolled(server, 'ann')
  const bob = await givenEnrolled(server, 'bob')
  const browser = new EnrolBrowser(server)
  await browser.signIn(id)
  const deps = await server.tenant()
  await server.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS.recover, user_id: id }))
  await deliverMails(deps)
  for (const user_id of [id, bob]) {
    await server.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS['many-tries'], user_id }))
  }
  t.ok(await deleteAccount(deps, await accountIn({ server, browser }), 'ann'))
  const left = await server.db.all(allMails, {})
  t.same(
    left.map(({ kind, user_id }) => ({ kind, user_id })),
    [
      { kind: 'many-tries', user_id: bob },
      { kind: 'account-deleted', user_id: null },
    ],
  )
})

t.test(
  'Visual passcode: whoever may make an account may delete it, unless the tenant says otherwise',
  async (t) => {
    const server = await startServer(t)
    const { tenant } = await server.tenant()
    const may = (policy: object) => mayDeleteAccount({ policy: { ...tenant.policy, ...policy } })
    t.equal(may({}), false)
    t.equal(may({ self_registration: true }), true)
    t.equal(may({ self_registration: true, account_deletion: false }), false)
    t.equal(may({ account_deletion: true }), true)
  },
)
