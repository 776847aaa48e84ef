import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { freshDatabase, withoutPostgres } from '../helpers/postgres.ts'
import { actionsIn } from '../helpers/trail.ts'

const NEW = ['tenant', 'create', '--name', 'Acme', '--id']

const idsIn = (stdout: string) => JSON.parse(stdout).map(({ id }: { id: string }) => id)

t.test(
  'Transfer: from SQLite to PostgreSQL and back, by the secret key of the server',
  { skip: withoutPostgres },
  async (t) => {
    const { run, folder } = commandLine(t)
    await run([...NEW, 'acme'])
    await run([...NEW, 'zenith'])
    const keys = async (env: Record<string, string>) =>
      (await run(['keys', 'list', '--tenant', 'acme', '--json'], env)).stdout
    const before = await keys({})
    t.match(await run(['export', 'all.jsonl']), {
      code: 0,
      stderr: '',
      stdout: /^all\.jsonl: \d+ rows\. It opens with the secret key of this server\.\n$/,
    })
    t.equal(statSync(join(folder, 'all.jsonl')).mode & 0o777, 0o600)
    t.same(
      readdirSync(join(folder, 'data')).filter((name) => name.includes('export')),
      [],
    )
    t.match(await run(['export', 'all.jsonl']), {
      code: 1,
      stderr: /^all\.jsonl is there already: [^\n]+\n$/,
    })

    t.same(actionsIn(folder), ['tenant-created', 'tenant-created', 'tenant-exported', 'tenant-exported'])

    const postgres = { DATABASE_URL: await freshDatabase() }
    t.match(await run(['import', 'all.jsonl'], postgres), {
      code: 0,
      stdout: 'Taken in: acme, zenith. Start a server anew that runs on this database.\n',
    })
    t.equal(await keys(postgres), before, 'the same keys')
    t.match(await run(['import', 'all.jsonl'], postgres), {
      code: 1,
      stderr: 'there is a tenant acme already\nthere is a tenant zenith already\n',
    })
    t.match(await run(['export', 'back.jsonl', '--tenant', 'zenith', '--json'], postgres), { code: 0 })

    mkdirSync(join(folder, 'new'))
    copyFileSync(join(folder, 'data/secret.key'), join(folder, 'new/secret.key'))
    t.match(await run(['import', 'back.jsonl'], { DATA_DIR: 'new' }), {
      code: 0,
      stdout: /^Taken in: zenith\./,
    })
    t.same(idsIn((await run(['tenant', 'list', '--json'], { DATA_DIR: 'new' })).stdout), ['zenith'])
  },
)

t.test('Transfer: what cannot be is told in a sentence, and leaves nothing', async (t) => {
  const { run, folder } = commandLine(t)
  t.match(await run(['export', 'all.jsonl']), { code: 1, stderr: 'there is no tenant to export\n' })
  await run([...NEW, 'acme'])
  t.match(await run(['export', 'acme.jsonl', '--tenant', 'emca']), {
    code: 1,
    stderr: 'there is no tenant emca\n',
  })
  t.match(await run(['export', 'nowhere/acme.jsonl']), {
    code: 1,
    stderr: /^nowhere\/acme\.jsonl cannot be written \(ENOENT[^\n]+\n$/,
  })
  t.same(readdirSync(folder), ['data'])
  t.match(await run(['import', 'nothing.jsonl']), {
    code: 1,
    stderr: /^nothing\.jsonl cannot be read \(ENOENT[^\n]+\n$/,
  })
  await run(['export', 'acme.jsonl'])
  const other = { DATA_DIR: 'other' }
  t.match(await run(['import', 'acme.jsonl'], other), {
    code: 1,
    stderr: /^The file opens with another secret key [^\n]+\n$/,
  })
  const text = readFileSync(join(folder, 'acme.jsonl'), 'utf8')
  writeFileSync(join(folder, 'short.jsonl'), text.slice(0, text.length / 2))
  t.match(await run(['import', 'short.jsonl'], other), {
    code: 1,
    stderr: /^Line \d+ of the file is not of an export: [^\n]+\n$/,
  })
  t.same(idsIn((await run(['tenant', 'list', '--json'], other)).stdout), [])
})
