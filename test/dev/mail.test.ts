import t from 'tap'
import type { Letter } from '../../src/domain/mail/letter.ts'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { type DevServer, devServer, textOf } from '../helpers/dev-server.ts'
import { LETTERS, LINK } from '../helpers/letters.ts'

async function queue(dev: DevServer, letter: Letter, tenant = 'default'): Promise<void> {
  const deps = await dev.tenant(tenant)
  await deps.db.transaction((tx) => queueMail(deps, tx, letter))
  dev.clock.seconds += 1
}

const get = async ({ app }: DevServer, url: string) => app.inject({ url })

const linksIn = (page: string): string[] =>
  [...page.matchAll(/href="(\/dev\/mail\/[^"]+)"/g)].map(([, url]) => String(url))

t.test('Dev mode: where there are no mails, the page says when they come', async (t) => {
  const dev = await devServer(t)
  const page = textOf((await get(dev, '/dev/mail')).payload)
  t.match(page, 'Mails What would have been sent. In dev mode nothing leaves this machine.')
  t.match(page, 'No mails yet. They appear here when someone signs up.')
  t.notMatch(page, 'Delete all')
  t.match(textOf((await get(dev, '/')).payload), 'Mails none yet')
})

t.test('Dev mode: the mails of all tenants are there, the newest first and open', async (t) => {
  const dev = await devServer(t)
  await queue(dev, LETTERS['verify-email'])
  await queue(dev, LETTERS['many-tries'], 'other')
  await queue(dev, LETTERS.recover)
  const { payload } = await get(dev, '/dev/mail')
  const text = textOf(payload)
  t.match(text, /A link to get back in to ada@example\.org .* Someone keeps trying .* Confirm your address/)
  t.match(text, 'From Northlight &lt;login@northlight.example&gt; To ada@example.org')
  t.match(payload, `<a href="${LINK}">`)
  t.match(payload, /<iframe [^>]*src="\/dev\/mail\/[0-9a-f-]{36}\/body" sandbox="/)
  t.match(textOf((await get(dev, '/')).payload), 'Mails 3')

  const [, second = ''] = linksIn(payload)
  const other = textOf((await get(dev, second)).payload)
  t.match(other, 'From Other &lt;login@northlight.example&gt;')
  t.notMatch(other, /\bLink\b/, 'there is none in it')
})

t.test('Dev mode: a mail is shown as HTML, as text, and as it would go over the wire', async (t) => {
  const dev = await devServer(t)
  await queue(dev, LETTERS.recover)
  const [, html = '', text = '', source = ''] = linksIn((await get(dev, '/dev/mail')).payload)
  t.match((await get(dev, html)).payload, 'aria-current="page">As HTML<')
  const as_text = (await get(dev, text)).payload
  t.match(as_text, /<pre [^>]*>You, or someone who knows your username,[^<]* for a way\nback into/)
  t.match(as_text, 'aria-current="page">As text<')
  t.match(
    (await get(dev, source)).payload,
    /<pre [^>]*>Auto-Submitted: auto-generated\r?\n[\s\S]*Subject: A link/,
  )
})

t.test(
  'Content Security Policy Level 3 §6.3.2: a mail runs and loads nothing, and only this page frames it',
  async (t) => {
    const dev = await devServer(t)
    await queue(dev, { ...LETTERS.recover, username: '<script>alert(1)</script>' })
    const page = await get(dev, '/dev/mail')
    t.match(page.headers['content-security-policy'], /default-src 'none'.*; frame-src 'self'$/)
    t.notMatch(page.payload, 'alert(1)<')
    const body = await get(dev, /src="([^"]+\/body)"/.exec(page.payload)?.[1] ?? '')
    const policy = String(body.headers['content-security-policy'])
    t.match(
      policy,
      /^default-src 'none'; style-src 'unsafe-inline';.*frame-ancestors 'self'; sandbox allow-popups/,
    )
    t.notMatch(policy, /allow-scripts|allow-same-origin|script-src/)
    t.match(body, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } })
    t.match(body.payload, '<h1>A link to get back in</h1>')
  },
)

t.test('Dev mode: all mails are deleted at once, by this page alone', async (t) => {
  const dev = await devServer(t)
  await queue(dev, LETTERS.recover)
  await queue(dev, LETTERS.recover, 'other')
  const remove = (origin: string) =>
    dev.app.inject({ method: 'POST', url: '/dev/mail/delete', headers: { origin } })
  t.equal((await remove('https://evil.example')).statusCode, 400)
  t.match((await get(dev, '/dev/mail')).payload, 'Delete all')
  t.match(await remove(dev.url), { statusCode: 303, headers: { location: '/dev/mail' } })
  t.match((await get(dev, '/dev/mail')).payload, 'No mails yet')
})

t.test('Dev mode: a mail that is not there is nothing', async (t) => {
  const dev = await devServer(t)
  for (const view of ['html', 'text', 'source', 'body', 'other']) {
    t.equal((await get(dev, `/dev/mail/01a3185c-5000-7dea-ba0f-e42ea6fc6e14/${view}`)).statusCode, 404, view)
  }
})
