import t, { type Test } from 'tap'
import type { Deps } from '../../../src/deps.ts'
import type { Letter } from '../../../src/domain/mail/letter.ts'
import { listMails } from '../../../src/domain/mail/mail-list.ts'
import { deliverMails, queueMail } from '../../../src/domain/mail/outbox.ts'
import * as outbox from '../../../src/store/mail-outbox.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { LETTERS, LINK } from '../../helpers/letters.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

async function queue(server: TestServer, letter: Letter = LETTERS.recover, tenant?: string): Promise<void> {
  const deps = await server.tenant(tenant)
  await deps.db.transaction((tx) => queueMail(deps, tx, letter))
}

const rowsOf = (server: TestServer) => server.db.all(outbox.listMails, { tenant_id: 'default', limit: 99 })

/** The same server with another way to send. */
const sendingBy = ({ deps }: TestServer, send: Deps['mail']['send']): Deps => ({
  ...deps,
  mail: { ...deps.mail, send },
})

async function givenBrokenServer(t: Test) {
  const server = await startServer(t)
  const deps = sendingBy(server, async () => {
    throw new Error(`451 4.7.1 Later,\r\n451 4.7.1 please${'.'.repeat(600)}`)
  })
  return { server, deps }
}

t.test('RFC 5321 §4.5.4.1: what was queued is sent once, and then kept as sent', async (t) => {
  const server = await startServer(t)
  await queue(server)
  t.same(server.mails, [], 'not before the transaction is over')
  t.equal(await deliverMails(server.deps), 1)
  t.match(server.mails, [
    {
      kind: 'recover',
      id: /^[0-9a-f-]{36}$/,
      from: { name: 'Northlight', address: 'login@northlight.example' },
      to: 'ada@example.org',
      subject: 'A link to get back in',
      lang: 'en',
      link: LINK,
      created_at: START,
    },
  ])
  t.match(server.mails[0]?.text, `\n${LINK}\n`)
  t.match(server.mails[0]?.html, `href="${LINK}"`)
  t.equal(await deliverMails(server.deps), 0)
  t.match(await rowsOf(server), [{ attempts: 1, sent_at: START, last_error: null }])
})

t.test('Outbox: a mail is queued with what makes it true, or not at all', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const work = deps.db.transaction(async (tx) => {
    await queueMail(deps, tx, LETTERS.recover)
    throw new Error('undone')
  })
  await t.rejects(work, { message: 'undone' })
  t.equal(await deliverMails(deps), 0)
  t.same(await rowsOf(server), [])
})

t.test('Outbox: the database shows neither the link nor whom it goes to', async (t) => {
  const server = await startServer(t)
  await queue(server)
  const [row] = await rowsOf(server)
  const stored = Buffer.concat(Object.values(row ?? {}).map((value) => Buffer.from(String(value), 'latin1')))
  t.notMatch(stored.toString('latin1'), /ada|link\/q7/)
})

t.test('NIST SP 800-38D §5.2: a mail that was moved to another row is not sent', async (t) => {
  const server = await startServer(t)
  await queue(server)
  await queue(server, LETTERS['many-tries'], 'other')
  const [row] = await rowsOf(server)
  if (!row) throw new Error('nothing was queued')
  await server.db.run(outbox.insertMail, { ...row, id: Buffer.alloc(16, 1) })
  await server.db.run(outbox.insertMail, { ...row, id: Buffer.alloc(16, 2), tenant_id: 'other' })
  t.equal(await deliverMails(server.deps), 2)
  t.same(server.mails.map(({ kind }) => kind).sort(), ['many-tries', 'recover'])
  t.match(await server.db.all(outbox.listMails, { tenant_id: 'other', limit: 9 }), [
    { sent_at: null, last_error: /does not open/ },
    { sent_at: START },
  ])
})

t.test('RFC 5321 §4.5.4.1: a mail that is not taken is tried again after growing waits', async (t) => {
  const { server, deps } = await givenBrokenServer(t)
  await queue(server)
  const minutes = [1, 2, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60]
  for (const [index, wait] of minutes.entries()) {
    t.equal(await deliverMails(deps), 0)
    t.match(await rowsOf(server), [
      {
        attempts: index + 1,
        last_error: /^451 4\.7\.1 Later, 451 4\.7\.1 please\.{400,480}$/,
        due_at: server.clock.seconds + wait * MINUTE,
      },
    ])
    server.clock.seconds += wait * MINUTE - 1
    t.equal(await deliverMails(server.deps), 0, 'not before')
    server.clock.seconds += 1
  }
  t.equal(server.notices.filter(({ rule }) => rule === 'mail-not-sent').length, minutes.length)
  t.equal(await deliverMails(server.deps), 1, 'nothing is lost')
  t.match(await rowsOf(server), [{ attempts: 10, last_error: null, sent_at: server.clock.seconds }])
})

t.test('RFC 5321 §4.5.4.1: a mail is given up after two days, and still to be seen', async (t) => {
  const { server, deps } = await givenBrokenServer(t)
  await queue(server)
  for (let tries = 0; tries < 10; tries += 1) {
    const [row] = await rowsOf(server)
    server.clock.seconds = row?.due_at ?? 0
    await deliverMails(deps)
  }
  t.ok(server.clock.seconds > START + 46 * HOUR && server.clock.seconds < START + 48 * HOUR)
  server.clock.seconds += 48 * HOUR
  t.equal(await deliverMails(server.deps), 0, 'no more tries')
  t.match(await listMails(await server.tenant(), 9), [
    { attempts: 10, last_error: /^451/, state: 'given-up' },
  ])
  server.clock.seconds = START + 30 * 24 * HOUR
  t.equal(await deliverMails(server.deps), 0, 'nor at its end')
})

t.test('Outbox: of two processes one sends', async (t) => {
  const server = await startServer(t)
  for (let count = 0; count < 30; count += 1) await queue(server)
  const sent = await Promise.all([
    deliverMails(server.deps),
    deliverMails(server.deps),
    deliverMails(server.deps),
  ])
  t.equal(sent[0] + sent[1] + sent[2], 30)
  t.equal(new Set(server.mails.map(({ id }) => id)).size, 30)
  t.equal(server.mails.length, 30)
})

t.test(
  'RFC 5322 §3.6.4: a process that ends while it sends leaves the mail to be sent again, as the same',
  async (t) => {
    const server = await startServer(t)
    await queue(server)
    const [row] = await rowsOf(server)
    if (!row) throw new Error('nothing was queued')
    const claim = { id: row.id, attempts: 0, tried: 1, due_at: START + 10 * MINUTE }
    t.ok(await server.db.first(outbox.claimMail, claim))
    t.equal(await deliverMails(server.deps), 0, 'another process may be sending it')
    server.clock.seconds += 10 * MINUTE
    t.equal(await deliverMails(server.deps), 1)
    t.match(await rowsOf(server), [{ attempts: 2 }])
  },
)

t.test('Outbox: without an SMTP server nothing is queued, and nothing tried', async (t) => {
  const server = await startServer(t, { smtp_url: undefined })
  t.equal(server.deps.mail.is_configured, false)
  await queue(server)
  t.same(await rowsOf(server), [])
  t.equal(await deliverMails(server.deps), 0)
})
