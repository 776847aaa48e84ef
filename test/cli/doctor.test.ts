/**
 * The doctor, each time as a process of its own, at servers that run and that do not.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { makeCertificate } from '../../src/cli/own-certificate.ts'
import { systemClock } from '../../src/primitives/clock.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { expiredCertificate, selfSigned } from '../helpers/certificate.ts'
import { type CommandLine, commandLine, portIn } from '../helpers/command-line.ts'
import { freePort } from '../helpers/listening.ts'
import { migratedDatabase } from '../helpers/migrated.ts'
import { openServer } from '../helpers/open-server.ts'
import { withoutPostgres } from '../helpers/postgres.ts'
import { proxyBefore, type Rewrite } from '../helpers/proxy.ts'
import { smtpServer } from '../helpers/smtp.ts'

type Env = Record<string, string>

/** @returns what it found, by id; of several the worst */
async function examine({ run }: CommandLine, env: Env, code: number): Promise<Map<string, Finding>> {
  const ended = await run(['doctor', '--json'], env)
  const findings: readonly Finding[] = JSON.parse(ended.stdout)
  t.equal(ended.code, code, JSON.stringify(findings.filter(({ status }) => status === 'fault')))
  t.equal(findings.some(({ status }) => status === 'fault') ? 1 : 0, code)
  const order = ['ok', 'skipped', 'warning', 'fault']
  return new Map(
    findings
      .toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
      .map((finding) => [finding.id, finding]),
  )
}

const local = (port: number): Env => ({
  PUBLIC_URL: `http://localhost:${port}`,
  HOST: '127.0.0.1',
  PORT: String(port),
})

const INIT = ['init', '--yes', '--name', 'Acme', '--username', 'ada', '--public-url']

/** A server with one tenant, on a port of its own. */
async function givenServer(t: Test, more: Env = {}) {
  const vignette = commandLine(t)
  const port = await freePort()
  const env = { ...local(port), ...more }
  t.match(await vignette.run([...INIT, local(port)['PUBLIC_URL'] ?? ''], env), { code: 0 })
  const server = vignette.start(['serve'], env)
  t.equal(portIn(await server.says(/"msg":"ready"/)), port)
  return { vignette, env, port, server }
}

t.test('doctor: where nothing is yet, it says so, finds no fault, and makes nothing', async (t) => {
  const vignette = commandLine(t)
  const env = local(await freePort())
  const found = await examine(vignette, env, 0)
  for (const id of ['server', 'database', 'secret-key', 'data-directory', 'public-address', 'clock']) {
    t.match(found.get(id), { status: 'skipped', says: /\.$/ }, id)
  }
  t.notOk(existsSync(join(vignette.folder, 'data')))
  t.match(await vignette.run(['doctor'], {}), {
    code: 1,
    stdout:
      /^FAULT {4}settings: PUBLIC_URL is missing: [^\n]*\n {9}-> [^\n]*\n[\s\S]*\n1 fault, 0 warnings\.\n$/,
  })
  const unusable = await examine(vignette, { ...env, PORT: 'x' }, 1)
  t.same([...unusable.keys()], ['settings'], 'where nothing can be looked at')
})

t.test(
  'doctor: at a server that runs as it should, everything is looked at, and nothing secret told',
  async (t) => {
    const smtp = await smtpServer(t)
    const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'login@example.org' }
    const { vignette, env } = await givenServer(t, mail)
    const found = await examine(vignette, env, 0)
    for (const [id, { status, says }] of found) {
      t.match(status, id === 'outside' || id.startsWith('certificate') ? 'skipped' : 'ok', says)
    }
    const ids = [
      'server',
      'database',
      'schema',
      'secret-key',
      'signing-keys/default',
      'issuer/default',
      'proxy',
    ]
    for (const id of [...ids, 'files', 'disk', 'cookies', 'clock', 'mail', 'outbox']) t.ok(found.has(id), id)
    const shown = JSON.stringify([...found])
    t.notMatch(shown, readFileSync(join(vignette.folder, 'data/secret.key'), 'utf8').trim())
    t.same(smtp.taken, [], 'no mail was sent')
  },
)

t.test(
  'doctor: a server that does not run is no fault, and its database is looked at all the same',
  async (t) => {
    const { vignette, env, server } = await givenServer(t)
    server.child.kill('SIGTERM')
    await server.ended
    const found = await examine(vignette, env, 0)
    t.match(found.get('server'), { status: 'skipped', do: /vignette serve/ })
    t.match(found.get('public-address'), { status: 'skipped', says: /no server runs/ })
    t.match(found.get('signing-keys/default'), { status: 'ok' })

    const data = join(vignette.folder, 'data')
    chmodSync(data, 0o755)
    chmodSync(join(data, 'vignette.db'), 0o644)
    const database = new Database(join(data, 'vignette.db'))
    database.exec('UPDATE user SET created_at = created_at + 86400')
    database.exec('UPDATE signing_key SET signs_from = 1')
    database.pragma('foreign_keys = OFF')
    database.exec("UPDATE user SET tenant_id = 'gone'")
    database.close()
    const SMTP_URL = `smtp://ada:tell-nobody@127.0.0.1:${await freePort()}`
    const worse = { ...env, SMTP_URL, MAIL_FROM: 'login@example.org' }
    const faults = await examine(vignette, worse, 1)
    t.match(faults.get('data-directory'), { status: 'fault', says: /0755/, do: 'Run: chmod 700 data' })
    t.match(faults.get('files'), {
      status: 'fault',
      says: /vignette\.db.* \(0644\)/,
      do: /chmod 600 data\/vignette\.db/,
    })
    t.match(faults.get('clock'), { status: 'fault', says: /863\d\d seconds|864\d\d seconds/, do: /NTP/ })
    t.match(faults.get('signing-keys/default'), {
      status: 'warning',
      do: /vignette keys rotate --tenant default/,
    })
    t.match(faults.get('database'), { status: 'fault', says: /user without tenant/, do: /vignette restore/ })
    t.match(faults.get('mail'), { status: 'fault', says: /^The mail server 127\.0\.0\.1:\d+ takes no mail/ })
    t.notMatch(JSON.stringify([...faults]), 'tell-nobody')

    writeFileSync(join(data, 'secret.key'), `${Buffer.alloc(32, 3).toString('base64url')}\n`)
    const other = await examine(vignette, env, 1)
    t.match(other.get('secret-key'), {
      status: 'fault',
      says: /not the one that this database was made with/,
    })
    writeFileSync(join(data, 'vignette.db'), 'no database at all, and long enough to be one'.repeat(99))
    const broken = await examine(vignette, env, 1)
    t.match(broken.get('database'), { status: 'fault', says: /is no whole database of Vignette/ })
    t.match(broken.get('signing-keys'), { status: 'skipped' })
  },
)

t.test('doctor: a database of another version is told from a broken one', async (t) => {
  const vignette = commandLine(t)
  const env = local(await freePort())
  t.match(await vignette.run(['tenant', 'list'], env), { code: 0 })
  const database = new Database(join(vignette.folder, 'data/vignette.db'))
  t.teardown(() => database.close())
  database.exec("INSERT INTO schema_migration VALUES (9999, '9999-later.sql', 0)")
  t.match((await examine(vignette, env, 1)).get('schema'), { status: 'fault', says: /has schema 9999/ })
  const unreachable = { ...env, DATABASE_URL: 'postgres://ada:tell-nobody@127.0.0.1:1/vignette' }
  const found = await examine(vignette, unreachable, 1)
  t.match(found.get('database'), { status: 'fault', says: /ECONNREFUSED/, do: /DATABASE_URL/ })
  t.notMatch(JSON.stringify([...found]), 'tell-nobody')
})

const withoutRights = process.getuid?.() === 0 ? false : 'to give a folder away needs the rights of root'

t.test(
  'doctor: as another user than the server it leaves nothing behind',
  { skip: withoutRights },
  async (t) => {
    const vignette = commandLine(t)
    const env = local(await freePort())
    t.match(await vignette.run([...INIT, env['PUBLIC_URL'] ?? ''], env), { code: 0 })
    const data = join(vignette.folder, 'data')
    chownSync(data, 65_534, 65_534)
    const found = await examine(vignette, env, 1)
    t.match(found.get('data-directory'), {
      status: 'fault',
      says: /belongs to user 65534/,
      do: /sudo -u '#65534'/,
    })
    t.match(found.get('database'), { status: 'skipped' })
    t.same(readdirSync(data).sort(), ['secret.key', 'vignette.db'])
  },
)

t.test('doctor: PostgreSQL is looked at as SQLite is', { skip: withoutPostgres }, async (t) => {
  const vignette = commandLine(t)
  const env: Env = { ...local(await freePort()), DATABASE_URL: await migratedDatabase() }
  t.match(await vignette.run([...INIT, env['PUBLIC_URL'] ?? ''], env), { code: 0 })
  const found = await examine(vignette, env, 0)
  t.match(found.get('database'), { status: 'ok', says: /PostgreSQL \d+/ })
  t.match(found.get('schema'), { status: 'ok' })
  t.match(found.get('signing-keys/default'), { status: 'ok' })
})

const FORWARDED = 'x-forwarded-for'

t.test('RFC 7239 §8.1: a proxy is judged by what arrives through it', async (t) => {
  const port = await freePort()
  let rewrite: Rewrite = (headers) => headers
  const front = await proxyBefore(t, port, (headers, client) => rewrite(headers, client))
  const vignette = commandLine(t)
  const PUBLIC_URL = `http://localhost:${front}`
  const env = { ...local(port), PUBLIC_URL, TRUST_PROXY: 'loopback' }
  t.match(await vignette.run([...INIT, PUBLIC_URL], env), { code: 0 })
  const serving = async (more: Env, work: (env: Env) => Promise<void>) => {
    const server = vignette.start(['serve'], { ...env, ...more })
    await server.says(/"msg":"ready"/)
    await work({ ...env, ...more })
    server.child.kill('SIGTERM')
    await server.ended
  }
  const through = async (does: Rewrite, env: Env, code: number) => {
    rewrite = does
    const found = await examine(vignette, env, code)
    t.match(found.get('issuer/default'), { status: 'ok' })
    return found.get('proxy')
  }
  const believes: Rewrite = (headers, client) => ({ ...headers, [FORWARDED]: client })
  const replaces: Rewrite = ({ 'x-forwarded-host': _, ...headers }, client) => believes(headers, client)
  await serving({}, async (env) => {
    const adds: Rewrite = (headers, client) => ({
      ...replaces(headers, client),
      [FORWARDED]: `${headers[FORWARDED]}, ${client}`,
    })
    const drops: Rewrite = ({ [FORWARDED]: _, ...headers }) => headers
    const renames: Rewrite = (headers, client) => ({ ...replaces(headers, client), host: 'inside:3000' })
    t.match(await through(replaces, env, 0), { status: 'ok', says: /127\.0\.0\.1 states the address/ })
    t.match(await through(adds, env, 0), { status: 'ok' })
    t.match(await through(believes, env, 0), { status: 'warning', says: /^Anybody can say which host/ })
    const passes: Rewrite = ({ 'x-forwarded-host': _, ...headers }) => headers
    t.match(await through(passes, env, 1), { status: 'fault', says: /^Anybody can say which address/ })
    t.match(await through(drops, env, 1), { status: 'fault', says: /states no X-Forwarded-For/ })
    t.match(await through(renames, env, 0), { status: 'warning', says: /asks for inside:3000 / })
  })
  await serving({ TRUST_PROXY: '10.0.0.1' }, async (env) => {
    t.match(await through(replaces, env, 1), { do: 'Add 127.0.0.1 to TRUST_PROXY.' })
  })
  await serving({ TRUST_PROXY: 'false' }, async (env) => {
    t.match(await through(replaces, env, 1), { do: 'Set TRUST_PROXY=127.0.0.1' })
  })
})

t.test('RFC 9110 §15: whatever else answers at PUBLIC_URL is told apart', async (t) => {
  const { vignette, env } = await givenServer(t)
  const at = async (port: number, code = 1) =>
    (await examine(vignette, { ...env, PUBLIC_URL: `http://localhost:${port}` }, code)).get('public-address')
  let [status, headers, body] = [301, { location: 'https://elsewhere.example/' } as object, '']
  const other = await openServer(
    t,
    createServer((_asked, answer) => answer.writeHead(status, { ...headers }).end(body)),
    '127.0.0.1',
  )
  t.match(await at(other), { status: 'fault', says: /redirects to https:\/\/elsewhere\.example\/\./ })
  ;[status, headers] = [502, {}]
  t.match(await at(other), {
    status: 'fault',
    says: /answers 502: it does not reach/,
    do: /127\.0\.0\.1, port/,
  })
  ;[status, body] = [200, '<h1>It works</h1>']
  t.match(await at(other), { status: 'fault', says: /answers 200, and not as this server does/ })
  t.match(await at(await freePort()), { status: 'fault', says: /nothing listens there .*ECONNREFUSED/ })

  const named = { ...env, TRUST_PROXY: 'false', PUBLIC_URL: 'https://login.vignette.invalid' }
  const found = await examine(vignette, named, 1)
  t.match(found.get('public-address'), { status: 'fault', says: /its name is not found/, do: /DNS/ })
  const another = await givenServer(t)
  const wrong = await examine(vignette, { ...env, PUBLIC_URL: another.env['PUBLIC_URL'] ?? '' }, 1)
  t.match(wrong.get('proxy'), { status: 'fault', says: /does not know this command/ })
  const renamed = await examine(vignette, { ...env, PUBLIC_URL: `http://127.0.0.1:${env['PORT']}` }, 1)
  t.match(renamed.get('issuer/default'), { status: 'fault', says: /calls itself http:\/\/localhost:/ })
})

t.test(
  'RFC 5280 §6: certificates are judged by whoever trusts the usual ones, and by their end',
  async (t) => {
    const { vignette, env, port } = await givenServer(t)
    const now = systemClock()
    const soon = makeCertificate(['localhost'], { from: now - 60, until: now + 5 * 86_400 }, systemRandom)
    const at = async (tls: ReturnType<typeof selfSigned>, more: Env, code: number) => {
      const shown = await proxyBefore(t, port, (headers) => headers, tls)
      const PUBLIC_URL = `https://localhost:${shown}`
      return examine(vignette, { ...env, TRUST_PROXY: 'false', ...more, PUBLIC_URL }, code)
    }
    mkdirSync(join(vignette.folder, 'tls'))
    const put = (name: string, text: string) => {
      writeFileSync(join(vignette.folder, 'tls', name), text)
      return join(vignette.folder, 'tls', name)
    }
    const whole = selfSigned('localhost')
    t.match((await at(whole, {}, 1)).get('public-address'), { says: /TLS fails/, do: /NODE_EXTRA_CA_CERTS/ })
    const trusted = (tls: typeof whole) => ({ NODE_EXTRA_CA_CERTS: put('ca.pem', tls.cert) })
    const other = selfSigned('elsewhere.example')
    t.match((await at(other, trusted(other), 1)).get('public-address'), {
      do: /a certificate that is for this name/,
    })
    const old = expiredCertificate('localhost')
    t.match((await at(old, trusted(old), 1)).get('public-address'), { do: 'Renew the certificate.' })
    const nearly = await at(soon, trusted(soon), 1)
    t.match(nearly.get('certificate/localhost'), { status: 'warning', says: /good for [45] days more/ })

    const own = { TLS_CERT: put('cert.pem', other.cert), TLS_KEY: put('key.pem', other.key) }
    const misnamed = await at(whole, { ...trusted(whole), ...own }, 1)
    t.match(misnamed.get('certificate'), { status: 'fault', says: /is not for localhost/ })
    t.match(misnamed.get('files'), {
      status: 'fault',
      says: /key\.pem is open to everybody/,
      do: /^Run: chmod o= /,
    })
    put('key.pem', whole.key)
    const mismatched = await at(whole, { ...trusted(whole), ...own }, 1)
    t.match(mismatched.get('certificate'), { status: 'fault', says: /TLS_KEY is .* not the key of/ })
  },
)
