import t from 'tap'
import { oneLine, plain, say, strong } from '../../../src/domain/mail/wording.ts'

t.test('Mail: a paragraph keeps names apart from its words', async (t) => {
  t.same(say`${strong('ada')} at ${plain('North\nlight')}, ${'twice'}.`, [
    { name: 'ada', strong: true },
    ' at ',
    { name: 'North light', strong: false },
    ', ',
    'twice',
    '.',
  ])
})

t.test('RFC 5322 §2.2: whatever breaks a line is a blank', async (t) => {
  const ends = ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u0000', '\t', '\v\f']
  for (const [index, end] of ends.entries()) {
    t.equal(oneLine(`${end}a${end}${end}b${end}`), 'a b', `the one at ${index}`)
  }
})
