import t from 'tap'
import { stuckMails } from '../../../src/domain/health/mail-health.ts'
import { insertMail } from '../../../src/store/mail-outbox.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { mailRow } from '../../helpers/store-rows.ts'

t.test(
  'RFC 5321 §4.5.4.1: a mail that was due for ten minutes, or refused four times, is stuck',
  async (t) => {
    const { deps, db, clock } = await startServer(t)
    t.equal(await stuckMails(deps), 0)
    await db.run(insertMail, mailRow({ due_at: START }))
    clock.seconds = START + 600
    t.equal(await stuckMails(deps), 0)
    clock.seconds += 1
    t.equal(await stuckMails(deps), 1)
  },
)
