/**
 * Hosts of tenants: the root of one is its tenant's, and nobody else's.
 */
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import pino from 'pino'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { insertTenantHost } from '../../src/store/tenant-hosts.ts'
import { answerOf, Browser, givenPerson, givenRp, REQUEST } from '../helpers/authorization.ts'
import { PUBLIC_URL, START, startServer } from '../helpers/fixtures.ts'
import { FORM } from '../helpers/given.ts'
import { giveHost } from '../helpers/own-host.ts'

const HOST = 'login.acme.example'
const OTHER = 'other.example:8443'
const DISCOVERY = '/.well-known/openid-configuration'

async function givenHosts(t: Test, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  await giveHost(server, 'default', HOST)
  await giveHost(server, 'other', OTHER)
  const get = (host: string, url: string, headers = {}) =>
    server.app.inject({ url, headers: { host, ...headers } })
  return { server, get }
}

const issuerOf = (reply: Readonly<{ body: string; statusCode: number }>) =>
  reply.statusCode === 200 ? JSON.parse(reply.body).issuer : reply.statusCode

t.test(
  'Discovery §4: every document of a tenant with a host stands at its root and names one issuer',
  async (t) => {
    const { get } = await givenHosts(t)
    for (const [host, issuer] of [
      [HOST, `https://${HOST}/`],
      [OTHER, `https://${OTHER}/`],
    ] as const) {
      for (const path of [DISCOVERY, '/.well-known/oauth-authorization-server']) {
        const document = (await get(host, path)).json()
        t.equal(document.issuer, issuer)
        for (const [name, value] of Object.entries(document)) {
          if (/_(endpoint|uri|iframe)$/.test(name)) t.ok(String(value).startsWith(issuer), `${name} ${value}`)
        }
      }
      const resource = (await get(host, '/.well-known/oauth-protected-resource/userinfo')).json()
      t.match(resource, { resource: `${issuer}userinfo`, authorization_servers: [issuer] })
      t.same((await get(host, '/userinfo/.well-known/oauth-protected-resource')).json(), resource)
      t.equal(
        (await get(host, '/userinfo')).headers['www-authenticate'],
        `Bearer resource_metadata="${issuer}.well-known/oauth-protected-resource/userinfo"`,
      )
    }
  },
)

t.test('RFC 9110 §7.2: a host is known however it is written, and no other is it', async (t) => {
  const { get } = await givenHosts(t)
  for (const host of [HOST.toUpperCase(), `${HOST}.`, `${HOST}:443`]) {
    t.equal(issuerOf(await get(host, DISCOVERY)), `https://${HOST}/`, host)
  }
  for (const host of [
    'evil.example',
    `${HOST}:8443`,
    `x.${HOST}`,
    'other.example',
    `${HOST}@evil.example`,
    `evil.example/${HOST}`,
    `${HOST} evil.example`,
    '__proto__',
    "' OR 1=1",
    '127.0.0.1:3000',
    '[::1]:3000',
    'localhost:3000',
  ]) {
    t.equal(issuerOf(await get(host, DISCOVERY)), 404, host)
  }
})

t.test('Core §16.15: one tenant’s host serves no other tenant, under no address', async (t) => {
  const { get } = await givenHosts(t)
  for (const path of [
    `/api/oidc/other${DISCOVERY}`,
    `${DISCOVERY}/api/oidc/other`,
    '/.well-known/oauth-protected-resource/api/oidc/other/userinfo',
    `//api/oidc/other${DISCOVERY}`,
    `/../other${DISCOVERY}`,
    `/..%2Fother${DISCOVERY}`,
    `/%2e%2e/other${DISCOVERY}`,
    '/api/oidc/other/authorize',
  ]) {
    for (const host of [HOST, HOST.toUpperCase()]) {
      const reply = await get(host, path)
      t.ok(reply.statusCode >= 400 && reply.statusCode < 500, `${path}: ${reply.statusCode}`)
      t.notMatch(reply.body, OTHER)
    }
  }
  t.equal(issuerOf(await get(HOST, `/api/oidc/default${DISCOVERY}`)), `https://${HOST}/`, 'its own alone')
})

t.test('RFC 9110 §7.2: what is the same for everybody stands at every host', async (t) => {
  const { get } = await givenHosts(t)
  t.equal((await get(HOST, '/healthz')).statusCode, 200)
  t.equal((await get(HOST, '/readyz')).statusCode, 200)
  const page = await get(HOST, '/authorize')
  t.equal(page.statusCode, 400)
  const style = /href="https:\/\/login\.acme\.example(\/style\/[^"]+)"/.exec(page.body)?.[1] ?? 'none'
  t.match((await get(HOST, style)).headers, { 'content-type': /^text\/css/ })
  const nothing = await get(HOST, '/nothing')
  t.equal(nothing.statusCode, 404)
  t.match(nothing.body, HOST, 'a page that says where it is')
  t.match(nothing.body, '<title>There is nothing here – Northlight</title>')
  const asset = /\/assets\/[^"]+/.exec(nothing.body)?.[0] ?? 'none'
  t.equal((await get(HOST, asset)).statusCode, 200)
})

t.test(
  'RFC 7239 §7.4: who speaks for a host is believed where the operator says so, and nowhere else',
  async (t) => {
    const forwarded = { 'x-forwarded-host': HOST }
    const { get } = await givenHosts(t)
    t.equal(issuerOf(await get('localhost:3000', DISCOVERY, forwarded)), 404)
    t.equal(issuerOf(await get(OTHER, DISCOVERY, forwarded)), `https://${OTHER}/`)
    const behind = await givenHosts(t, { trust_proxy: true })
    t.equal(issuerOf(await behind.get('localhost:3000', DISCOVERY, forwarded)), `https://${HOST}/`)
    t.equal(issuerOf(await behind.get(OTHER, DISCOVERY, forwarded)), `https://${HOST}/`)
    const elsewhere = await givenHosts(t, { trust_proxy: '10.0.0.1' })
    t.equal(issuerOf(await elsewhere.get('localhost:3000', DISCOVERY, forwarded)), 404)
  },
)

t.test('RFC 9112 §3.2: request targets of every form', async (t) => {
  const { server } = await givenHosts(t)
  const { port } = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }))
  const ask = (line: string, host: string) => statusLine(Number(port), `${line} HTTP/1.1\r\nHost: ${host}`)
  t.match(await ask(`GET https://${HOST}${DISCOVERY}`, HOST), /^HTTP\/1\.1 200.*"issuer":"https:\/\/login/s)
  t.match(await ask(`GET HTTPS://evil.example${DISCOVERY}`, HOST), /"issuer":"https:\/\/login/)
  t.match(await ask(`GET https://${HOST}${DISCOVERY}`, 'localhost:3000'), /^HTTP\/1\.1 404/)
  t.match(await ask(`GET https://${HOST}/api/oidc/other${DISCOVERY}`, HOST), /^HTTP\/1\.1 400/)
  for (const line of [`GET https://${HOST}`, 'OPTIONS *', `GET https://${HOST}-x/authorize`]) {
    t.match(await ask(line, HOST), /^HTTP\/1\.1 4\d\d/, line)
  }
})

/** What a server answers to the head of a request that no client library sends. */
function statusLine(port: number, head: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\nConnection: close\r\n\r\n`))
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('end', () => resolve(text))
  socket.on('error', reject)
  return promise
}

t.test(
  'Tenants: a host that is given, moved or taken away while the server runs is known at once',
  async (t) => {
    const { server, get } = await givenHosts(t)
    t.equal(issuerOf(await get(HOST, DISCOVERY)), `https://${HOST}/`)
    // As another process does it.
    await giveHost(server, 'default', '')
    await server.db.run(insertTenantHost, { host: 'new.example', tenant_id: 'default', created_at: START })
    await server.db.run(bumpConfigVersion, {})
    t.equal(issuerOf(await get(HOST, DISCOVERY)), 404)
    t.equal(issuerOf(await get('new.example', DISCOVERY)), 'https://new.example/')
    await giveHost(server, 'default', '')
    await giveHost(server, 'other', 'new.example')
    t.equal(issuerOf(await get('new.example', `/${DISCOVERY.slice(1)}`)), 'https://new.example/')
    t.equal((await get('new.example', '/.well-known/jwks.json')).statusCode, 200)
    t.equal(issuerOf(await get('localhost:3000', `/api/oidc/default${DISCOVERY}`)), server.issuer)
  },
)

t.test(
  'Discovery §4.3: below PUBLIC_URL its documents name the one issuer, and its pages are at its host',
  async (t) => {
    const { get } = await givenHosts(t)
    const at = (path: string) => get('localhost:3000', `/api/oidc/default${path}`)
    t.equal(issuerOf(await at(DISCOVERY)), `https://${HOST}/`)
    t.equal((await at('/.well-known/jwks')).statusCode, 200)
    for (const path of [
      '/authorize?client_id=a&state=b%20c',
      '/account',
      '/logout',
      '/device',
      '/check_session',
    ]) {
      const reply = await at(path)
      t.equal(reply.statusCode, 307, path)
      t.equal(reply.headers.location, `https://${HOST}${path}`)
      t.equal(reply.headers['set-cookie'], undefined, 'no cookie is where its pages are not')
    }
    t.equal((await at('/style/x.css')).statusCode, 400)
  },
)

t.test('RFC 6265 §4.1.2: cookies and forms are the host’s own', async (t) => {
  const { server } = await givenHosts(t)
  await givenRp(server)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  const session = browser.cookies.get('vignette.default.session') ?? ''
  browser.cookies.set('__Host-vignette.default.session', session)
  const answer = await browser.get(`https://${HOST}/authorize?${new URLSearchParams(REQUEST)}`)
  t.match(answerOf(answer), { code: /./, iss: `https://${HOST}/` })

  const out = await browser.get(`https://${HOST}/logout`)
  const action = /action="([^"]+)"/.exec(out.body)?.[1] ?? ''
  t.ok(action.startsWith(`https://${HOST}/logout/confirm`), action)
  t.match(
    (await browser.submit(action, out.body)).body,
    'data-error="invalid_request"',
    'sent from PUBLIC_URL',
  )
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(out.body)?.[1] ?? ''
  const reply = await browser.send({
    method: 'POST',
    url: action,
    headers: { origin: `https://${HOST}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: String(new URLSearchParams({ csrf_token })),
  })
  t.match(
    reply.headers['set-cookie'],
    /^__Host-vignette\.default\.session=;.*Path=\/;.*Secure; SameSite=None/,
  )
})

t.test('Core §3.1.2.1: a page of a host is come back to in another language, at the host', async (t) => {
  const { server } = await givenHosts(t)
  const browser = new Browser(server)
  const page = await browser.get(`https://${HOST}/authorize?client_id=none`)
  const other = /href="(\/language\/de\?[^"]+)"/.exec(page.body)?.[1] ?? 'none'
  const reply = await browser.get(`https://${HOST}${other}`)
  t.equal(reply.headers.location, `https://${HOST}/authorize?client_id=none&ui_locales=de`)
  t.match(reply.headers['set-cookie'], /^__Host-vignette\.default\.language=de;.*SameSite=Lax/)
  const evil = await browser.get(
    `https://${HOST}/language/de?page=${encodeURIComponent('/..//evil.example/')}`,
  )
  t.notMatch(String(evil.headers.location), /^https?:\/\/(?!login\.acme\.example\/)/)
})

t.test('RFC 9110 §9.3: requests of every method begin anew with what they carry', async (t) => {
  const { server } = await givenHosts(t)
  const send = (method: 'HEAD' | 'POST' | 'PUT', url: string, payload = '') =>
    server.app.inject({ method, url: `https://${HOST}${url}`, headers: FORM, payload })
  t.equal((await send('HEAD', DISCOVERY)).statusCode, 200)
  t.match(await send('POST', '/oauth/token', 'grant_type=none'), { statusCode: 401, body: /invalid_client/ })
  t.match(await send('POST', '/oauth/token', 'a=b&a=c&client_id=x&client_id=y'), { statusCode: 400 })
  for (const method of ['POST', 'PUT'] as const)
    t.equal((await send(method, '/nothing', 'a=b')).statusCode, 404)
  const kept = await server.app.inject({
    method: 'POST',
    url: '/api/oidc/default/authorize?a=b',
    headers: { ...FORM, host: 'localhost:3000' },
    payload: 'client_id=rp',
  })
  t.match(kept, { statusCode: 307, headers: { location: `https://${HOST}/authorize?a=b` } })
})

t.test('Log: a request of a host is one line, under the address of its tenant', async (t) => {
  const { server } = await givenHosts(t)
  const lines: string[] = []
  const stream = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) })
  const app = await buildApp(server.deps, { logger: pino(stream) })
  t.teardown(() => app.close())
  for (const url of ['/logout', '/nothing']) await app.inject({ url, headers: { host: HOST } })
  t.same(
    lines.map((line) => JSON.parse(line).path),
    ['/api/oidc/default/logout', '/api/oidc/default/nothing'],
  )
})

t.test('Tenants: while the database is away, a host that may be a tenant’s is told so', async (t) => {
  const server = await startServer(t)
  const away = async () => {
    throw new Error('the database is away')
  }
  const app = await buildApp({ ...server.deps, cache: { current: away } })
  t.teardown(() => app.close())
  const get = (host: string) => app.inject({ url: '/authorize', headers: { host } })
  t.match(await get(HOST), { statusCode: 500, body: /data-error="server_error"/ })
  t.equal((await get(PUBLIC_URL.slice('http://'.length))).statusCode, 404)
})
