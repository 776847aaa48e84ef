import t from 'tap'
import { newestMails } from '../../src/dev/newest-mails.ts'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { devServer } from '../helpers/dev-server.ts'
import { LETTERS } from '../helpers/letters.ts'

t.test('Dev mode: mails come newest first, and no more than asked for', async (t) => {
  const dev = await devServer(t)
  const deps = await dev.tenant()
  t.same(await newestMails(dev.deps, 2), [])
  for (const to of ['a@example.com', 'b@example.com', 'c@example.com']) {
    await deps.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS.recover, to }))
    dev.clock.seconds += 1
  }
  const mails = await newestMails(dev.deps, 2)
  t.same(
    mails.map(({ to }) => to),
    ['c@example.com', 'b@example.com'],
  )
})
