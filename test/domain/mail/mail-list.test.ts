import t from 'tap'
import { deleteMails, listMails, readMails } from '../../../src/domain/mail/mail-list.ts'
import { deliverMails, queueMail } from '../../../src/domain/mail/outbox.ts'
import * as outbox from '../../../src/store/mail-outbox.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { LETTERS, LINK } from '../../helpers/letters.ts'

async function givenMails(server: TestServer): Promise<void> {
  const deps = await server.tenant()
  const other = await server.tenant('other')
  await deps.db.transaction((tx) => queueMail(deps, tx, LETTERS.recover))
  await deps.db.transaction((tx) => queueMail(other, tx, LETTERS['many-tries']))
  server.clock.seconds += 5
  await deps.db.transaction((tx) => queueMail(deps, tx, LETTERS['verify-email']))
}

t.test('Outbox: an administrator sees what became of each mail, and not what it says', async (t) => {
  const server = await startServer(t)
  await givenMails(server)
  const deps = await server.tenant()
  server.clock.seconds = START
  await deliverMails(deps)
  const [newest] = await deps.db.all(outbox.listMails, { tenant_id: 'default', limit: 1 })
  if (!newest) throw new Error('nothing was queued')
  const { id, expires_at } = newest
  await deps.db.first(outbox.claimMail, { id, attempts: 0, tried: 3, due_at: START + 9 })
  await deps.db.run(outbox.updateMailError, { id, tried: 3, last_error: 'no answer', due_at: START + 60 })
  const waiting = { kind: 'verify-email', attempts: 3, last_error: 'no answer', sent_at: null }
  const sent = { kind: 'recover', state: 'sent', attempts: 1, sent_at: START, due_at: undefined }
  t.match(await listMails(deps, 9), [{ ...waiting, state: 'waiting', due_at: START + 60 }, sent])
  await deps.db.run(outbox.updateMailError, { id, tried: 3, last_error: 'no answer', due_at: expires_at })
  const listed = await listMails(deps, 9)
  t.match(listed, [{ ...waiting, state: 'given-up', due_at: undefined }, sent])
  t.notMatch(JSON.stringify(listed), LINK)
  t.equal((await listMails(deps, 1)).length, 1)
})

t.test('Outbox: mails are read and deleted in their tenant alone', async (t) => {
  const server = await startServer(t)
  await givenMails(server)
  const [deps, other] = [await server.tenant(), await server.tenant('other')]
  t.match(await readMails(deps, 9), [
    { kind: 'verify-email', to: 'ada@example.org', link: LINK },
    { kind: 'recover', from: { name: 'Northlight' } },
  ])
  await deleteMails(deps)
  t.same(await readMails(deps, 9), [])
  t.match(await readMails(other, 9), [{ kind: 'many-tries', link: undefined }])
})
