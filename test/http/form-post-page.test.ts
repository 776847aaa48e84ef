/**
 * The answer that a form carries to the client.
 */
import t from 'tap'
import { Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'

t.test(
  'Form Post Response Mode §2, §4: each field hidden in a form to the client, kept nowhere',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server)
    const browser = new Browser(server)
    await browser.signIn(await givenPerson(server, 'ada'))
    const reply = await browser.authorize({
      response_mode: 'form_post',
      state: '"><script>alert(1)</script>',
    })
    t.equal(reply.statusCode, 200)
    t.match(reply.headers['content-type'], /^text\/html/)
    t.equal(reply.headers['cache-control'], 'no-store')
    t.equal(reply.headers['referrer-policy'], 'strict-origin')
    t.match(reply.headers['content-security-policy'], /form-action 'self' https:;/)
    t.match(reply.body, `<form method="post" action="${REDIRECT_URI}">`)
    t.match(reply.body, /<input type="hidden" name="code" value="[A-Za-z0-9_-]{64}">/)
    t.match(reply.body, `<input type="hidden" name="iss" value="${server.issuer}">`)
    t.match(reply.body, 'name="state" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    t.notMatch(reply.body, '<script>alert')
    t.match(reply.body, /<noscript><button/)
  },
)

t.test('Form Post Response Mode §2: a refusal goes by form too', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const { body, statusCode } = await new Browser(server).authorize({
    response_mode: 'form_post',
    prompt: 'none',
  })
  t.equal(statusCode, 200)
  t.match(body, '<input type="hidden" name="error" value="login_required">')
})
