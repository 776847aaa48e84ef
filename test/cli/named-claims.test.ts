import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('Command line: claim profiles and claim sets are made, shown, changed and removed', async (t) => {
  const { run, folder } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  const ONE = ['--tenant', 'acme', '--id', 'vts']
  const profile = (command: string, ...options: string[]) =>
    run(['claim-profile', command, ...ONE, ...options])
  t.match(
    await profile(
      'create',
      '--claim',
      'nickname={"from":"name"}',
      '--claim',
      'https://a.example/b={"value":1}',
    ),
    {
      code: 0,
      stdout: 'claim-profile vts: made\n  nickname={"from":"name"}\n  https://a.example/b={"value":1}\n',
    },
  )
  const changed = {
    id: 'vts',
    claims: { nickname: { from: 'name' }, mobile: { from: 'phone_number', else: null } },
  }
  const mobile = `mobile=${JSON.stringify(changed.claims.mobile)}`
  const { stdout } = await profile('update', '--claim', mobile, '--remove', 'https://a.example/b', '--json')
  t.same(JSON.parse(stdout), changed)
  t.same(JSON.parse((await run(['claim-profile', 'list', '--tenant', 'acme', '--json'])).stdout), [changed])
  t.match(await profile('create', '--claim', 'iss={"value":"x"}', '--claim', 'x={"from":"y"}'), {
    code: 1,
    stdout: '',
    stderr: /^claim iss is set by the server alone\nclaim x: there is no attribute y/,
  })
  t.match(await profile('update', '--claim', 'x'), { code: 2, stderr: /not of the form/ })
  await run([
    'client',
    'create',
    '--tenant',
    'acme',
    '--id',
    'app',
    '--type',
    'public',
    '--set',
    'claim_profile="vts"',
  ])
  t.match(await profile('delete'), { code: 1, stderr: /in use by client app/ })

  writeFileSync(join(folder, 'set.json'), '{"building_address":"1 Pier","annex":null}')
  writeFileSync(join(folder, 'list.json'), '[]')
  const set = (command: string, ...options: string[]) => run(['claim-set', command, ...ONE, ...options])
  t.match(await set('create', '--claims', 'list.json'), { code: 2, stderr: /list\.json" has no JSON object/ })
  t.match(await set('create', '--claims', 'none.json'), { code: 2, stderr: /none\.json" is no file of JSON/ })
  t.match(await set('create', '--claims', 'set.json', '--claim', 'floor=3'), { code: 0 })
  t.match(await set('show'), {
    code: 0,
    stdout: 'claim-set vts\n  building_address="1 Pier"\n  annex=null\n  floor=3\n',
  })
  t.match(await run(['claim-set', 'list', '--tenant', 'acme']), {
    stdout: 'vts  building_address annex floor\n',
  })
  t.match(await set('delete'), { code: 0, stdout: 'claim-set vts: deleted\n' })
  t.match(await run(['claim-set', 'list', '--tenant', 'acme']), { stdout: 'There is no claim-set yet.\n' })
})
