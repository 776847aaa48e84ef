import t from 'tap'
import { composeLetter } from '../../../src/domain/mail/compose.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { LETTERS } from '../../helpers/letters.ts'
import { CATALOGUES } from '../../helpers/words.ts'

const [english] = CATALOGUES

t.test('RFC 5322 §2.2: no name brings a line of its own', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const bad = 'North\r\nBcc: eve@example.org\u2028\u0000light'
  const {
    subject,
    lead,
    tenant: writer,
  } = composeLetter(
    { ...tenant, name: bad },
    START,
    { ...LETTERS.invitation, username: 'ada\r\n\r\n' },
    english,
  )
  t.equal(subject, 'North Bcc: eve@example.org light made you an account')
  t.equal(writer.name, 'North Bcc: eve@example.org light')
  t.same(lead[0]?.slice(-2), [{ name: 'ada', strong: true }, '.'])
})

t.test('Visual passcode: the last line tells who writes, and from which host', async (t) => {
  const { tenant } = await (await startServer(t)).tenant('other')
  const { tenant: writer } = composeLetter(tenant, START, LETTERS['many-tries'], english)
  t.same(writer, { name: 'Other', host: 'localhost:3000', accent: '#0f5c4c' })
})
