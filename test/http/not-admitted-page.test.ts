import t from 'tap'
import { type NotAdmittedPage, sendNotAdmittedPage } from '../../src/http/not-admitted-page.ts'
import { checkWholePage, ESCAPED, FRAME as frame, NASTY, renderPage } from '../helpers/rendered-page.ts'

const page: NotAdmittedPage = {
  frame,
  reason: 'organization-not-member',
  client: { name: 'Harbour Notes', logo_url: '/logo/1' },
  organization: 'Cumin Kitchen',
  username: 'ada',
  contact: 'help@northlight.example',
  other_account_url: '/sign-in/1',
  cancel_url: '/sign-in/1/cancel',
  csrf_token: 'token',
  user_code: undefined,
  redirect_uri: 'https://rp.example/callback',
}

const rendered = (instead: Partial<NotAdmittedPage> = {}) =>
  renderPage((reply) => sendNotAdmittedPage(reply, { ...page, ...instead }))

t.test('Core §3.1.2.6: who is no member reads why, whom to ask, and the ways on', async (t) => {
  const reply = await rendered()
  t.equal(reply.statusCode, 403)
  checkWholePage(t, reply, 'not a member')
  for (const said of [
    '<h1>This account is not in <bdi>Cumin Kitchen</bdi></h1>',
    '<b><bdi>Harbour Notes</bdi></b> lets in members of <b><bdi>Cumin Kitchen</bdi></b> only.',
    'You are signed in as <b><bdi>ada</bdi></b>.',
    '<a href="/sign-in/1">Use another account</a>',
    '<a href="mailto:help@northlight.example">Ask an administrator</a>',
    'They can add <b><bdi>ada</bdi></b> to <bdi>Cumin Kitchen</bdi>. Then reload this page.',
    '<bdi>help@northlight.example</bdi>',
    'action="/sign-in/1/cancel"',
    '>Cancel</button>',
    'src="/logo/1"',
  ]) {
    t.match(reply.body, said)
  }
  t.notMatch(reply.body, 'user_code')
  t.match(reply.headers['content-security-policy'], /form-action 'self' https:;/)
})

t.test('Core §3.1.2.6: whom the client was not assigned to likewise', async (t) => {
  const client = { name: 'Harbour Notes', logo_url: undefined }
  const reason = 'client-not-assigned'
  const of = { client, reason, organization: undefined, contact: undefined, user_code: 'WDJB-MJHT' } as const
  const reply = await rendered(of)
  checkWholePage(t, reply, 'not assigned')
  for (const said of [
    '<h1>This account can’t use <bdi>Harbour Notes</bdi></h1>',
    '<b><bdi>Harbour Notes</bdi></b> is for chosen people only.',
    '<b>Ask an administrator</b>',
    '<input type="hidden" name="user_code" value="WDJB-MJHT">',
  ]) {
    t.match(reply.body, said)
  }
})

t.test('OWASP XSS: names are text', async (t) => {
  const { body } = await rendered({
    client: { name: NASTY, logo_url: undefined },
    organization: NASTY,
    username: NASTY,
    contact: 'javascript:alert(1)',
  })
  t.match(body, `<h1>This account is not in <bdi>${ESCAPED}</bdi></h1>`)
  t.notMatch(body, '<img src=x')
  t.notMatch(body, 'javascript:')
})
