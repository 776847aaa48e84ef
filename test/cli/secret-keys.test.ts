import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { answerOf, givenAda, openBeside } from '../helpers/key-files.ts'

const ONE = Buffer.alloc(32, 5).toString('base64url')
const TWO = Buffer.alloc(32, 6).toString('base64url')
const LIST = ['keys', 'list', '--kind', 'kek', '--json']
const ROTATE = ['keys', 'rotate', '--kind', 'kek', '--json']

t.test('Secret key: one that comes from the environment is replaced there', async (t) => {
  const line = commandLine(t)
  const before = { VIGNETTE_SECRET_KEY: ONE }
  await givenAda(line, before)
  const refused = await line.run(ROTATE, before)
  t.match(refused, { code: 1, stdout: '', stderr: /VIGNETTE_SECRET_KEY_PREVIOUS/ })
  t.match(await line.run(LIST, { VIGNETTE_SECRET_KEY: TWO }), { code: 1, stderr: /not the one/ })

  const both = { VIGNETTE_SECRET_KEY: TWO, VIGNETTE_SECRET_KEY_PREVIOUS: ONE }
  t.match(await answerOf(line, LIST, both), [
    { state: 'current', sealed: {} },
    { state: 'previous', sealed: { passcode: 1 }, removable: false },
  ])
  t.match(await line.run(ROTATE.slice(0, -1), both), {
    code: 0,
    stdout: /3 values are sealed anew\.\n.*VIGNETTE_SECRET_KEY_PREVIOUS may be removed/,
  })
  t.match(await line.run(ROTATE, both), { code: 1, stderr: /nothing was changed/ })
  t.match(await answerOf(line, LIST, { VIGNETTE_SECRET_KEY: TWO }), [{ state: 'current' }])
})

t.test('Secret key: the former one may stand in a file beside the one of the environment', async (t) => {
  const line = commandLine(t)
  await givenAda(line)
  const data = join(line.folder, 'data')
  copyFileSync(join(data, 'secret.key'), join(data, 'secret.key.previous'))
  const env = { VIGNETTE_SECRET_KEY: TWO }
  t.match(await answerOf(line, ROTATE, env), { result: 'finished', resealed: 3 })
  t.match(await answerOf(line, LIST, env), [{ state: 'current' }, { state: 'previous', removable: true }])
  chmodSync(join(data, 'secret.key.previous'), 0o644)
  t.match(await line.run(LIST, env), { code: 1, stderr: /chmod 600 data\/secret\.key\.previous\n$/ })
})

t.test('Secret key: a server that runs keeps its keys where they cannot be read any more', async (t) => {
  const line = commandLine(t)
  await givenAda(line)
  const { deps } = await openBeside(t, line.folder)
  const before = deps.secrets.keyIds()
  rmSync(join(line.folder, 'data/secret.key'))
  deps.secrets.renew()
  t.same(deps.secrets.keyIds(), before)
})
