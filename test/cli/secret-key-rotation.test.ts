import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeKeyFile } from '../../src/cli/secret-key.ts'
import { replaceKeyFile } from '../../src/cli/secret-key-rotation.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { secretKeyId } from '../../src/primitives/sealing.ts'
import { timeOrderedId, uuidText } from '../../src/primitives/time-ordered-id.ts'
import { insertMail, listMails } from '../../src/store/mail-outbox.ts'
import { listMailsUnder } from '../../src/store/sealed-rows.ts'
import { commandLine } from '../helpers/command-line.ts'
import { answerOf, givenAda, keyIn, openBeside } from '../helpers/key-files.ts'
import { PasscodeBrowser } from '../helpers/passcode.ts'
import { mailRow } from '../helpers/store-rows.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const LIST = ['keys', 'list', '--kind', 'kek', '--json']
const ROTATE = ['keys', 'rotate', '--kind', 'kek', '--json']

t.test('SP 800-57 Part 1 §5.3.5: the secret key is rotated while people sign in', async (t) => {
  const line = commandLine(t)
  await givenAda(line)
  const data = join(line.folder, 'data')
  const first = keyIn(join(data, 'secret.key'))
  const beside = await openBeside(t, line.folder)
  const browser = await PasscodeBrowser.open(beside)
  t.match(await browser.signIn('ada'), { next: 'signed-in' })

  t.match(await answerOf(line, ROTATE), { result: 'rotated', resealed: 3, unreadable: 0 })
  const second = keyIn(join(data, 'secret.key'))
  t.notSame(second, first)
  t.same(keyIn(join(data, 'secret.key.previous')), first)
  for (const name of ['secret.key', 'secret.key.previous']) {
    t.equal(statSync(join(data, name)).mode & 0o777, 0o600, name)
  }
  Object.assign(browser, { deps: await beside.tenant() })
  t.equal(beside.deps.secrets.keyIds().current, secretKeyId(second), 'the server has taken it over')
  await browser.begin()
  t.match(await browser.signIn('ada'), { next: 'signed-in' })

  await beside.deps.db.execute('DELETE FROM passcode_challenge')
  t.match(await answerOf(line, LIST), [
    { state: 'current', removable: false },
    { state: 'previous', sealed: {}, removable: true },
  ])
  t.match((await line.run(['keys', 'list', '--kind', 'kek'])).stdout, /secret\.key\.previous may be removed/)
  rmSync(join(data, 'secret.key.previous'))
  t.match(await answerOf(line, LIST), [{ state: 'current' }])
  await browser.begin()
  t.match(await browser.signIn('ada'), { next: 'signed-in' })

  t.match(await answerOf(line, ROTATE), { result: 'rotated' }, 'and once more')
})

t.test('SP 800-57 Part 1 §5.3.5: a rotation that is killed is finished by the next', async (t) => {
  const line = commandLine(t)
  await line.run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  const { deps } = await openBeside(t, line.folder)
  const total = 20_000
  await deps.db.transaction(async (tx) => {
    for (let index = 0; index < total; index += 1) {
      const id = timeOrderedId(deps.now(), deps.random, 'mail')
      const message_sealed = deps.secrets.seal('mail', ['acme', uuidText(id)], Buffer.from('a letter'))
      await tx.run(insertMail, mailRow({ id, tenant_id: 'acme', message_sealed }))
    }
  })
  const key_id = Buffer.from(deps.secrets.keyIds().current, 'hex')
  const left = async () =>
    (await deps.db.all(listMailsUnder, { key_id, after: Buffer.alloc(0), limit: total })).length
  const env = { PATH: process.env['PATH'] ?? '' }
  const child = spawn(process.execPath, [MAIN, ...ROTATE], { cwd: line.folder, env, stdio: 'ignore' })
  while ((await left()) === total) await new Promise((resolve) => setTimeout(resolve, 2))
  child.kill('SIGKILL')
  await once(child, 'close')

  const rest = await left()
  t.ok(rest > 0 && rest < total, `${rest} of ${total} are left`)
  const second = keyIn(join(line.folder, 'data/secret.key'))
  t.match(await answerOf(line, LIST), [
    { key_id: secretKeyId(second), state: 'current' },
    { key_id: key_id.toString('hex'), state: 'previous', sealed: { mail_outbox: rest }, removable: false },
  ])
  t.match(await answerOf(line, ROTATE), { result: 'finished', resealed: rest, unreadable: 0 })
  t.same(keyIn(join(line.folder, 'data/secret.key')), second, 'no third key was made')
  rmSync(join(line.folder, 'data/secret.key.previous'))
  deps.secrets.renew()
  for (const { id, message_sealed } of await deps.db.all(listMails, { tenant_id: 'acme', limit: total })) {
    deps.secrets.open('mail', ['acme', uuidText(id)], message_sealed)
  }
  t.equal(await left(), 0)
})

t.test('Secret key: what was broken off between two files is taken up again', async (t) => {
  const line = commandLine(t)
  await givenAda(line)
  const data_dir = join(line.folder, 'data')
  const [path, previous] = [join(data_dir, 'secret.key'), join(data_dir, 'secret.key.previous')]
  const first = keyIn(path)
  makeKeyFile(`${path}.next`, systemRandom)
  copyFileSync(path, previous)
  const next = keyIn(`${path}.next`)
  t.match(await answerOf(line, LIST), [{ state: 'current' }], 'the same key twice is one')
  t.match(await answerOf(line, ROTATE), { result: 'rotated', resealed: 3 })
  t.same(keyIn(path), next)
  t.same(keyIn(previous), first)

  const late = () => replaceKeyFile({ data_dir }, secretKeyId(first), systemRandom)
  t.throws(late, { name: 'Refusal', reason: 'secret-key', message: /was changed a moment ago/ })
  t.same([keyIn(path), keyIn(previous)], [next, first])
  t.throws(() => statSync(`${path}.next`), { code: 'ENOENT' })
})
