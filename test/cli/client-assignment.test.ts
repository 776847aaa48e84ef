import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('vignette client assign: to people and organizations, who alone get in from then on', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  await run(['client', 'create', '--tenant', 'acme', '--id', 'wiki', '--type', 'confidential'])
  await run(['user', 'create', '--tenant', 'acme', '--username', 'ada'])
  await run(['organization', 'create', '--tenant', 'acme', '--id', 'org_k', '--name', 'Kitchen'])
  const client = (verb: string, ...more: string[]) =>
    run(['client', verb, '--tenant', 'acme', '--client', 'wiki', ...more])
  const before = await client('assignments', '--json')
  const nobody = { client_id: 'wiki', assigned_only: false, users: [], organizations: [] }
  t.same(JSON.parse(before.stdout), nobody)

  const assigned = await client('assign', '--user', 'Ada', '--organization', 'org_k', '--json')
  const both = { client_id: 'wiki', assigned_only: true, users: ['ada'], organizations: ['org_k'] }
  t.same(JSON.parse(assigned.stdout), both)
  t.match(await client('unassign', '--organization', 'org_k'), {
    code: 0,
    stdout: 'client wiki\n  assigned_only  on\n  users          ada\n  organizations  -\n',
  })
  t.match(await client('assign', '--user', 'ben'), {
    code: 1,
    stderr: 'there is no user ben in tenant acme\n',
  })
  for (const verb of ['assign', 'unassign']) {
    t.match(await client(verb), { code: 2, stderr: /needs --user USERNAME or --organization ID/ })
  }
  const opened = [
    'client',
    'update',
    '--tenant',
    'acme',
    '--id',
    'wiki',
    '--set',
    'assigned_only=false',
    '--json',
  ]
  t.match(JSON.parse((await run(opened)).stdout), { assigned_only: false })
})
