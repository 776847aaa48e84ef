import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('Command line: client preview prints what the tokens would say, and no token', async (t) => {
  const { run } = commandLine(t)
  const tenant = ['--tenant', 'acme']
  const profile = ['claim-profile', 'create', ...tenant, '--id', 'vts', '--claim']
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--alg', 'ES256'])
  await run([...profile, 'sub={"from":"sub","prefix":"auth0|"}'])
  await run(['claim-set', 'create', ...tenant, '--id', 'sita', '--claim', 'building_address="1 Pier"'])
  const app = [
    'client',
    'create',
    ...tenant,
    '--id',
    'app',
    '--type',
    'public',
    '--redirect-uri',
    'http://localhost/cb',
  ]
  await run([...app, '--set', 'claim_profile="vts"', '--set', 'id_token_ttl=15770000'])
  await run(['user', 'create', ...tenant, '--username', 'bob', '--claim', 'name="Bob Marley"'])
  const preview = (...options: string[]) =>
    run(['client', 'preview', ...tenant, '--client', 'app', '--user', 'bob', ...options])

  const { code, stdout } = await preview(
    '--ext-integration-id',
    'sita',
    '--scope',
    'openid profile',
    '--json',
  )
  t.equal(code, 0)
  const { id_token, ...rest } = JSON.parse(stdout)
  t.match(rest, { preview: true, asks_first: 'consent', scope: 'openid profile' })
  t.match(id_token.claims, { sub: /^auth0\|/, name: 'Bob Marley', building_address: '1 Pier' })
  t.equal(id_token.claims.exp - id_token.claims.iat, 15_770_000)
  t.match(await preview(), {
    code: 0,
    stdout:
      /^PREVIEW of what client app would get for user bob, .*not signed, and no token\.[\s\S]*allow it first/,
  })
  t.match(await preview('--ext-integration-id', 'none'), {
    code: 1,
    stdout: '',
    stderr: 'no tokens: invalid_request: ext-integration-id is not known.\n',
  })
})

t.test('Command line: lifetimes go up to 183 days, and no further', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  const app = ['--tenant', 'acme', '--id', 'app']
  const ttls = ['id_token_ttl', 'access_token_ttl', 'refresh_token_ttl', 'code_ttl']
  const set = (seconds: number) => ttls.flatMap((name) => ['--set', `${name}=${seconds}`])
  t.match(await run(['client', 'create', ...app, '--type', 'public', ...set(183 * 86_400)]), { code: 0 })
  const refused = await run(['client', 'update', ...app, ...set(183 * 86_400 + 1)])
  t.equal(refused.code, 1)
  for (const name of ttls) t.match(refused.stderr, new RegExp(`^${name} must be <= 15811200`, 'm'))
  t.match(await run(['client', 'update', ...app, ...set(15_770_000)]), { code: 0 })
})
