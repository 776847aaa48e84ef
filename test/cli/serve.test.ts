import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { expiredCertificate, selfSigned } from '../helpers/certificate.ts'
import { commandLine, portIn } from '../helpers/command-line.ts'

const ENV = {
  PUBLIC_URL: 'https://login.example.org',
  TRUST_PROXY: 'loopback',
  HOST: '127.0.0.1',
  PORT: '0',
}

t.test('serve: refuses to start on settings that are missing or unsafe, and names each', async (t) => {
  const { run } = commandLine(t)
  t.match(await run(['serve']), { code: 1, stdout: '', stderr: /PUBLIC_URL is missing/ })
  const unsafe = await run(['serve'], { PUBLIC_URL: 'http://login.example.org', PORT: '99999' })
  t.match(unsafe, { code: 1, stdout: '', stderr: /PORT is "99999"[\s\S]*https/ })
})

t.test('serve: what could be better is in the log, and starts all the same', async (t) => {
  const { start } = commandLine(t)
  const server = start(['serve'], { ...ENV, HOST: '0.0.0.0' })
  t.match(await server.says(/"msg":"ready"/), /"level":40[^\n]*HOST is 0\.0\.0\.0, without TLS/)
})

t.test('serve: a port that is taken is told in one sentence', async (t) => {
  const { run } = commandLine(t)
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const refused = await run(['serve'], { ...ENV, PORT: String(port) })
  t.match(refused, { code: 1, stdout: '', stderr: new RegExp(`^Port ${port} is taken: [^\n]*\n$`) })
  const elsewhere = await run(['serve'], { ...ENV, HOST: '192.0.2.1' })
  t.match(elsewhere, { code: 1, stdout: '', stderr: /^HOST is 192\.0\.2\.1, [^\n]*\n$/ })
})

/** Has a process write the address of each file that it loads to stderr. */
const TELLING_LOADS = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ load: (url, context, next) => (console.error(url), next(url, context)) })
`)}`

t.test('serve: what the first document does not need is not loaded before it', async (t) => {
  const { run, start } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'], ENV)
  const server = start(['serve'], { ...ENV, NODE_OPTIONS: TELLING_LOADS })
  const port = portIn(await server.says(/"msg":"ready"/))
  const address = `http://127.0.0.1:${port}/api/oidc/acme/.well-known/openid-configuration`
  t.equal((await fetch(address)).status, 200)
  server.child.kill('SIGTERM')
  const { stderr } = await server.ended
  t.match(stderr, '/node_modules/fastify/')
  t.notMatch(
    stderr,
    /\/node_modules\/(?:kysely|jose|argon2|@serenity-kit|pg|openid-client|nodemailer|prom-client|@opentelemetry|@fastify\/ajv-compiler)\//,
  )
  t.notMatch(stderr, /\/src\/(?:cli\/(?:tls-files|own-certificate|conformance|metrics-server)|dev\/)/)
})

t.test('serve: speaks TLS with the certificate and the key that it is given', async (t) => {
  const { folder, start } = commandLine(t)
  const { cert, key } = selfSigned('localhost')
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  const server = start(['serve'], { ...ENV, TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' })
  const port = portIn(await server.says(/"msg":"ready"/))
  const trusting = { host: '127.0.0.1', port, servername: 'localhost', ca: cert }
  const [{ statusCode }] = await once(get({ ...trusting, path: '/healthz', agent: false }), 'response')
  t.equal(statusCode, 200)

  const idle = connectTls(trusting).resume()
  await once(idle, 'secureConnect')
  const asked = Date.now()
  const idleEnds = once(idle, 'close')
  server.child.kill('SIGTERM')
  await idleEnds
  t.equal((await server.ended).code, 0)
  t.ok(Date.now() - asked < 5000, 'a connection that has asked for nothing does not hold up the stop')
})

t.test('serve: a certificate or a key that cannot be used is told by the name of its setting', async (t) => {
  const { folder, run } = commandLine(t)
  const [one, other] = [selfSigned('localhost'), selfSigned('localhost')]
  const old = expiredCertificate('localhost')
  const files = {
    'old.pem': old.cert,
    'old-key.pem': old.key,
    'cert.pem': one.cert,
    'key.pem': one.key,
    'other.pem': other.key,
    'text.pem': 'no PEM',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  for (const [TLS_CERT, TLS_KEY, fault] of [
    ['nowhere.pem', 'key.pem', /^TLS_CERT is nowhere\.pem, which cannot be read \(ENOENT[^\n]*\n$/],
    ['cert.pem', 'nowhere.pem', /^TLS_KEY is nowhere\.pem, which cannot be read \(ENOENT[^\n]*\n$/],
    ['text.pem', 'key.pem', /^TLS_CERT is text\.pem, which cannot be used [^\n]*BEGIN CERTIFICATE-----\.\n$/],
    [
      'cert.pem',
      'text.pem',
      /^TLS_KEY is text\.pem, which cannot be used [^\n]*BEGIN PRIVATE KEY-----[^\n]*\n$/,
    ],
    [
      'cert.pem',
      'other.pem',
      /^TLS_KEY is other\.pem, which is not the key of the first certificate [^\n]*\n$/,
    ],
    ['old.pem', 'old-key.pem', /^TLS_CERT is old\.pem, which expired at 2020-12-31T23:59:59Z: renew it\.\n$/],
  ] as const) {
    t.match(await run(['serve'], { ...ENV, TLS_CERT, TLS_KEY }), { code: 1, stdout: '', stderr: fault })
  }
  t.match(await run(['serve'], { ...ENV, TLS_CERT: 'cert.pem' }), { code: 1, stderr: /TLS_KEY is missing/ })
})

t.test('Command line: what it makes while the server runs is there for the next request', async (t) => {
  const { run, start } = commandLine(t)
  const server = start(['serve'], ENV)
  const port = portIn(await server.says(/"msg":"ready"/))
  const authorize = async () => {
    const query = new URLSearchParams({
      client_id: 'app',
      redirect_uri: 'https://app.example.org/cb',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
    const address = `http://127.0.0.1:${port}/api/oidc/acme/authorize?${query}`
    const { status, headers } = await fetch(address, { redirect: 'manual' })
    return { status, location: headers.get('location') ?? '' }
  }
  t.equal((await authorize()).status, 404, 'no such tenant yet')
  t.match(await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'], ENV), { code: 0 })
  t.equal((await authorize()).status, 400, 'no such client yet')
  const uri = ['--redirect-uri', 'https://app.example.org/cb']
  t.match(
    await run(['client', 'create', '--tenant', 'acme', '--id', 'app', '--type', 'public', ...uri], ENV),
    { code: 0 },
  )
  t.equal((await authorize()).status, 303, 'on to the sign-in page')
  t.match(await run(['client', 'delete', '--tenant', 'acme', '--id', 'app'], ENV), { code: 0 })
  t.equal((await authorize()).status, 400, 'gone again')
})

t.test('serve: a stop answers what is in flight, takes nothing new, and exits 0', async (t) => {
  const { start } = commandLine(t)
  const server = start(['serve'], ENV)
  const port = portIn(await server.says(/"msg":"ready"/))
  const body = 'grant_type=authorization_code'
  const head = [
    'POST /api/oidc/nobody/token HTTP/1.1',
    'Host: login.example.org',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ]
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`)
  const idle = connect(port, '127.0.0.1').resume()
  await Promise.all([once(idle, 'connect'), fetch(`http://127.0.0.1:${port}/healthz`)])

  // Listened for before the stop: on a busy machine the end may come sooner than the line that says so.
  const idleEnds = once(idle, 'close')
  server.child.kill('SIGTERM')
  server.child.kill('SIGTERM')
  const log = await server.says(/"msg":"stopping"/)
  t.equal(log.match(/stopping/g)?.length, 1, 'a second signal changes nothing')
  await idleEnds
  await t.rejects(fetch(`http://127.0.0.1:${port}/healthz`), TypeError)
  socket.write(body.slice(5))
  await once(socket, 'close')
  t.match(answer, /^HTTP\/1\.1 \d{3} /)
  t.match(answer, /\r\nconnection: close\r\n/i)
  const { code, stdout } = await server.ended
  t.equal(code, 0)
  for (const line of stdout.trim().split('\n')) t.match(JSON.parse(line), { level: Number, time: /Z$/ })
  t.match(stdout, /"reqId":"[\w-]{12}".*"path":"\/api\/oidc\/nobody\/token"/, 'and its line is in the log')
})
