/**
 * vignette audit list, as an administrator types it.
 */
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('audit: lists what was done, and refuses what it cannot read', async (t) => {
  const { run } = commandLine(t)
  const done = async (...parameters: string[]) => {
    const { code, stdout, stderr } = await run(parameters)
    t.equal(code, 0, stderr)
    return stdout
  }
  await done('tenant', 'create', '--id', 'acme', '--name', 'Acme')
  await done('user', 'create', '--tenant', 'acme', '--username', 'ada')
  const uri = ['--redirect-uri', 'https://shop.example/cb']
  await done('client', 'create', '--tenant', 'acme', '--id', 'shop', '--type', 'public', ...uri)
  const listed = await done('audit', 'list', '--tenant', 'acme')
  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.source
  t.match(listed, new RegExp(`^${time}  client-created +by command-line +- +shop +- +-$`, 'm'))
  t.match(listed, new RegExp(`^${time}  user-created +by command-line +ada +- +- +-$`, 'm'))
  t.match(listed, new RegExp(`^${time}  tenant-created +by command-line +- +- +- +-$`, 'm'))

  const narrowed = ['--user', 'ada', '--since', '2026-01-01', '--action', 'user-created', '--limit', '5']
  const [event, ...others] = JSON.parse(
    await done('audit', 'list', '--tenant', 'acme', ...narrowed, '--json'),
  )
  t.match(event, { action: 'user-created', outcome: 'done', actor: 'command-line', username: 'ada' })
  t.same(others, [])
  t.equal(await done('audit', 'list', '--tenant', 'acme', '--since', '2999-12-31T23:59Z'), 'nothing\n')
  await done('user', 'delete', '--tenant', 'acme', '--username', 'ada')
  t.notMatch(await done('audit', 'list', '--tenant', 'acme', '--json'), /"ada"/)

  for (const [name, value, fault] of [
    ['--since', 'yesterday', /^--since is yesterday: it must be a time such as 2026-11-01/m],
    ['--since', '2026-13-01', /^--since is 2026-13-01: /m],
    ['--action', 'sneezed', /--action must be sign-in or /],
    ['--limit', 'many', /--limit must be a whole number/],
  ] as const) {
    t.match(await run(['audit', 'list', '--tenant', 'acme', name, value]), { code: 2, stderr: fault })
  }
  t.match(await run(['audit', 'list', '--tenant', 'acme', '--user', 'ada']), {
    code: 1,
    stderr: /there is no user ada in tenant acme/,
  })
})
