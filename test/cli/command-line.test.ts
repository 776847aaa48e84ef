import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { clientKey } from '../helpers/client-key.ts'
import { commandLine } from '../helpers/command-line.ts'

t.test('Command line: help is on stdout, and exits 0', async (t) => {
  const { run } = commandLine(t)
  const { code, stdout, stderr } = await run(['--help'])
  t.match({ code, stderr }, { code: 0, stderr: '' })
  for (const name of [
    'serve',
    'init',
    'doctor',
    'dev',
    'apply',
    'tenant',
    'client',
    'user',
    'mail',
    'keys',
  ]) {
    t.match(stdout, new RegExp(`^  ${name} `, 'm'))
    t.match(await run([name, '--help']), { code: 0, stdout: new RegExp(`^vignette ${name} `), stderr: '' })
  }
})

t.test('Command line: wrong usage exits 2 with one line on stderr', async (t) => {
  const { run } = commandLine(t)
  const wrong = [
    [],
    ['bogus'],
    ['tenant'],
    ['tenant', 'bogus'],
    ['tenant', 'create'],
    ['keys', 'list', '--bogus'],
    ['constructor'],
  ]
  for (const parameters of wrong) {
    t.match(
      await run(parameters),
      { code: 2, stdout: '', stderr: /^[^\n]+ \(see --help\)\n$/ },
      parameters.join(' '),
    )
  }
})

t.test('Command line: a refusal exits 1, with the reason on stderr', async (t) => {
  const { run } = commandLine(t)
  t.match(await run(['tenant', 'show', '--id', 'acme', '--json']), {
    code: 1,
    stdout: '',
    stderr: 'there is no tenant acme\n',
  })
  const settings = await run(['tenant', 'list'], { PORT: 'x', LOG_LEVEL: 'loud' })
  t.match(settings, { code: 1, stdout: '', stderr: /PORT is "x"[\s\S]*LOG_LEVEL is "loud"/ })
})

t.test('Command line: --json prints exactly one JSON value', async (t) => {
  const { folder, run } = commandLine(t)
  const answer = async (...parameters: string[]) => {
    const { code, stdout, stderr } = await run([...parameters, '--json'])
    t.match({ code, stderr }, { code: 0, stderr: '' }, parameters.join(' '))
    return JSON.parse(stdout)
  }
  t.match(
    await answer(
      'tenant',
      'create',
      '--id',
      'acme',
      '--name',
      'Acme',
      '--methods',
      'pin,none',
      '--method-order',
      'none',
    ),
    {
      id: 'acme',
      policy: { methods: ['none', 'pin'] },
    },
  )
  t.match(await answer('tenant', 'update', '--id', 'acme', '--set', 'code_ttl=30'), {
    policy: { code_ttl: 30 },
  })
  t.match(await answer('tenant', 'list'), [{ id: 'acme' }])
  const made = await answer(
    'client',
    'create',
    '--tenant',
    'acme',
    '--type',
    'confidential',
    '--redirect-uri',
    'https://a.example/cb',
  )
  t.match(made, {
    client_id: /^\w{24}$/,
    client_secret: /^[\w-]{43}$/,
    redirect_uris: ['https://a.example/cb'],
  })
  const { client_id, client_secret, ...shown } = made
  t.same(
    await answer('client', 'show', '--tenant', 'acme', '--id', client_id),
    { client_id, ...shown },
    'the secret once',
  )
  const renewed = await answer('client', 'update', '--tenant', 'acme', '--id', client_id, '--new-secret')
  t.not(renewed.client_secret, client_secret)
  await statedKeys(t, folder, (...more) =>
    answer('client', 'update', '--tenant', 'acme', '--id', client_id, ...more),
  )
  const nowhere = ['client', 'update', '--tenant', 'acme', '--id', client_id, '--jwks', 'nowhere.json']
  t.match(await run(nowhere), { code: 2, stderr: /--jwks "nowhere.json" is no file of JSON: ENOENT/ })
  t.match(await answer('keys', 'list', '--tenant', 'acme'), [
    { alg: 'RS256', public_jwk: { kty: 'RSA', use: 'sig' } },
  ])
  t.same(await answer('tenant', 'delete', '--id', 'acme'), { deleted: 'acme' })
})

/** A client takes to keys of its own, and back to a secret, which is another one then. */
async function statedKeys(
  t: Test,
  folder: string,
  update: (...more: string[]) => Promise<Record<string, unknown>>,
): Promise<void> {
  const jwks = { keys: [(await clientKey('ES256', { kid: 'a' })).jwk] }
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(jwks))
  const method = ['--auth-method', 'private_key_jwt']
  const keyed = await update(...method, '--jwks', 'keys.json')
  t.match(keyed, { jwks })
  t.notHas(keyed, { client_secret: /./ })
  const { jwks: former, jwks_uri } = await update('--jwks', 'https://a.example/jwks')
  t.same([former, jwks_uri], [undefined, 'https://a.example/jwks'], 'the one in the place of the other')
  t.match(await update('--auth-method', 'client_secret_jwt'), { client_secret: /^[\w-]{86}$/ })
}
