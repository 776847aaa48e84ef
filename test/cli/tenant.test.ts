import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('vignette tenant: whether people may make themselves an account', async (t) => {
  const { run } = commandLine(t)
  const make = (id: string, ...more: string[]) =>
    run(['tenant', 'create', '--id', id, '--name', 'Acme', '--json', ...more])
  const policyOf = (stdout: string) => JSON.parse(stdout).policy.self_registration

  t.equal(policyOf((await make('shut')).stdout), false, 'off where nothing is said')
  t.equal(policyOf((await make('open', '--self-registration', 'on')).stdout), true)
  const update = (word: string) =>
    run(['tenant', 'update', '--id', 'open', '--json', '--self-registration', word])
  t.equal(policyOf((await update('off')).stdout), false)
  t.match(await update('perhaps'), { code: 2, stderr: /--self-registration must be on or off/ })
  const refused = await make('second', '--type', '2fa', '--self-registration', 'on')
  t.match(refused, { code: 1, stderr: /self_registration: in a tenant of type 2fa/ })
})

t.test('vignette tenant: a host of its own is given, kept and taken away', async (t) => {
  const { run } = commandLine(t)
  const shown = ({ stdout }: Readonly<{ stdout: string }>) => {
    const { host, issuer } = JSON.parse(stdout)
    return [host, issuer]
  }
  const make = (id: string, host: string) =>
    run(['tenant', 'create', '--id', id, '--name', 'Acme', '--json', '--host', host])
  const update = (...more: string[]) => run(['tenant', 'update', '--id', 'acme', '--json', ...more])
  const own = ['login.acme.example', 'https://login.acme.example/']
  t.same(shown(await make('acme', 'Login.Acme.Example')), own)
  t.same(shown(await update('--name', 'Acme Ltd')), own)
  t.match(await make('second', 'login.acme.example'), {
    code: 1,
    stderr: /is that of the tenant acme already/,
  })
  t.match(await make('second', 'https://a.example'), { code: 1, stderr: /must be a name such as/ })
  t.match(shown(await update('--host', '')), [undefined, /\/api\/oidc\/acme$/])
})
