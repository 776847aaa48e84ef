import t from 'tap'
import { composeLetter } from '../../../src/domain/mail/compose.ts'
import { english } from '../../../src/domain/mail/english.ts'
import type { Catalogue } from '../../../src/domain/mail/wording.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { LETTERS } from '../../helpers/letters.ts'

const german: Catalogue = { ...english, lang: 'de' }
const swiss: Catalogue = { ...english, lang: 'de-CH' }
const hebrew: Catalogue = { ...english, lang: 'he', dir: 'rtl' }

t.test('RFC 4647 §3.4: a letter is in the language of the person, as near as there is one', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const langFor = (locale: string | undefined) =>
    composeLetter(tenant, START, { ...LETTERS.recover, locale }, [english, german, swiss, hebrew]).lang
  t.equal(langFor('de'), 'de')
  t.equal(langFor('de-CH-1996'), 'de-CH')
  t.equal(langFor('de_ch'), 'de-CH')
  t.equal(langFor('DE-AT'), 'de')
  t.equal(langFor('pt-BR'), 'en')
  t.equal(langFor(''), 'en')
  t.equal(langFor(undefined), 'en')
  t.equal(composeLetter(tenant, START, { ...LETTERS.recover, locale: 'he' }, [english, hebrew]).dir, 'rtl')
  t.equal(composeLetter(tenant, START, { ...LETTERS.recover, locale: 'he' }).lang, 'en')
})

t.test('RFC 5322 §2.2: no name brings a line of its own', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const bad = 'North\r\nBcc: eve@example.org\u2028\u0000light'
  const {
    subject,
    lead,
    tenant: writer,
  } = composeLetter({ ...tenant, name: bad }, START, {
    ...LETTERS.invitation,
    username: 'ada\r\n\r\n',
  })
  t.equal(subject, 'North Bcc: eve@example.org light made you an account')
  t.equal(writer.name, 'North Bcc: eve@example.org light')
  t.same(lead[0]?.slice(-2), [{ name: 'ada', strong: true }, '.'])
})

t.test('Visual passcode: the last line tells who writes, and from which host', async (t) => {
  const { tenant } = await (await startServer(t)).tenant('other')
  const { tenant: writer } = composeLetter(tenant, START, LETTERS['many-tries'])
  t.same(writer, { name: 'Other', host: 'localhost:3000', accent: '#0f5c4c' })
})
