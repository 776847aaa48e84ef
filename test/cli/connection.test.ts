import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

const SECRET = 'hunter-2-of-the-provider'
const CORPORATE = ['--tenant', 'acme', '--id', 'corporate']

t.test('vignette connection: made, changed, shown and removed; its secret is never said', async (t) => {
  const { run, folder } = commandLine(t)
  const told: string[] = []
  const connection = async (...words: string[]) => {
    const ended = await run(['connection', ...words])
    told.push(ended.stdout, ended.stderr)
    return ended
  }
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  writeFileSync(join(folder, 'secret.txt'), `${SECRET}\n`)
  const provider = ['--type', 'oidc', '--issuer', 'https://login.example.org', '--client-id', 'vignette']
  const made = await connection(
    'create',
    ...CORPORATE,
    ...provider,
    '--client-secret-file',
    'secret.txt',
    '--json',
  )
  t.match(JSON.parse(made.stdout), {
    id: 'corporate',
    type: 'oidc',
    issuer: 'https://login.example.org',
    client_id: 'vignette',
    scope: 'openid profile email',
    create_people: false,
    link_by: 'none',
    redirect_uri: 'http://localhost:3000/api/oidc/acme/connections/callback/corporate',
  })
  t.match(await connection('create', ...CORPORATE, ...provider, '--client-secret', SECRET), {
    code: 1,
    stderr: /there is a connection corporate already/,
  })
  const changed = await connection('update', ...CORPORATE, '--name', 'Corp', '--set', 'shown=true')
  t.match(changed, {
    code: 0,
    stdout: /connection corporate: changed[\s\S]*shown +on[\s\S]*display_name +Corp/,
  })
  const shown = await connection('show', ...CORPORATE)
  t.match(
    shown.stdout,
    /redirect_uri +http:\/\/localhost:3000\/api\/oidc\/acme\/connections\/callback\/corporate/,
  )
  t.match(await connection('create', '--tenant', 'acme', '--id', 'own', '--type', 'passcode'), { code: 0 })
  const list = await connection('list', '--tenant', 'acme')
  t.equal(list.stdout, 'corporate  oidc      Corp  https://login.example.org\nown        passcode  own\n')
  const all = JSON.parse((await connection('list', '--tenant', 'acme', '--json')).stdout)
  t.match(all, [
    { id: 'corporate', shown: true },
    { id: 'own', type: 'passcode' },
  ])
  t.match(await connection('delete', ...CORPORATE), { code: 0, stdout: 'connection corporate: deleted\n' })
  t.match(await connection('show', ...CORPORATE), { code: 1, stderr: /there is no connection corporate/ })
  t.notMatch(told.join('\n'), SECRET)
})

t.test('vignette connection: what is typed wrong', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  await run(['tenant', 'create', '--id', 'mfa', '--name', 'Mfa', '--type', '2fa'])
  const create = (...words: string[]) => run(['connection', 'create', ...CORPORATE, ...words])
  t.match(await create('--type', 'saml'), { code: 2, stderr: /--type must be oidc or passcode/ })
  const both = ['--client-secret', 'a', '--client-secret-file', 'b']
  t.match(await create('--type', 'oidc', ...both), { code: 2, stderr: /exclude each other/ })
  const none = ['--client-secret-file', 'nowhere.txt']
  t.match(await create('--type', 'oidc', ...none), { code: 2, stderr: /"nowhere.txt" cannot be read/ })
  t.match(await create('--type', 'oidc'), { code: 1, stderr: /issuer[\s\S]*client_id/ })
  const second = ['connection', 'create', '--tenant', 'mfa', '--id', 'x', '--type', 'passcode']
  t.match(await run(second), { code: 1, stderr: /a tenant of type 2fa has no connections/ })
})
