import t from 'tap'
import * as pages from '../../src/http/pages-link.ts'
import { wordsIn } from '../../src/http/words.ts'
import { checkWholePage, ESCAPED, FRAME, NASTY, renderPage, type Send } from '../helpers/rendered-page.ts'
import { CATALOGUES } from '../helpers/words.ts'

const PURPOSES = {
  'sign-up': 'Go on',
  recover: 'Choose a new picture and PIN',
  'sign-in': 'Sign in',
  'verify-email': 'Yes, this is my address',
  'change-email': 'Yes, use this address',
  invite: 'Start',
  'known-browser': 'Go on',
  report: 'It wasn’t me',
} as const satisfies Record<pages.LinkPurpose, string>

const DONE = {
  'verify-email': 'Your address is confirmed',
  'change-email': 'Your address is changed',
  'change-email-half': 'One more mail',
  report: 'Signed out everywhere',
  stopped: 'The link is stopped',
  'known-browser': 'Now sign in as always',
} as const satisfies Record<pages.LinkDonePage['done'], string>

const link = (page: Partial<pages.LinkPage>): Send => {
  const whole = {
    frame: FRAME,
    purpose: 'recover',
    username: 'ada',
    email: 'ada@example.org',
    method: 'pin',
    until: 'Tuesday 24 November, 09:12',
    spend_url: '/link/token',
    report_url: '/link/token/stop',
    csrf_token: 'token',
    redirect_uri: undefined,
  } as const
  return (reply) => pages.sendLinkPage(reply, { ...whole, ...page })
}
const done = (page: Partial<pages.LinkDonePage>): Send => {
  const whole = {
    frame: FRAME,
    done: 'report',
    username: 'ada',
    email: 'ada@example.org',
    method: 'pin',
    next_url: '/in',
  } as const
  return (reply) => pages.sendLinkDonePage(reply, { ...whole, ...page })
}

t.test('RFC 9110 §9.2.1: opening a link shows a button, and only its form uses it up', async (t) => {
  for (const [purpose, name] of Object.entries(PURPOSES) as [pages.LinkPurpose, string][]) {
    const reply = await renderPage(link({ purpose }))
    checkWholePage(t, reply, purpose)
    t.match(
      reply.body,
      new RegExp(`<form[^>]* method="post" action="/link/token">[\\s\\S]*<span>${name}</span>`),
      purpose,
    )
  }
  const somebodyNew = await renderPage(link({ purpose: 'sign-up', username: undefined }))
  t.match(somebodyNew.body, 'at <b><bdi>Northlight</bdi></b>')
})

t.test('CSP3 §6.4.1: the form of a link may go on to the application that waits', async (t) => {
  const { headers } = await renderPage(link({ redirect_uri: 'https://notes.example/callback' }))
  t.match(headers['content-security-policy'], "form-action 'self' https:;")
})

t.test('NIST SP 800-63B §6.1.2: an invitation says until when it works, and can be stopped', async (t) => {
  const { body } = await renderPage(link({ purpose: 'invite' }))
  t.match(body, 'until <b><bdi>Tuesday 24 November, 09:12</bdi></b>')
  t.match(body, /action="\/link\/token\/stop"[\s\S]*Tell us and the link stops working/)
  const bare = await renderPage(link({ purpose: 'invite', until: undefined, report_url: undefined }))
  t.notMatch(bare.body, /until|Tell us/)
})

t.test(
  'NIST SP 800-63B §6.1.2.3: a link that is no use any more looks the same for every reason',
  async (t) => {
    const dead = await renderPage((reply) =>
      pages.sendDeadLinkPage(reply, { frame: FRAME, again_url: '/recover' }),
    )
    checkWholePage(t, dead, 'dead')
    t.equal(dead.statusCode, 410)
    t.match(dead.body, /<h1>This link no longer works<\/h1>[\s\S]*Get a new link/)
    const alone = await renderPage((reply) =>
      pages.sendDeadLinkPage(reply, { frame: FRAME, again_url: undefined }),
    )
    t.match(alone.body, 'Ask whoever sent it for a new one.')
  },
)

t.test('RFC 8628 §5.4: a code warns of whoever else asks for it', async (t) => {
  const reply = await renderPage((to) => pages.sendLinkCodePage(to, { frame: FRAME, code: 'BCDF-GHJK' }))
  checkWholePage(t, reply, 'code')
  t.match(reply.body, '<code>BCDF-GHJK</code>')
  t.match(reply.body, 'Only type it where you asked for the link yourself.')
})

t.test('RFC 9110 §15.3.1: what a link has done is said, with a way on if there is one', async (t) => {
  for (const [each, heading] of Object.entries(DONE) as [pages.LinkDonePage['done'], string][]) {
    const reply = await renderPage(done({ done: each }))
    checkWholePage(t, reply, each)
    t.match(reply.body, `<h1>${heading}</h1>`)
    t.match(reply.body, 'href="/in"')
  }
  const { body } = await renderPage(done({ next_url: undefined, username: undefined }))
  t.match(body, 'Ask an administrator for a way back in.')
  t.notMatch(body, /href="\/in"|for the account/)
})

t.test('HTML §13.3: names and addresses are escaped and isolated', async (t) => {
  for (const send of [
    link({ username: NASTY, email: NASTY, purpose: 'verify-email' }),
    done({ username: NASTY, email: NASTY, done: 'change-email' }),
  ]) {
    const { body } = await renderPage(send)
    t.notMatch(body, '<img src=x')
    t.equal(body.split(`>${ESCAPED}</bdi>`).length, 3)
  }
})

t.test('Visual passcode: a link names what people here make, and what its person has', async (t) => {
  const frame = { ...FRAME, words: wordsIn(CATALOGUES[0], 'pattern') }
  const opened = async (purpose: pages.LinkPurpose, method: 'pin' | 'pattern' | 'none') =>
    (await renderPage(link({ frame, purpose, method }))).body
  const recover = await opened('recover', 'none')
  t.match(recover, '<h1>Choose a new picture and pattern</h1>')
  t.match(recover, '<span>Choose a new picture and pattern</span>')
  t.match(recover, 'Your old picture stops working when you have finished, not before.')
  t.match(await opened('invite', 'pattern'), '<h1>Choose your picture and pattern</h1>')
  t.match(await opened('known-browser', 'pin'), 'You still need your picture and PIN.')
  t.match(await opened('report', 'pin'), 'you choose a new picture and pattern.')
  const known = await renderPage(done({ frame, done: 'known-browser', method: 'none' }))
  t.match(known.body, 'start again from the application. You still need your picture.')
  const reported = await renderPage(done({ frame, done: 'report' }))
  t.match(reported.body, '<span>Choose a new picture and pattern</span>')
})
