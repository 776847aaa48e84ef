import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { pngFile } from '../helpers/pictures.ts'

t.test('Visual passcode: the command line enrols a picture with a PIN, a pattern, or alone', async (t) => {
  const { run, folder } = commandLine(t)
  writeFileSync(join(folder, 'ada.png'), pngFile())
  writeFileSync(join(folder, 'notes.txt'), 'no picture')
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--methods', 'pin,pattern,none'])
  const create = (username: string, ...options: string[]) =>
    run(['user', 'create', '--tenant', 'acme', '--username', username, '--json', ...options])
  const picture = ['--picture', 'ada.png']

  for (const secret of [['--pin', '271828'], ['--pattern', '1-2-5-8-9'], ['--picture-only']]) {
    const { code, stdout } = await create(`by${secret[0]}`, ...picture, ...secret)
    t.equal(code, 0)
    t.match(JSON.parse(stdout), { status: 'active', passcode: true }, secret.join(' '))
  }
  const refused: [string[], RegExp][] = [
    [[...picture, '--pin', '1234'], /6 digits/],
    [['--picture', 'ada.jpg', '--pin', '271828'], /ada\.jpg is not there/],
    [['--picture', 'data', '--pin', '271828'], /data is a folder/],
    [['--picture', 'notes.txt', '--pin', '271828'], /not a picture/],
  ]
  for (const [options, stderr] of refused)
    t.match(await create('ada', ...options), { code: 1, stdout: '', stderr })
  for (const options of [picture, ['--pin', '271828'], [...picture, '--pin', '271828', '--picture-only']]) {
    t.match(await create('ada', ...options), { code: 2, stdout: '', stderr: /a passcode is/ })
  }
  const { stdout } = await run(['user', 'list', '--tenant', 'acme', '--json'])
  t.equal(JSON.parse(stdout).length, 3, 'who was refused is not there')
})

t.test('Command line: a person is shown, changed, unlocked and deleted', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  const user = async (verb: string, username: string, ...options: string[]) => {
    const { code, stdout } = await run(['user', verb, '--tenant', 'acme', '--username', username, ...options])
    t.equal(code, 0, `${verb} ${username}`)
    return stdout
  }
  t.match(await user('create', 'Ada', '--claim', 'name="Ada Lovelace"'), /name +Ada Lovelace/)
  t.match(await user('show', 'ADA'), /passcode +none/)
  t.match(
    await user('update', 'ada', '--rename', 'lovelace', '--email', 'ada@example.org'),
    /email +ada@example.org/,
  )
  t.match(await user('unlock', 'lovelace'), /was not locked/)
  t.match(await user('delete', 'lovelace'), /deleted/)
  t.match(await run(['user', 'list', '--tenant', 'acme']), { code: 0, stdout: 'There is no user yet.\n' })
})
