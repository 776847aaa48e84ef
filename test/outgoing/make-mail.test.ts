import t from 'tap'
import { makeMail } from '../../src/outgoing/make-mail.ts'
import { MESSAGE } from '../helpers/letters.ts'

const views = new URL('../../views/', import.meta.url)

t.test('Mail: without a way to send it is not configured, and refuses', async (t) => {
  const mail = makeMail(views, undefined)
  t.equal(mail.is_configured, false)
  await t.rejects(mail.send(MESSAGE), { message: /SMTP_URL/ })
})

t.test('Mail: with a way to send it is configured, and takes it', async (t) => {
  const sent: unknown[] = []
  const mail = makeMail(views, async (message) => void sent.push(message))
  t.equal(mail.is_configured, true)
  await mail.send(MESSAGE)
  t.same(sent, [MESSAGE])
  t.match(await mail.source(MESSAGE), /^Subject: A link$/m)
})
