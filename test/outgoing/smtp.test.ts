import { createServer } from 'node:net'
import t from 'tap'
import { mailSource, makeSmtpSend, trySmtp } from '../../src/outgoing/smtp.ts'
import { MESSAGE } from '../helpers/letters.ts'
import { freePort } from '../helpers/listening.ts'
import { smtpServer } from '../helpers/smtp.ts'

const headersOf = (source: string): string[] =>
  (source.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n')

t.test('RFC 5321 §3.3: a message goes to its one recipient, as text and as HTML', async (t) => {
  const smtp = await smtpServer(t)
  await makeSmtpSend(smtp.url)(MESSAGE)
  const [mail] = smtp.taken
  t.match(mail, { from: 'login@northlight.example', to: ['ada@example.org'] })
  t.equal(smtp.taken.length, 1)
  const headers = headersOf(mail?.source ?? '')
  t.ok(headers.includes('From: Northlight <login@northlight.example>'))
  t.ok(headers.includes('To: ada@example.org'))
  t.ok(headers.includes('Subject: A link'))
  t.ok(headers.includes('Auto-Submitted: auto-generated'), 'RFC 3834 §5')
  t.ok(headers.includes('Content-Language: en'), 'RFC 3282 §2')
  t.match(
    mail?.source,
    /text\/plain; charset=utf-8[\s\S]*The text\.[\s\S]*text\/html; charset=utf-8[\s\S]*<p>The HTML/,
  )
})

t.test(
  'RFC 5322 §3.6.4: a message keeps its Message-ID and its date, however often it goes out',
  async (t) => {
    const smtp = await smtpServer(t)
    const send = makeSmtpSend(smtp.url)
    await send(MESSAGE)
    await send(MESSAGE)
    t.equal(smtp.taken.length, 2)
    for (const { source } of smtp.taken) {
      const headers = headersOf(source)
      t.ok(headers.includes('Message-ID: <01a3185c-5000-7dea-ba0f-e42ea6fc6e14@northlight.example>'))
      t.ok(headers.includes('Date: Fri, 15 Jan 2027 08:00:00 +0000'))
    }
  },
)

t.test('RFC 5322 §2.2: no name, subject or address brings a header or a recipient of its own', async (t) => {
  const smtp = await smtpServer(t)
  const bad = 'x\r\nBcc: eve@example.org\r\n\r\nbody'
  const send = makeSmtpSend(smtp.url)
  await send({ ...MESSAGE, subject: bad, from: { ...MESSAGE.from, name: bad } })
  await send({ ...MESSAGE, from: { ...MESSAGE.from, name: 'A, B <eve@example.org>, "C' } })
  t.same(
    smtp.taken.map(({ from, to }) => [from, to]),
    Array.from({ length: 2 }, () => ['login@northlight.example', ['ada@example.org']]),
  )
  for (const { source } of smtp.taken) {
    const names = headersOf(source).map((header) => header.split(':')[0])
    t.equal(new Set(names).size, names.length)
    t.notOk(names.some((name) => /^(b?cc)$/i.test(name ?? '')))
  }
  t.equal(
    headersOf(smtp.taken[1]?.source ?? '').filter((header) =>
      /^From: .* <login@northlight\.example>$/.test(header),
    ).length,
    1,
  )
  await send({ ...MESSAGE, to: 'ada@example.org, eve@example.org' }).catch(() => {})
  await send({ ...MESSAGE, to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }).catch(() => {})
  t.notOk(smtp.taken.some(({ to }) => to.includes('eve@example.org')))
})

t.test('RFC 6532 §3.2: names in any script arrive', async (t) => {
  const smtp = await smtpServer(t)
  await makeSmtpSend(smtp.url)({
    ...MESSAGE,
    from: { ...MESSAGE.from, name: 'Nørdlys 北光' },
    text: 'Größe ’',
  })
  const source = smtp.taken[0]?.source ?? ''
  t.ok(
    headersOf(source).some((header) =>
      /^From: =\?UTF-8\?[BQ]\?[^ ]+\?= <login@northlight\.example>$/.test(header),
    ),
  )
  t.match(source, Buffer.from('Größe ’').toString('base64'))
})

t.test('RFC 5321 §4.2.1: a refusal says what the server said', async (t) => {
  const smtp = await smtpServer(t)
  smtp.refuse('the mailbox is busy')
  const send = makeSmtpSend(smtp.url)
  await t.rejects(send(MESSAGE), { message: /451 the mailbox is busy/ })
  smtp.refuse(undefined)
  await send(MESSAGE)
  t.equal(smtp.taken.length, 1)
})

t.test('RFC 5321 §4.5.3.2: a server that is not there, or hangs up, is an error', async (t) => {
  await t.rejects(makeSmtpSend(`smtp://127.0.0.1:${await freePort()}`)(MESSAGE), { message: /ECONNREFUSED/ })
  const port = await freePort()
  const rude = createServer((socket) => socket.end()).listen(port, '127.0.0.1')
  t.teardown(() => rude.close())
  await t.rejects(makeSmtpSend(`smtp://127.0.0.1:${port}`)(MESSAGE))
})

t.test('Mail: nothing of this machine is read into a message', async (t) => {
  const source = await mailSource({
    ...MESSAGE,
    text: 'path: /etc/hostname',
    html: '<img src="file:///etc/hostname">',
  })
  t.match(source, 'path: /etc/hostname')
  t.notMatch(source, /Content-ID|attachment/)
})

t.test(
  'RFC 3207 §4: a server is tried without a message, and without TLS only where that is enough',
  async (t) => {
    const smtp = await smtpServer(t)
    await trySmtp(smtp.url, false)
    await t.rejects(trySmtp(smtp.url, true), { message: /STARTTLS/ })
    await t.rejects(trySmtp(`smtp://127.0.0.1:${await freePort()}`, false), { message: /ECONNREFUSED/ })
    t.same(smtp.taken, [])
  },
)
