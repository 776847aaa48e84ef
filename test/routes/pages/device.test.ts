import t, { type Test } from 'tap'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { listConsents } from '../../../src/store/consents.ts'
import { statement } from '../../../src/store/statement.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { allDeviceCodes, askAsDevice, givenTv, pollAsDevice, TV } from '../../helpers/device.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { PUBLIC_URL, startServer } from '../../helpers/fixtures.ts'
import { allGrants, givenClient } from '../../helpers/given.ts'

const allInteractions = statement((q) => q.selectFrom('interaction').selectAll())

async function scene(t: Test, fields = {}) {
  const server = await startServer(t)
  const browser = await givenTv(server)
  const asked = await askAsDevice(server, fields)
  const url = `${server.issuer}/device`
  return { server, browser, asked, url, open: () => browser.get(asked.verification_uri_complete) }
}

const fieldsOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )

t.test('RFC 8628 §3.3: the page asks for a code, of anybody', async (t) => {
  const { server, url } = await scene(t)
  const page = await new Browser(server).get(url)
  t.equal(page.statusCode, 200)
  t.match(page.body, '<h1>Connect a device</h1>')
  for (const attribute of [
    'autocomplete="off"',
    'autocapitalize="characters"',
    'maxlength="9"',
    'enterkeyhint="go"',
    'dir="ltr"',
    'value=""',
  ]) {
    t.match(page.body, attribute)
  }
  t.notMatch(page.body, 'aria-invalid')
  t.match(page.body, `<form action="${url}">`)
})

t.test(
  'RFC 8628 §3.3.1: who comes with the code is asked all the same, and told what there is to know',
  async (t) => {
    const { server, asked, url, open } = await scene(t)
    server.clock.seconds += 125
    const page = await open()
    t.equal(page.statusCode, 200)
    t.match(page.headers['cache-control'], 'no-store')
    for (const said of [
      '<h1>Is this your device?</h1>',
      '<b><bdi>Harbour Notes for TV</bdi></b> asks to sign in as you on another device',
      'Only go on if you are holding or seeing that device now',
      `<code dir="ltr">${asked.user_code}</code>`,
      '<bdi>ann</bdi>',
      'username, profile, and all of it while you are away',
      `action="${url}/allow"`,
      `formaction="${url}/cancel"`,
      'It never gets your picture or PIN.',
    ]) {
      t.match(page.body, said)
    }
    t.match(page.body, /2 minutes ago, from .?127\.0\.0\.1/)
    t.notMatch(page.body, 'registered itself')
    t.match(await server.db.all(allDeviceCodes, {}), [{ answered_at: null }], 'looking allows nothing')
  },
)

t.test(
  'RFC 8628 §3.3.1: a device that asked a moment ago, for nothing, by a client that registered itself',
  async (t) => {
    const { server, open } = await scene(t, { scope: undefined })
    await server.db.execute("UPDATE client SET origin = 'open'")
    await server.db.run(bumpConfigVersion, {})
    const { body } = await open()
    t.match(body, /Just now, from .?127\.0\.0\.1/)
    t.match(body, 'Nothing about you')
    t.match(body, '<b><bdi>Harbour Notes for TV</bdi> registered itself.</b>')
  },
)

t.test('RFC 8628 §3.3: however the code is typed', async (t) => {
  const { asked, browser, url } = await scene(t)
  for (const typed of [
    asked.user_code.toLowerCase(),
    asked.user_code.replace('-', ''),
    ` ${asked.user_code} `,
  ]) {
    const page = await browser.get(`${url}?user_code=${encodeURIComponent(typed)}`)
    t.match(page.body, 'Is this your device?', typed)
  }
})

t.test('RFC 8628 §3.3: whoever is not signed in does that first, and comes back to the code', async (t) => {
  const { server, asked } = await scene(t)
  const browser = new Browser(server)
  const { headers } = await browser.get(asked.verification_uri_complete)
  t.match(headers.location, `${server.issuer}/sign-in/`)
  const [waiting] = await server.db.all(allInteractions, {})
  t.match(JSON.parse(waiting?.parameters ?? ''), { return_to: `device?user_code=${asked.user_code}` })
  t.match((await browser.get(String(headers.location))).body, 'Sign in')
})

t.test('RFC 8628 §3.3: allowed, the device gets its tokens, once; the page says so', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  const allowed = await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))
  t.equal(allowed.statusCode, 303)
  t.match(allowed.headers.location, `${url}/answered?device=`)
  const done = await browser.get(String(allowed.headers.location))
  t.equal(done.statusCode, 200)
  t.match(done.body, '<h1>Look at your device</h1>')
  t.match(done.body, 'Take it back')
  t.match((await pollAsDevice(server, asked.device_code)).json(), { access_token: String, id_token: String })
  t.match((await open()).body, 'This code isn’t waiting.')

  const back = await browser.submit(`${url}/take-back`, done.body, fieldsOf(done.body))
  t.equal(back.headers.location, allowed.headers.location)
  const taken = await browser.get(String(back.headers.location))
  t.match(taken.body, '<h1>Taken back</h1>')
  t.notMatch(taken.body, '<form')
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: server.clock.seconds }])
})

t.test('RFC 8628 §3.5: cancelled, the device learns of it, and nothing was allowed', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  const cancelled = await browser.submit(`${url}/cancel`, page.body, fieldsOf(page.body))
  t.equal(cancelled.headers.location, `${url}/cancelled`)
  const done = await browser.get(`${url}/cancelled`)
  t.match(done.body, '<h1>Nothing was shared</h1>')
  t.notMatch(done.body, '<form')
  t.match((await pollAsDevice(server, asked.device_code)).json(), { error: 'access_denied' })
  t.same(await server.db.all(allGrants, {}), [])
})

t.test('RFC 8628 §5.1: unknown, old and used codes get one answer', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  await browser.submit(`${url}/cancel`, page.body, fieldsOf(page.body))
  const old = await askAsDevice(server)
  server.clock.seconds += 600
  const shown = async (code: string) => {
    const { statusCode, body } = await browser.get(`${url}?user_code=${code}`)
    t.equal(statusCode, 400, code)
    t.match(body, /<title>Error: Connect a device/)
    t.match(body, 'aria-invalid="true"')
    t.match(body, 'This code isn’t waiting. Check the letters, or ask the device for a new one.')
    t.match(body, `value="${code}"`)
    return body.replaceAll(code, '')
  }
  const answers = await Promise.all(['BBBB-BBBB', asked.user_code, old.user_code].map(shown))
  t.equal(new Set(answers).size, 1)
})

t.test('RFC 8628 §5.1: too many guesses wait, also with a form', async (t) => {
  const { browser, asked, url, open } = await scene(t)
  const page = await open()
  for (let count = 0; count < 10; count += 1) await browser.get(`${url}?user_code=BBBB-BBBB`)
  const wait = await browser.get(asked.verification_uri_complete)
  t.equal(wait.statusCode, 429)
  t.match(wait.body, 'Too many tries. Wait 10 minutes')
  t.notMatch(wait.body, 'aria-invalid')
  t.equal((await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))).statusCode, 429)
})

t.test('RFC 9700 §4.7: a form that is not ours answers nothing', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  const fields = fieldsOf(page.body)
  const allowed = await browser.submit(`${url}/allow`, page.body, fields)
  const done = await browser.get(String(allowed.headers.location))
  const second = await askAsDevice(server)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const taking = fieldsOf(done.body)
  const posts = [
    ['allow', { ...fields, user_code: second.user_code }],
    ['cancel', { ...fields, user_code: second.user_code }],
    ['take-back', taking],
  ] as const
  for (const [path, right] of posts) {
    const wrong = [
      ['another origin', { origin: 'https://evil.example' }, right],
      ['no origin', {}, right],
      ['no token', { origin: PUBLIC_URL }, { ...right, csrf_token: '' }],
      ['another token', { origin: PUBLIC_URL }, { ...right, csrf_token: 'A'.repeat(43) }],
    ] as const
    for (const [title, headers, sent] of wrong) {
      const reply = await browser.send({
        method: 'POST',
        url: `/api/oidc/default/device/${path}`,
        headers: { ...form, ...headers },
        payload: new URLSearchParams(sent).toString(),
      })
      t.equal(reply.statusCode, 400, `${path}: ${title}`)
      t.match(server.notices.at(-1), { flow: 'device', rule: 'form-forged' }, `${path}: ${title}`)
    }
    const payload = new URLSearchParams(right).toString()
    const stranger = await new Browser(server).send({
      method: 'POST',
      url: `/api/oidc/default/device/${path}`,
      headers: { ...form, origin: PUBLIC_URL },
      payload,
    })
    t.ok([303, 400].includes(stranger.statusCode), `${path}: another browser`)
  }
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: null }])
  t.match(await server.db.all(allDeviceCodes, {}), [{}, { answered_at: null }])
  t.equal(asked.user_code, fields['user_code'])
})

t.test('RFC 8628 §3.3: a device is answered once, whatever is pressed afterwards', async (t) => {
  const { browser, url, open } = await scene(t)
  const page = await open()
  const replies = await Promise.all(
    ['allow', 'cancel', 'allow', 'cancel'].map((path) =>
      browser.submit(`${url}/${path}`, page.body, fieldsOf(page.body)),
    ),
  )
  const places = replies.map(({ headers, statusCode }) => headers.location ?? statusCode)
  const told = places.filter((place) => /answered|cancelled/.test(String(place)))
  t.equal(told.length, 1)
  for (const place of places) t.ok([told[0], url, 400].includes(place as string), String(place))
  t.equal((await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))).statusCode, 400)
})

t.test('RFC 8628 §3.3: what is not this person’s is not shown, and not taken back', async (t) => {
  const { server, browser, url, open } = await scene(t)
  const page = await open()
  const allowed = await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))
  const place = String(allowed.headers.location)
  const ben = new Browser(server)
  await ben.signIn(await givenPerson(server, 'ben'))
  t.equal((await ben.get(place)).headers.location, url)
  t.equal((await ben.get(`${url}/answered`)).headers.location, url)
  const form = (await ben.get((await askAsDevice(server)).verification_uri_complete)).body
  const device = place.split('=')[1] ?? ''
  t.equal((await ben.submit(`${url}/take-back`, form, { device })).headers.location, url)
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: null }])
  t.match((await new Browser(server).get(place)).headers.location, '/sign-in/')
})

t.test('Registration §2: default_max_age asks for a sign-in after the device asked', async (t) => {
  const { server, browser, url } = await scene(t)
  await givenClient(server, { ...TV, client_id: 'bank', metadata: { ...TV.metadata, default_max_age: 60 } })
  server.clock.seconds += 60
  const { user_code } = await askAsDevice(server, { client_id: 'bank' })
  t.match((await browser.get(`${url}?user_code=${user_code}`)).body, 'Is this your device?')
  server.clock.seconds += 1
  const later = await askAsDevice(server, { client_id: 'bank' })
  const { headers } = await browser.get(later.verification_uri_complete)
  t.match(headers.location, `${server.issuer}/sign-in/`)
  t.match((await browser.get(String(headers.location))).body, 'value="ann"', 'as the person who is here')
})

t.test('Core §5.1: where addresses must be confirmed, nothing is allowed before', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  await givenPolicy(server, { require_verified_email: true })
  await server.db.execute('UPDATE "user" SET email_verified = 0')
  const refused = await open()
  t.equal(refused.statusCode, 403)
  t.match(refused.body, 'Confirm your address first')
  t.match(refused.body, `href="${server.issuer}/account"`)
  t.equal((await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))).statusCode, 403)
  t.match((await pollAsDevice(server, asked.device_code)).json(), { error: 'authorization_pending' })
  await server.db.execute('UPDATE "user" SET email_verified = 1')
  t.match((await open()).body, 'Is this your device?')
})

t.test('Core §3.1.2.4: the account lists what was allowed, and it can be taken back there too', async (t) => {
  const { server, browser, asked, url, open } = await scene(t)
  const page = await open()
  await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))
  const { refresh_token } = (await pollAsDevice(server, asked.device_code)).json()
  const list = await browser.get(`${server.issuer}/account/applications`)
  t.match(list.body, 'Harbour Notes for TV')
  t.notMatch(list.body, 'did not have to ask')
  await browser.submit(`${server.issuer}/account/applications/withdraw`, list.body, { client_id: 'tv' })
  const refreshed = await pollAsDevice(server, '', { grant_type: 'refresh_token', refresh_token })
  t.match(refreshed.json(), { error: 'invalid_grant' })
  t.same(await server.db.all(listConsents, { tenant_id: 'default', user_id: Buffer.alloc(16) }), [])
})

t.test('RFC 8628 §3.3: what is no request', async (t) => {
  const { server, browser, url } = await scene(t)
  const path = url.replace(PUBLIC_URL, '')
  const rows = [
    ['a code twice', 400, { url: `${path}?user_code=a&user_code=b` }],
    ['a NUL', 400, { url: `${path}?user_code=%00` }],
    ['allowed by GET', 404, { url: `${path}/allow?user_code=x` }],
    ['cancelled by GET', 404, { url: `${path}/cancel?user_code=x` }],
    ['taken back by GET', 404, { url: `${path}/take-back?device=x` }],
    ['a code by POST', 404, { url: path, method: 'POST' }],
    [
      'JSON',
      400,
      {
        url: `${path}/allow`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        payload: '{}',
      },
    ],
    ['a tenant that is not there', 404, { url: path.replace('default', 'no') }],
  ] as const
  for (const [title, status, request] of rows) {
    t.equal((await browser.send({ ...request })).statusCode, status, title)
  }
  const elsewhere = await browser.get(url.replace('default', 'other'))
  t.equal(elsewhere.statusCode, 200)
  t.match(server.notices.at(-1)?.flow, 'device')
})

t.test(
  'RFC 8628 §3.3, RFC 6749 §4.1.2.1: an application that is not for the person gets nothing',
  async (t) => {
    const { server, browser, asked, url, open } = await scene(t)
    await server.db.execute(
      `UPDATE client SET metadata = '${JSON.stringify({ ...TV.metadata, assigned_only: true })}'`,
    )
    await server.db.run(bumpConfigVersion, {})
    const page = await open()
    t.equal(page.statusCode, 403)
    t.match(server.notices.at(-1), { flow: 'device', rule: 'client-not-assigned', client_id: 'tv' })
    t.match(page.body, '<h1>This account can’t use <bdi>Harbour Notes for TV</bdi></h1>')
    t.match(page.body, 'They can open <bdi>Harbour Notes for TV</bdi> to <b><bdi>ann</bdi></b>.')
    const other = page.body.match(/<a href="([^"]+)">Use another account/)?.[1] ?? ''
    const [waiting] = await server.db.all(allInteractions, {})
    t.match(JSON.parse(waiting?.parameters ?? ''), { return_to: `device?user_code=${asked.user_code}` })
    t.match((await browser.get(other)).body, '<h1>Sign in</h1>')

    const forced = await browser.submit(`${url}/allow`, page.body, fieldsOf(page.body))
    t.equal(forced.statusCode, 403, 'not by a form of one’s own either')
    t.same(await server.db.all(allGrants, {}), [])
    const cancelled = await browser.submit(`${url}/cancel`, page.body, fieldsOf(page.body))
    t.equal(cancelled.headers.location, `${url}/cancelled`)
    t.match((await pollAsDevice(server, asked.device_code)).json(), { error: 'access_denied' })
  },
)
