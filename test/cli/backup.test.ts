import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { commandLine, portIn } from '../helpers/command-line.ts'
import { START } from '../helpers/fixtures.ts'
import { actionsIn } from '../helpers/trail.ts'

const SERVE = { PUBLIC_URL: 'http://localhost:3999', HOST: '127.0.0.1', PORT: '0' }
const NEW = ['tenant', 'create', '--name', 'Acme', '--id']

const idsIn = (stdout: string) => JSON.parse(stdout).map(({ id }: { id: string }) => id)

t.test('Backup: taken while the server runs, restored while it does not, and it carries on', async (t) => {
  const { run, start, folder } = commandLine(t)
  await run([...NEW, 'kept'])
  const server = start(['serve'], SERVE)
  const port = portIn(await server.says(/"msg":"ready"/))
  const keys = async (port: number) =>
    (await fetch(`http://127.0.0.1:${port}/api/oidc/kept/.well-known/jwks`)).text()
  const before = await keys(port)
  const { stdout } = await run(['backup', 'monday.db', '--json'])
  t.match(JSON.parse(stdout), { file: 'monday.db', bytes: Number, secret_key: 'data/secret.key' })
  t.match(await run(['backup', 'monday.db']), { code: 1, stderr: /^monday\.db is there already: [^\n]+\n$/ })
  t.match(await run(['restore', 'monday.db']), { code: 1, stderr: /^A server is running on [^\n]+\n$/ })
  await run([...NEW, 'lost'])
  server.child.kill('SIGTERM')
  await server.ended

  t.match(await run(['restore', 'monday.db']), {
    code: 0,
    stdout:
      'data/vignette.db is now what monday.db holds. What was there before is data/vignette.db.before-restore.\n',
  })
  t.same(idsIn((await run(['tenant', 'list', '--json'])).stdout), ['kept'])
  t.same(actionsIn(folder), ['tenant-created', 'tenant-restored'], 'what the trail lacks has a reason')
  t.same(
    readdirSync(join(folder, 'data')).filter((name) => name.includes('restoring')),
    [],
  )
  const again = start(['serve'], SERVE)
  t.equal(await keys(portIn(await again.says(/"msg":"ready"/))), before, 'it signs with the same keys')
})

t.test('Restore: a machine with the secret key and the file alone has the server again', async (t) => {
  const { run, folder } = commandLine(t)
  await run([...NEW, 'kept'])
  await run(['backup', 'monday.db'])
  mkdirSync(join(folder, 'elsewhere'))
  const elsewhere = { DATA_DIR: 'elsewhere' }
  t.match(await run(['restore', 'monday.db'], elsewhere), {
    code: 1,
    stderr: /^There is no secret key: [^\n]+\n$/,
  })
  copyFileSync(join(folder, 'data/secret.key'), join(folder, 'elsewhere/secret.key'))
  chmodSync(join(folder, 'elsewhere/secret.key'), 0o600)
  t.match(await run(['restore', 'monday.db'], elsewhere), {
    code: 0,
    stdout: /^elsewhere\/vignette\.db is now[^\n]+holds\.\n$/,
  })
  t.same(idsIn((await run(['tenant', 'list', '--json'], elsewhere)).stdout), ['kept'])
})

t.test(
  'Restore: another secret key, a newer schema, a file cut short: refused, and nothing is changed',
  async (t) => {
    const { run, folder } = commandLine(t)
    await run([...NEW, 'kept'])
    await run(['backup', 'monday.db'])
    await run([...NEW, 'since'])
    const unchanged = async (why: string) => {
      t.same(idsIn((await run(['tenant', 'list', '--json'])).stdout), ['kept', 'since'], why)
      t.same(
        readdirSync(join(folder, 'data')).filter((name) => name.includes('restor')),
        [],
        why,
      )
    }
    const other = { VIGNETTE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64url') }
    t.match(await run(['restore', 'monday.db'], other), {
      code: 1,
      stderr: /^The secret key is not the one [^\n]+\n$/,
    })
    await unchanged('another secret key')

    copyFileSync(join(folder, 'monday.db'), join(folder, 'newer.db'))
    const db = await openDatabase(`sqlite:${join(folder, 'newer.db')}`)
    await migrate(db, START, [...readMigrations(), { number: 9999, name: '9999-later.sql', sql: 'SELECT 1' }])
    await db.close()
    t.match(await run(['restore', 'newer.db']), {
      code: 1,
      stderr: /^The database has schema 9999, [^\n]+\n$/,
    })
    await unchanged('a newer schema')

    const whole = readFileSync(join(folder, 'monday.db'))
    writeFileSync(join(folder, 'monday.db'), whole.subarray(0, whole.length / 2))
    t.match(await run(['restore', 'monday.db']), {
      code: 1,
      stderr: /^monday\.db is no whole database [^\n]+\n$/,
    })
    await unchanged('cut short')
    t.match(await run(['restore', 'nothing.db']), {
      code: 1,
      stderr: /^nothing\.db is no whole database [^\n]+\n$/,
    })
    t.notOk(existsSync(join(folder, 'nothing.db')))
  },
)

t.test('Backup: where there is nothing to copy, or nowhere to put it, one sentence says so', async (t) => {
  const { run, folder } = commandLine(t)
  t.match(await run(['backup', 'monday.db']), {
    code: 1,
    stderr: /^There is no database data\/vignette\.db: [^\n]+\n$/,
  })
  await run([...NEW, 'acme'])
  t.match(await run(['backup', 'nowhere/monday.db']), {
    code: 1,
    stderr: /cannot be copied to nowhere\/monday\.db \(ENOENT[^\n]+\n$/,
  })
  const postgres = { DATABASE_URL: 'postgres://ada:tell-nobody@127.0.0.1:1/vignette' }
  const refused = await run(['backup', 'monday.db'], postgres)
  t.match(refused, { code: 1, stderr: /^This database is PostgreSQL's: use its own pg_dump[^\n]+\n$/ })
  t.match(await run(['restore', 'monday.db'], postgres), { code: 1, stderr: /pg_restore/ })
  t.notMatch(refused.stderr, 'tell-nobody')
  rmSync(join(folder, 'data'), { recursive: true })
})
