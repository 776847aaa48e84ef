import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openid from 'openid-client'
import t from 'tap'
import { buildExecutable } from '../../scripts/build.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { emptyMachine, withoutRoot } from '../helpers/empty-machine.ts'
import { freePort } from '../helpers/listening.ts'
import { relyingSite } from '../helpers/relying-site.ts'
import { button, fillIn, PICTURE_FILE } from '../helpers/sign-in-page.ts'

const MEGABYTE = 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), 'vignette-executable-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const executable = await buildExecutable(folder)
const sum = createHash('sha256').update(readFileSync(executable)).digest('hex')

t.test('Executable: one file below 150 MB, and its SHA-256 beside it', async (t) => {
  t.ok(statSync(executable).size < 150 * MEGABYTE)
  t.equal(readFileSync(`${executable}.sha256`, 'utf8'), `${sum}  vignette\n`)
})

t.test('Executable: the same sources give the same bytes', async (t) => {
  const again = await buildExecutable(join(folder, 'again'))
  t.ok(readFileSync(again).equals(readFileSync(executable)))
})

t.test(
  'Executable: where V8 is told to work otherwise, what it compiled beforehand is passed over',
  async (t) => {
    const { status, stdout } = spawnSync(executable, ['--help'], {
      env: { NODE_OPTIONS: '--jitless' },
      encoding: 'utf8',
    })
    t.equal(status, 0)
    t.match(stdout, /vignette COMMAND/)
  },
)

t.test('Executable: a native part is loaded from a file that nobody else could change', async (t) => {
  const DATA_DIR = join(folder, 'parts')
  const list = () => spawnSync(executable, ['tenant', 'list'], { env: { DATA_DIR } }).status
  t.equal(list(), 0)
  const [name = ''] = readdirSync(join(DATA_DIR, 'native'))
  const part = join(DATA_DIR, 'native', name)
  const [bytes, elsewhere] = [readFileSync(part), join(folder, 'elsewhere')]
  writeFileSync(elsewhere, bytes)
  for (const change of [
    () => chmodSync(part, 0o777),
    () => writeFileSync(part, 'something else'),
    () => {
      rmSync(part)
      symlinkSync(elsewhere, part)
    },
  ]) {
    change()
    t.equal(list(), 0)
    t.ok(lstatSync(part).isFile(), 'no link')
    t.equal(statSync(part).mode & 0o777, 0o700)
    t.ok(readFileSync(part).equals(bytes))
  }
  t.same(readdirSync(join(DATA_DIR, 'native')), [name], 'nothing is left beside it')
})

t.test(
  'Executable: alone on an empty machine it makes a tenant, a client and a person, who signs in; a backup goes on',
  { skip: withoutRoot || withoutChromium },
  async (t) => {
    const { run, start, put } = emptyMachine(t, executable)
    t.match(await run(['--help']), { code: 0, stderr: '', stdout: /vignette COMMAND/ })
    const site = await relyingSite(t)
    const port = await freePort()
    const env = { PUBLIC_URL: `http://localhost:${port}`, HOST: '127.0.0.1', PORT: String(port) }
    const command = async (line: string, ...rest: string[]) => {
      const { code, stdout, stderr } = await run([...line.split(' '), ...rest, '--json'], env)
      t.equal(code, 0, stderr)
      return JSON.parse(stdout)
    }
    const { issuer } = await command('tenant create --id acme --name', 'Acme Ltd')
    const redirect_uri = `${site.origin}/callback`
    const { client_id, client_secret } = await command(
      'client create --tenant acme --type confidential --first-party --redirect-uri',
      redirect_uri,
    )
    const picture = join(folder, PICTURE_FILE.name)
    writeFileSync(picture, PICTURE_FILE.buffer)
    await command(
      'user create --tenant acme --username ann --email ann@example.com --pin 012345 --picture',
      put(picture),
    )

    const serve = async () => {
      const server = start(['serve'], env)
      await server.says(/"msg":"ready"/)
      return server
    }
    const stop = async (server: Awaited<ReturnType<typeof serve>>) => {
      server.child.kill('SIGTERM')
      t.match(await server.ended, { code: 0 })
    }
    let server = await serve()
    t.teardown(() => server.child.kill('SIGKILL'))
    const config = await openid.discovery(new URL(issuer), client_id, client_secret, undefined, {
      execute: [openid.allowInsecureRequests],
    })
    const verifier = openid.randomPKCECodeVerifier()
    const asked = openid.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'openid email',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    await page.goto(asked.href)
    await page.locator('form[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await page.waitForURL(`${site.origin}/**`)
    const tokens = await openid.authorizationCodeGrant(config, new URL(page.url()), {
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    t.match(tokens.claims(), { email: 'ann@example.com', iss: issuer })

    t.match(await command('backup', '/data/monday.db'), { file: '/data/monday.db' })
    await command('tenant create --id late --name Late')
    await stop(server)
    t.match(await command('restore', '/data/monday.db'), { database: '/data/vignette.db' })
    t.same(
      (await command('tenant list')).map(({ id }: { id: string }) => id),
      ['acme'],
    )
    server = await serve()
    const { sub = '' } = tokens.claims() ?? {}
    t.match(
      await openid.fetchUserInfo(config, tokens.access_token, sub),
      { sub },
      'what was restored goes on',
    )
    await page.goto(asked.href)
    await page.waitForURL(`${site.origin}/**`)
    t.ok(new URL(page.url()).searchParams.get('code'), 'and the session is there')
    await stop(server)
  },
)

t.test(
  'Executable: dev mode has its pages, and the lines of the cookbook in them',
  { skip: withoutRoot },
  async (t) => {
    const { start } = emptyMachine(t, executable)
    const port = String(await freePort())
    const { says, ended, child } = start(['dev'], { HOST: '127.0.0.1', PORT: port })
    t.teardown(() => child.kill('SIGKILL'))
    await says(/discovery document/)
    const home = await fetch(`http://127.0.0.1:${port}/`)
    t.equal(home.status, 200)
    t.match(await home.text(), /openid-client/)
    child.kill('SIGTERM')
    t.match(await ended, { code: 0 })
  },
)

t.test(
  'Executable: a folder that it may not write to is refused in one sentence',
  { skip: withoutRoot },
  async (t) => {
    const { run } = emptyMachine(t, executable)
    const refused = await run(['tenant', 'list'], { DATA_DIR: '/elsewhere' })
    t.match(refused, { code: 1, stdout: '', stderr: /^\/elsewhere cannot be made \(EACCES: [^\n]+\n$/ })
  },
)

t.test(
  'Executable: alone on an empty machine init makes a first tenant, and the doctor finds no fault',
  { skip: withoutRoot },
  async (t) => {
    const { run, start } = emptyMachine(t, executable)
    const port = await freePort()
    // No name is known there, not even localhost.
    const env = { PUBLIC_URL: `http://127.0.0.1:${port}`, HOST: '127.0.0.1', PORT: String(port) }
    const init = ['init', '--yes', '--public-url', env.PUBLIC_URL, '--name', 'Acme', '--username', 'ada']
    t.match(await run([...init, '--write', '/data/settings'], env), { code: 0, stdout: /vignette\.service/ })
    const server = start(['serve'], env)
    await server.says(/"msg":"ready"/)
    t.match(await run(['doctor'], env), { code: 0, stdout: /\n0 faults, 0 warnings\.\n$/ })
    server.child.kill('SIGTERM')
    t.match(await server.ended, { code: 0 })
  },
)
