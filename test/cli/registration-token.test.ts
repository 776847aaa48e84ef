import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('Command line: an initial access token is printed once, and taken back with all others', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  const token = (...options: string[]) =>
    run(['client', 'registration-token', '--tenant', 'acme', ...options])

  t.match(await token(), { code: 0, stdout: /token +\S{64}\n.*uses +1\n/ })
  const { code, stdout } = await token('--uses', '20', '--days', '7', '--json')
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { token: /^[A-Za-z0-9_-]{64}$/, uses: 20, expires_at: Number })
  t.match(await token('--uses', '0'), { code: 2, stdout: '', stderr: /--uses must be from 1/ })
  t.match(await token('--days', '400'), { code: 2, stderr: /--days must be from 1 to 366/ })
  t.match(await token('--revoke'), { code: 0, stdout: /2 taken back/ })
  t.same(JSON.parse((await token('--revoke', '--json')).stdout), { revoked: 0 })
})
