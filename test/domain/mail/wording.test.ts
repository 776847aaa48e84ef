import t from 'tap'
import { browserOf, oneLine, paragraphOf, whenOf } from '../../../src/domain/mail/wording.ts'
import { makeCatalogue } from '../../../src/primitives/messages.ts'
import { START } from '../../helpers/fixtures.ts'

const words = {
  'mail.x': '<b>{who}</b> at {place}, {count} times.',
  'mail.browser': '{browser} on {system}',
  'mail.unknown-browser': 'a browser',
  'mail.unknown-system': 'a system',
}
const catalogue = makeCatalogue('en', () => new Map(Object.entries(words)))

t.test('Mail: a paragraph keeps names apart from its words', async (t) => {
  t.same(paragraphOf(catalogue, 'mail.x', { who: 'ada', place: 'North\nlight', count: 1000 }), [
    { name: 'ada', strong: true },
    ' at ',
    { name: 'North light', strong: false },
    ', ',
    '1,000',
    ' times.',
  ])
})

t.test('Mail: when it was, and with what, as far as it is known', async (t) => {
  t.same(whenOf(catalogue, START), { date: '15 January 2027', time: '08:00' })
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
  t.equal(browserOf(catalogue, { address: '::1', user_agent: firefox }), 'Firefox on Linux')
  t.equal(browserOf(catalogue, { address: '::1', user_agent: undefined }), 'a browser on a system')
})

t.test('RFC 5322 §2.2: whatever breaks a line is a blank', async (t) => {
  const ends = ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u0000', '\t', '\v\f']
  for (const [index, end] of ends.entries()) {
    t.equal(oneLine(`${end}a${end}${end}b${end}`), 'a b', `the one at ${index}`)
  }
})
