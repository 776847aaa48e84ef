import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { pictureFault } from '../../src/passcode/picture-file.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { type CommandLine, commandLine, portIn } from '../helpers/command-line.ts'
import { freePort } from '../helpers/listening.ts'
import { button, field } from '../helpers/sign-in-page.ts'

const ENV = { PORT: '0', PUBLIC_URL: 'http://localhost:3000' }

/** Starts, stops, and @returns what was said. */
async function startOnce({ start }: CommandLine, env: Record<string, string> = ENV): Promise<string> {
  const server = start(['dev'], env)
  await server.says(/Control-C stops it/)
  server.child.kill('SIGINT')
  const { code, stdout } = await server.ended
  t.equal(code, 0)
  return stdout
}

t.test(
  'dev: the first start makes a tenant, an application and a person, and says where to look',
  async (t) => {
    const vignette = commandLine(t)
    const said = await startOnce(vignette)
    t.match(said, /demo application +http:\/\/localhost:3000\/demo\n/)
    t.match(said, /http:\/\/localhost:3000\/api\/oidc\/default\/\.well-known\/openid-configuration\n/)
    t.match(said, /username +ada\n +picture +data\/ada\.png\n +PIN +271828\n/)
    t.match(said, /Made at this start: .*default.*demo.*Ada/)
    const picture = readFileSync(join(vignette.folder, 'data/ada.png'))
    t.equal(pictureFault(picture.length, picture), undefined)
    t.equal(statSync(join(vignette.folder, 'data/ada.png')).mode & 0o777, 0o600)

    const ada = await vignette.run(['user', 'show', '--tenant', 'default', '--username', 'ada', '--json'])
    t.match(JSON.parse(ada.stdout), {
      email: 'ada@example.com',
      email_verified: true,
      passcode: true,
      claims: { name: 'Ada Lovelace', birthdate: '1815-12-10', address: { country: 'GB' } },
    })
    const demo = await vignette.run(['client', 'show', '--tenant', 'default', '--id', 'demo', '--json'])
    t.match(JSON.parse(demo.stdout), {
      type: 'public',
      redirect_uris: ['http://localhost:3000/demo/callback'],
      post_logout_redirect_uris: ['http://localhost:3000/demo'],
      first_party: false,
    })
  },
)

t.test('dev: a second start keeps everything, and a demo at another address works as well', async (t) => {
  const vignette = commandLine(t)
  await startOnce(vignette)
  const file = join(vignette.folder, 'data/ada.png')
  const picture = readFileSync(file)
  await vignette.run(['tenant', 'update', '--id', 'default', '--name', 'Mine'])
  const said = await startOnce(vignette, { ...ENV, PUBLIC_URL: 'http://localhost:4000' })
  t.notMatch(said, 'Made at this start')
  t.match(said, /PIN +271828/)
  t.same(readFileSync(file), picture)
  t.match(await vignette.run(['tenant', 'list']), { stdout: /default +Mine/ })
  const demo = await vignette.run(['client', 'show', '--tenant', 'default', '--id', 'demo', '--json'])
  t.same(JSON.parse(demo.stdout).redirect_uris, [
    'http://localhost:3000/demo/callback',
    'http://localhost:4000/demo/callback',
  ])
})

t.test('dev: without her picture, ada gets a new passcode, which is said', async (t) => {
  const vignette = commandLine(t)
  await startOnce(vignette)
  const file = join(vignette.folder, 'data/ada.png')
  rmSync(file)
  t.match(await startOnce(vignette), /Made at this start: a new passcode for ada, whose picture was gone\.\n/)
  t.ok(statSync(file).size > 2000)
})

t.test('dev: when ada may not sign in any more, no passcode of hers is shown', async (t) => {
  const vignette = commandLine(t)
  await startOnce(vignette)
  await vignette.run(['user', 'update', '--tenant', 'default', '--username', 'ada', '--status', 'inactive'])
  t.notMatch(await startOnce(vignette), /271828|ada\.png/)
  await vignette.run(['user', 'delete', '--tenant', 'default', '--username', 'ada'])
  await vignette.run(['tenant', 'update', '--id', 'default', '--pin-length', '4'])
  t.notMatch(await startOnce(vignette), /271828|ada\.png/, 'the tenant takes no such PIN')
})

t.test('dev: reads ./vignette.json, and answers on its port', async (t) => {
  const vignette = commandLine(t)
  const document = {
    tenants: [{ id: 'acme', name: 'Acme', clients: [{ client_id: 'shop', type: 'confidential' }] }],
  }
  writeFileSync(join(vignette.folder, 'vignette.json'), JSON.stringify(document))
  const server = vignette.start(['dev'], ENV)
  t.match(
    await server.says(/Control-C/),
    /From vignette\.json:\n {2}tenant acme: made\n {2}client acme\/shop: made, client_secret /,
  )
  server.child.kill('SIGTERM')
  const { stderr } = await server.ended
  t.ok(portIn(stderr) > 0, 'log lines are on stderr')
  t.notMatch(await startOnce(vignette), /From vignette\.json/)

  writeFileSync(join(vignette.folder, 'vignette.json'), '{')
  t.match(await vignette.run(['dev'], ENV), {
    code: 1,
    stdout: '',
    stderr: /^vignette\.json is no JSON: [^\n]*\n$/,
  })
})

t.test('dev: a newcomer signs in with what the first start says', { skip: withoutChromium }, async (t) => {
  const vignette = commandLine(t)
  const port = await freePort()
  await vignette.start(['dev'], { PORT: String(port) }).says(/Control-C/)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://localhost:${port}/demo`)
  await page.getByRole('link', { name: 'Sign in as ada' }).click()
  await page.locator('#sign-in[data-ready]').waitFor()
  await field(page, 'Picture').setInputFiles(join(vignette.folder, 'data/ada.png'))
  await field(page, 'PIN').fill('271828')
  await button(page, 'Sign in').click()
  await button(page, 'Allow').click()
  const heading = page.getByRole('heading', { name: /^Signed in as/ })
  t.equal(await heading.innerText(), 'Signed in as Ada Lovelace')
})
