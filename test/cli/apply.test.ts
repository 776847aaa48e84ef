import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { pngFile } from '../helpers/pictures.ts'

t.test(
  'apply: makes what the file states, with pictures seen from it, and a second time changes nothing',
  async (t) => {
    const { run, folder } = commandLine(t)
    mkdirSync(join(folder, 'setup'))
    writeFileSync(join(folder, 'setup/ada.png'), pngFile())
    const users = [{ username: 'ada', picture: 'ada.png', pin: '271828' }]
    const tenants = [{ id: 'acme', name: 'Acme', clients: [{ client_id: 'app', type: 'public' }], users }]
    writeFileSync(join(folder, 'setup/acme.json'), JSON.stringify({ tenants }))
    const first = await run(['apply', 'setup/acme.json', '--json'])
    t.equal(first.code, 0)
    t.same(JSON.parse(first.stdout), {
      items: [
        { kind: 'tenant', tenant: 'acme', id: 'acme', result: 'made' },
        { kind: 'client', tenant: 'acme', id: 'app', result: 'made' },
        { kind: 'user', tenant: 'acme', id: 'ada', result: 'made' },
      ],
    })
    t.match(await run(['apply', 'setup/acme.json']), {
      code: 0,
      stdout: 'tenant acme: unchanged\nclient acme/app: unchanged\nuser acme/ada: unchanged\n',
    })
  },
)

t.test('apply: every fault is told, and nothing is made', async (t) => {
  const { run, folder } = commandLine(t)
  const users = [{ username: 'ada', picture: 'ada.png', pin: '271828' }]
  const tenants = [{ id: 'acme', name: 'Acme', clients: [{ client_id: 'app' }], users }]
  writeFileSync(join(folder, 'acme.json'), JSON.stringify({ tenants }))
  t.match(await run(['apply', 'acme.json']), {
    code: 1,
    stdout: '',
    stderr:
      /^tenant acme, client app: type [^\n]*\ntenant acme, user ada: the picture \S*ada\.png is not there\n$/,
  })
  t.match(await run(['tenant', 'list']), { stdout: 'There is no tenant yet in data/vignette.db.\n' })
  t.match(await run(['apply', 'nowhere.json']), {
    code: 1,
    stdout: '',
    stderr: /^nowhere\.json cannot be read/,
  })
})
