import t from 'tap'
import type { MailContent } from '../../src/outgoing/mail.ts'
import { makeMailLayout } from '../../src/outgoing/mail-layout.ts'

const layOut = makeMailLayout(new URL('../../views/', import.meta.url))

const CONTENT: MailContent = {
  lang: 'he',
  dir: 'rtl',
  subject: 'A link & more',
  lead: [
    ['For ', { name: '<b>ada</b>', strong: true }, ' at ', { name: 'North & light', strong: false }, '.'],
  ],
  action: { label: 'Go on', link: 'https://login.example.org/link/q7?a=1&b="2"' },
  below: [['Below.']],
  foot: [['At the foot.']],
  tenant: { name: '"><script>alert(1)</script>', host: 'login.example.org', accent: '#ffd500' },
}

t.test('Mail: a name is text, wherever it stands', async (t) => {
  const { html } = layOut(CONTENT)
  t.match(html, 'For <strong><bdi>&lt;b&gt;ada&lt;/b&gt;</bdi></strong> at <bdi>North &amp; light</bdi>.</p>')
  t.notMatch(html, '<script')
  t.match(html, '<title>A link &amp; more</title>')
  t.match(html, 'href="https://login.example.org/link/q7?a=1&amp;b=&quot;2&quot;"')
})

t.test('Mail: one column, one button in the tenant’s colour, and nothing that is loaded', async (t) => {
  const { html } = layOut(CONTENT)
  t.match(html, '<html lang="he" dir="rtl">')
  t.match(html, 'max-width: 480px')
  t.match(html, 'background: #ffd500; color: #000000')
  t.match(html, 'prefers-color-scheme: dark')
  t.equal(html.match(/<a /g)?.length, 1)
  t.notMatch(html, /<img|<link|src=|url\(|@import|style=/)
  t.notMatch(layOut({ ...CONTENT, action: undefined }).html, '<a ')
})

t.test(
  'Mail: the text is the master, and says the same; names in it are isolated from words of another direction',
  async (t) => {
    const { text, html } = layOut(CONTENT)
    t.match(
      text,
      'For "\u2068<b>ada</b>\u2069" at \u2068North & light\u2069.\n\nGo on:\n\nhttps://login.example.org/link/q7?a=1&b="2"\n',
    )
    for (const words of ['Below.', 'At the foot.', 'login.example.org']) {
      t.match(text, words)
      t.match(html, words)
    }
  },
)
