import t from 'tap'
import * as pages from '../../src/http/pages-recovery.ts'
import { checkWholePage, ESCAPED, FRAME, NASTY, renderPage, type Send } from '../helpers/rendered-page.ts'

const form = { frame: FRAME, username: 'ada', form_url: '/form', csrf_token: 'token', wait: undefined }

const choice = (page: Partial<pages.RecoveryChoicePage> = {}): Send => {
  const whole = {
    mail_url: '/mail',
    code_url: '/code',
    contact: 'help@northlight.example',
    sign_in_url: '/in',
  }
  return (reply) => pages.sendRecoveryChoicePage(reply, { frame: FRAME, ...whole, ...page })
}
const byMail = (page: Partial<pages.AskForMailPage> = {}): Send => {
  const whole = { ...form, purpose: 'recover', email: 'ada@example.org', back_url: '/recover' } as const
  return (reply) => pages.sendAskForMailPage(reply, { ...whole, ...page })
}
const byCode = (page: Partial<pages.RecoveryCodePage> = {}): Send => {
  return (reply) =>
    pages.sendRecoveryCodePage(reply, { ...form, is_wrong: false, back_url: '/recover', ...page })
}
const look = (page: Partial<pages.LookInYourMailPage> = {}): Send => {
  const whole = {
    frame: FRAME,
    purpose: 'recover',
    email: undefined,
    again_url: '/again',
    fields: { username: 'ada' },
    other_url: '/recover',
    code_url: undefined,
    is_wrong_code: false,
    csrf_token: 'token',
    redirect_uri: undefined,
  } as const
  return (reply) => pages.sendLookInYourMailPage(reply, { ...whole, ...page })
}
const firstShow = (page: Partial<pages.FirstShowPage> = {}): Send => {
  return (reply) =>
    pages.sendFirstShowPage(reply, { ...form, code_url: '/code', contact: undefined, ...page })
}

t.test('HTML §4.3.6, CSP3 §6: each page of getting back in is whole and has nothing inline', async (t) => {
  const all = [choice(), byMail(), byMail({ purpose: 'sign-in' }), byCode(), look(), firstShow()]
  const more: Send = (reply) => pages.sendOneMoreThingPage(reply, { frame: FRAME, contact: undefined })
  for (const [index, send] of [...all, more].entries())
    checkWholePage(t, await renderPage(send), String(index))
})

t.test('NIST SP 800-63B §6.1.2.3: the ways back in are those that there are', async (t) => {
  const all = (await renderPage(choice())).body
  t.match(all, /href="\/mail">Get a link by mail[\s\S]*href="\/code">Use a recovery code/)
  t.match(all, '<a href="mailto:help@northlight.example">Ask an administrator</a>')
  t.match(all, 'Back to sign in')
  const none = await renderPage(
    choice({ mail_url: undefined, code_url: undefined, contact: undefined, sign_in_url: undefined }),
  )
  t.match(none.body, '<b>Ask an administrator</b>')
  t.notMatch(none.body, /by mail|recovery code|Back to sign in/)
})

t.test('RFC 9700 §4.11: whom to ask is a mail address or a page on the web, or nobody', async (t) => {
  t.match(
    (await renderPage(choice({ contact: 'https://help.example/me' }))).body,
    'href="https://help.example/me"',
  )
  for (const contact of ['javascript:alert(1)', 'data:text/html,x', 'ada@example.org?bcc=all@example.org']) {
    t.match((await renderPage(choice({ contact }))).body, '<b>Ask an administrator</b>', contact)
  }
  const shown = await renderPage(firstShow({ contact: 'help@northlight.example' }))
  t.match(shown.body, '<a href="mailto:help@northlight.example">Ask an administrator</a>')
  const more = await renderPage((reply) =>
    pages.sendOneMoreThingPage(reply, { frame: FRAME, contact: 'help@northlight.example' }),
  )
  t.match(more.body, '<a href="mailto:help@northlight.example">ask an administrator</a>')
})

t.test('WCAG 3.3.7: what was typed is still there after a wait or an error', async (t) => {
  const asked = await renderPage(byMail({ wait: 90 }))
  t.equal(asked.statusCode, 429)
  t.match(asked.body, 'Too many tries. Wait 2 minutes, or use another way.')
  t.match(asked.body, /name="username" value="ada"[\s\S]*name="email"[^>]*value="ada@example.org"/)
  t.match((await renderPage(firstShow({ wait: 30 }))).body, 'Wait 30 seconds')
  t.match((await renderPage(byCode({ wait: 1 }))).body, 'Wait 1 second,')

  const wrong = await renderPage(byCode({ is_wrong: true }))
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, 'That didn’t match. Check the username and the code.')
  t.match(wrong.body, 'name="username" value="ada"')
  t.notMatch(wrong.body, /name="recovery_code"[^>]*value=/)
  t.equal((await renderPage(byCode({ is_wrong: true, wait: 5 }))).statusCode, 429)
})

t.test('RFC 9807 §10.9: asking for a mail is answered alike, whoever has an account', async (t) => {
  t.notMatch((await renderPage(byMail({ purpose: 'sign-in' }))).body, 'name="email"')
  const told = await renderPage(look({ purpose: 'sign-up', email: 'ada@example.org' }))
  t.match(told.body, 'We sent a link to <b><bdi>ada@example.org</bdi></b>.')
  t.match(told.body, 'Use another address')
  t.match((await renderPage(look())).body, 'If name and address belong to an account, a link is on its way.')
  const asked = await renderPage(look({ purpose: 'known-browser' }))
  t.match(asked.body, 'If the name belongs to an account, a link is on its way. Open it in this browser.')
  t.match(asked.body, /action="\/again"[\s\S]*name="username" value="ada"[\s\S]*Send it again/)
})

t.test('RFC 8628 §6.1: a link that another browser opened is finished with its code', async (t) => {
  const { statusCode, body } = await renderPage(
    look({ purpose: 'sign-in', code_url: '/code', is_wrong_code: true }),
  )
  t.equal(statusCode, 400)
  t.match(body, /action="\/code"[\s\S]*<label for="code">Code<\/label>/)
  t.match(body, 'That code didn’t match.')
})

t.test('RFC 6585 §4: after very many tries the mailbox is asked for, or what there is instead', async (t) => {
  const { statusCode, body } = await renderPage(firstShow())
  t.equal(statusCode, 200)
  t.match(body, /<h1>First, show that it’s you<\/h1>[\s\S]*Send me a link/)
  t.equal((await renderPage(firstShow({ wait: 60 }))).statusCode, 429)
  const bare = await renderPage(firstShow({ form_url: undefined, code_url: undefined }))
  t.match(bare.body, 'Browsers you have used before still work.')
  t.notMatch(bare.body, /Send me a link|Use a recovery code/)
})

t.test('HTML §13.3: what was typed is escaped', async (t) => {
  const fields = { username: NASTY }
  for (const send of [
    byMail({ username: NASTY, email: NASTY }),
    byCode({ username: NASTY }),
    firstShow({ username: NASTY }),
    look({ fields }),
    look({ purpose: 'sign-up', email: NASTY }),
  ]) {
    const { body } = await renderPage(send)
    t.notMatch(body, '<img src=x')
    t.ok(body.includes(ESCAPED))
  }
})
