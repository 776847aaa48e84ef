import t from 'tap'
import { allUpstreamAccounts, answerOf, connectionScene, onwardOf } from '../../helpers/connections.ts'

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: a person is sent to the provider, and comes back signed in',
  async (t) => {
    const { server, provider, browser } = await connectionScene(t, { create_people: true })
    const start = await browser.authorize({ connection: 'corporate', login_hint: 'ann@corp.example' })
    t.equal(start.statusCode, 303)
    const departed = await browser.get(String(start.headers['location']))
    t.equal(departed.statusCode, 303)
    const sent = new URL(String(departed.headers['location'])).searchParams
    t.match(Object.fromEntries(sent), {
      theirs: '1',
      response_type: 'code',
      client_id: 'vignette',
      redirect_uri: `${server.issuer}/connections/callback/corporate`,
      scope: 'openid profile email',
      login_hint: 'ann@corp.example',
      state: /^[\w-]{64}$/,
      nonce: /^[\w-]{43}$/,
      code_challenge: /^[\w-]{43}$/,
      code_challenge_method: 'S256',
    })
    t.equal(sent.get('prompt'), null)
    t.equal(sent.get('max_age'), null)
    provider.lies.id_token = { preferred_username: 'ann', name: 'Ann There', amr: ['mfa', 'pwd'] }
    const back = await browser.get(provider.signIn(departed.headers['location']))
    t.equal(back.statusCode, 200)
    t.match(back.body, '<h1>You’re signed in</h1>')
    t.match(onwardOf(back), /\/authorize\/[0-9a-f-]{36}$/)
    t.match(back.body, `href="${onwardOf(back)}"`)
    const answered = await browser.get(onwardOf(back))
    t.ok(answerOf(answered)['code'])
    t.match(await server.db.all(allUpstreamAccounts, {}), [
      { connection_id: 'corporate', subject: 'ann there' },
    ])
  },
)
