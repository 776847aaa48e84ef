/**
 * The first tenant, made by one command: all of it, or nothing.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine, portIn } from '../helpers/command-line.ts'
import { freePort } from '../helpers/listening.ts'
import { atTerminal, withoutTerminal } from '../helpers/terminal.ts'

const ADA = ['--name', 'Acme', '--username', 'ada']
const PUBLIC = ['--public-url', 'https://login.example.org']

t.test(
  'init: a tenant that can sign, a link for its administrator, and the settings of the server',
  async (t) => {
    const { run, folder } = commandLine(t)
    const made = await run(['init', ...PUBLIC, ...ADA, '--email', 'ada@example.org', '--json'])
    t.match(made, { code: 0, stderr: '' })
    const answer = JSON.parse(made.stdout)
    t.match(answer, {
      tenant: 'default',
      issuer: 'https://login.example.org/api/oidc/default',
      kids: [/^[\w-]{43}$/],
      username: 'ada',
      link: /^https:\/\/login\.example\.org\/api\/oidc\/default\/link\/[\w-]+$/,
      expires_at: Number,
      files: [],
    })
    t.same(answer.settings, {
      HOST: '127.0.0.1',
      PORT: '3000',
      PUBLIC_URL: 'https://login.example.org',
      DATA_DIR: join(folder, 'data'),
      TRUST_PROXY: 'loopback',
    })
    t.match(JSON.parse((await run(['user', 'list', '--tenant', 'default', '--json'])).stdout), [
      { username: 'ada', email: 'ada@example.org' },
    ])
    const keys = JSON.parse((await run(['keys', 'list', '--tenant', 'default', '--json'])).stdout)
    t.match(keys, [{ kid: answer.kids[0], state: 'current' }])

    const again = await run(['init', '--yes', ...PUBLIC, ...ADA, '--tenant', 'other', '--write', 'settings'])
    t.match(again, {
      code: 1,
      stdout: '',
      stderr: /^There is a tenant default in data\/vignette\.db already, and nothing was changed: /,
    })
    t.notOk(existsSync(join(folder, 'settings')))
    t.notMatch((await run(['tenant', 'list'])).stdout, 'other')
  },
)

t.test('init: every fault at once, and nothing is made', async (t) => {
  const { run, folder } = commandLine(t)
  t.match(await run(['init', '--yes', '--tenant', 'acme']), {
    code: 2,
    stderr: 'vignette init needs --public-url and --name and --username (see --help)\n',
  })
  writeFileSync(join(folder, 'vignette.env'), '')
  const wrong = ['--tenant', 'A b', '--name', '', '--username', 'a b', '--email', 'nobody', '--write', '.']
  const refused = await run(['init', '--public-url', 'http://login.example.org', ...wrong], { PORT: '4000' })
  t.match(refused, { code: 1, stdout: '' })
  const faults = refused.stderr.trim().split('\n')
  t.equal(faults.length, 6)
  for (const each of [
    /^PUBLIC_URL is http:/,
    /^id "A b"/,
    /^name must/,
    /^username "a b"/,
    /^email "nobody"/,
    /env is there/,
  ]) {
    t.ok(
      faults.some((fault) => each.test(fault)),
      String(each),
    )
  }
  t.same(readdirSync(folder), ['vignette.env'])
})

t.test('init: what it writes for systemd starts the server that it made', async (t) => {
  const { run, start, folder } = commandLine(t)
  const port = await freePort()
  const SMTP_URL = 'smtps://ada:it"s $5 a `month`\\@mail.example.org'
  const url = ['--public-url', `http://localhost:${port}`]
  const env = { HOST: '127.0.0.1', SMTP_URL }
  const made = await run(['init', ...url, ...ADA, '--write', 'etc'], env)
  t.match(made, { code: 1, stderr: /^SMTP_URL is not usable: / })
  t.notOk(existsSync(join(folder, 'etc')))
  const secret = { ...env, SMTP_URL: "smtps://ada:it's%20$5@mail.example.org" }
  const written = await run(['init', ...url, ...ADA, '--write', 'etc', '--json'], secret)
  t.match(written, { code: 0 })
  t.notMatch(written.stdout, '$5')
  const [settings = '', unit = ''] = JSON.parse(written.stdout).files
  t.equal(statSync(settings).mode & 0o777, 0o600)
  t.match(
    readFileSync(unit, 'utf8'),
    `EnvironmentFile=${settings}\nExecStart=/usr/local/bin/vignette serve\n`,
  )
  t.match(readFileSync(unit, 'utf8'), `\nReadWritePaths=${join(folder, 'data')}\n`)
  const lines = readFileSync(settings, 'utf8').trim().split('\n')
  const read = lines.map((line) => /^(\w+)="(.*)"$/.exec(line)?.slice(1) as [string, string])
  const unquoted = read.map(([name, value]) => [name, value.replaceAll(/\\(["\\`$])/g, '$1')] as const)
  t.match(Object.fromEntries(unquoted), {
    SMTP_URL: secret.SMTP_URL,
    MAIL_FROM: 'login@localhost',
    PORT: String(port),
  })
  const shell = ['-c', `set -a; . '${settings}'; printf %s "$SMTP_URL"`]
  t.equal(execFileSync('sh', shell, { encoding: 'utf8' }), secret.SMTP_URL, 'and a shell reads it alike')
  const server = start(['serve'], Object.fromEntries(unquoted))
  t.equal(portIn(await server.says(/"msg":"ready"/)), port)
  t.equal((await fetch(JSON.parse(written.stdout).link)).status, 200)
})

const MAIN = join(import.meta.dirname, '../../src/main.ts')

t.test('init: at a terminal it asks for what is left out', { skip: withoutTerminal }, async (t) => {
  const { folder, run } = commandLine(t)
  const command = `${process.execPath} ${MAIN} init --public-url http://localhost:4100`
  const first = atTerminal(command, folder)
  await first.answer(/Id of the first tenant[^\n]*\[default\]: /, '\u0004')
  t.match(await first.ended, { code: 1, stdout: /Broken off: nothing was made\./ })
  t.same(readdirSync(folder), [])

  const { ended, answer } = atTerminal(command, folder)
  await answer(/Id of the first tenant/, 'acme\n')
  await answer(/Its name/, '\n')
  await answer(/Its name[\s\S]*Its name/, 'Acme\n')
  await answer(/Username/, 'ada\n')
  await answer(/email address/, '\n')
  await answer(/Mail server/, '\n')
  t.match(await ended, { code: 0, stdout: /tenant acme: made[\s\S]*enrolment link/ })
  t.match((await run(['user', 'list', '--tenant', 'acme'])).stdout, /^ada /)
})
