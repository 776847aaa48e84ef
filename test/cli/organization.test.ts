import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('vignette organization: made, renamed, with people who come and go, deleted', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  for (const username of ['ada', 'ben'])
    await run(['user', 'create', '--tenant', 'acme', '--username', username])
  const organization = (verb: string, ...more: string[]) =>
    run(['organization', verb, '--tenant', 'acme', ...more])
  const kitchen = { id: 'org_kitchen', name: 'Cumin Kitchen' }
  const made = await organization('create', '--id', kitchen.id, '--name', kitchen.name, '--json')
  t.same(JSON.parse(made.stdout), kitchen)
  t.match(await organization('create', '--id', kitchen.id, '--name', 'x'), {
    code: 1,
    stderr: 'there is an organization org_kitchen already in tenant acme\n',
  })
  t.match(await organization('create', '--name', 'Another'), {
    code: 0,
    stdout: /^organization org_\w{16}: made\n/,
  })

  const added = await organization(
    'add-member',
    '--id',
    kitchen.id,
    '--user',
    'ben',
    '--user',
    'ADA',
    '--json',
  )
  t.same(JSON.parse(added.stdout), { ...kitchen, members: ['ada', 'ben'] })
  t.match(await organization('add-member', '--id', kitchen.id, '--user', 'cyd'), {
    code: 1,
    stderr: 'there is no user cyd in tenant acme\n',
  })
  t.match(await organization('add-member', '--id', kitchen.id), { code: 2, stderr: /needs --user USERNAME/ })
  await organization('remove-member', '--id', kitchen.id, '--user', 'ben')
  await organization('update', '--id', kitchen.id, '--name', 'Caraway')
  t.match(await organization('show', '--id', kitchen.id), {
    stdout: 'organization org_kitchen\n  name     Caraway\n  members  ada\n',
  })
  t.match(await organization('list'), { stdout: /^org_kitchen {2,}Caraway$/m })
  const deleted = await organization('delete', '--id', kitchen.id, '--json')
  t.same(JSON.parse(deleted.stdout), { deleted: 'org_kitchen' })
  t.match(await organization('show', '--id', kitchen.id), { code: 1, stderr: /no organization org_kitchen/ })
})
