import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { answerOf, givenAda } from '../helpers/key-files.ts'

t.test('keys: what is not of the form is wrong usage', async (t) => {
  const { run } = commandLine(t)
  for (const [parameters, stderr] of [
    [['keys', 'list'], /needs --tenant ID/],
    [['keys', 'list', '--kind', 'house', '--tenant', 'acme'], /--kind must be signing or passcode or kek/],
    [['keys', 'list', '--kind', 'kek', '--tenant', 'acme'], /takes no --tenant/],
    [['keys', 'rotate', '--tenant', 'acme'], /needs --kind KIND/],
    [['keys', 'rotate', '--kind', 'signing', '--tenant', 'acme'], /--kind must be passcode or kek/],
  ] as const) {
    t.match(await run(parameters), { code: 2, stdout: '', stderr }, parameters.join(' '))
  }
})

t.test('RFC 9807 §2.2: a passcode key is rotated, and who is left is told', async (t) => {
  const line = commandLine(t)
  await givenAda(line)
  const rotate = ['keys', 'rotate', '--kind', 'passcode', '--tenant', 'acme']
  t.match(await line.run(rotate), {
    code: 0,
    stdout: /passcode key 2 is in force\. 1 passcode is under an older/,
  })
  t.match(await answerOf(line, ['keys', 'list', '--kind', 'passcode', '--tenant', 'acme', '--json']), [
    { generation: 2, is_current: true, passcodes: 0 },
    { generation: 1, is_current: false, retired_at: null, passcodes: 1 },
  ])
  t.match(await line.run(['keys', 'list', '--kind', 'passcode', '--tenant', 'acme']), {
    stdout: /^2 +in force since .* 0 passcodes\n1 +for passcodes that were made under it +1 passcode\n$/,
  })
  t.match(await line.run(['keys', 'list', '--tenant', 'acme']), { code: 0, stdout: /^RS256 .*signs since/ })
})
