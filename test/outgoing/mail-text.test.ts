import t from 'tap'
import type { MailContent } from '../../src/outgoing/mail.ts'
import { mailText } from '../../src/outgoing/mail-text.ts'

const CONTENT: MailContent = {
  lang: 'en',
  dir: 'ltr',
  subject: 'A link',
  lead: [
    [
      'Somebody who calls himself ',
      { name: 'ada', strong: true },
      ' at ',
      { name: 'North light', strong: false },
    ],
  ],
  action: { label: 'Go on', link: `https://login.example.org/api/oidc/default/link/${'x'.repeat(64)}` },
  below: [['Below.']],
  foot: [['At the foot.'], ['And more.']],
  tenant: { name: 'Northlight', host: 'login.example.org', accent: '#0f5c4c' },
}

t.test('RFC 3676 §4.3: a mail ends with who writes it, and the link stands alone', async (t) => {
  t.equal(
    mailText(CONTENT),
    [
      'Somebody who calls himself "ada" at North light',
      'Go on:',
      `https://login.example.org/api/oidc/default/link/${'x'.repeat(64)}`,
      'Below.',
      'At the foot.',
      'And more.',
      '-- \nNorthlight, login.example.org\n',
    ].join('\n\n'),
  )
  const without = mailText({ ...CONTENT, action: undefined, below: [], foot: [] })
  t.equal(without, 'Somebody who calls himself "ada" at North light\n\n-- \nNorthlight, login.example.org\n')
})

t.test('RFC 2046 §4.1.3: no line is longer than sixty columns, but for a word that is', async (t) => {
  const words = Array.from({ length: 80 }, (_, index) => '😀'.repeat(1 + (index % 9))).join(' ')
  const long = 'y'.repeat(70)
  const text = mailText({ ...CONTENT, lead: [[`${words} ${long} end`]], action: undefined })
  const lines = text.split('\n')
  t.same(
    lines.filter((line) => [...line].length > 60),
    [long],
  )
  t.equal(text.split('\n\n')[0]?.replaceAll('\n', ' '), `${words} ${long} end`)
  t.ok(lines.some((line) => [...line].length >= 55))
})
