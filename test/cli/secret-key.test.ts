import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

const LIST = ['tenant', 'list']
const KEY = Buffer.alloc(32, 5).toString('base64url')

t.test('Secret key: the first of several starts makes it, for this user alone', async (t) => {
  const { run, folder } = commandLine(t)
  const starts = await Promise.all([run(LIST), run(LIST), run(LIST)])
  t.same(
    starts.map(({ code, stderr }) => [code, stderr]),
    Array(3).fill([0, '']),
  )
  const file = join(folder, 'data/secret.key')
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(statSync(join(folder, 'data')).mode & 0o777, 0o700)
  t.same(
    readdirSync(join(folder, 'data')).filter((name) => name.startsWith('secret')),
    ['secret.key'],
  )
  const key = readFileSync(file, 'utf8')
  t.equal(Buffer.from(key.trim(), 'base64url').length, 32)
  await run(LIST)
  t.equal(readFileSync(file, 'utf8'), key, 'and it stays')
})

t.test('Secret key: a file that others may read, or that holds no key, is refused', async (t) => {
  const { run, folder } = commandLine(t)
  await run(LIST)
  const file = join(folder, 'data/secret.key')
  chmodSync(file, 0o644)
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /mode 0644[\s\S]*chmod 600 data\/secret\.key\n$/ })
  chmodSync(file, 0o600)
  writeFileSync(file, 'short')
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /32 bytes/ })
})

t.test('Secret key: another than the database was made with is refused', async (t) => {
  const { run } = commandLine(t)
  const env = { VIGNETTE_SECRET_KEY: KEY }
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'], env)
  t.match(await run(['keys', 'list', '--tenant', 'acme'], env), { code: 0 })
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /not the one that this database was made with/ })
  t.match(await run(LIST, env), { code: 0 })
})

t.test('Secret key: a folder that cannot be made is named, with what to do', async (t) => {
  const { run, folder } = commandLine(t)
  writeFileSync(join(folder, 'data'), 'a file')
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /^data cannot be made \(.*DATA_DIR\.\n$/ })
  const below = await run(LIST, { DATA_DIR: 'data/below' })
  t.match(below, { code: 1, stdout: '', stderr: /^data\/below cannot be made \(.*DATA_DIR\.\n$/ })
})
