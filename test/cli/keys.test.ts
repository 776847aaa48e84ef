import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'
import { answerOf, givenAda } from '../helpers/key-files.ts'

t.test('keys: what is not of the form is wrong usage', async (t) => {
  const { run } = commandLine(t)
  for (const [parameters, stderr] of [
    [['keys', 'list'], /needs --tenant ID/],
    [['keys', 'list', '--kind', 'house', '--tenant', 'acme'], /--kind must be signing or passcode or kek/],
    [['keys', 'list', '--kind', 'kek', '--tenant', 'acme'], /takes no --tenant/],
    [['keys', 'rotate'], /needs --tenant ID/],
    [['keys', 'rotate', '--kind', 'house', '--tenant', 'acme'], /--kind must be signing or passcode or kek/],
    [['keys', 'rotate', '--kind', 'kek', '--tenant', 'acme'], /takes no --tenant/],
    [['keys', 'rotate', '--kind', 'kek', '--now'], /are for signing keys/],
    [['keys', 'rotate', '--kind', 'passcode', '--tenant', 'acme', '--alg', 'RS256'], /are for signing keys/],
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

t.test('Core §10.1.1: a signing key is rotated, and where it stands is told', async (t) => {
  const line = commandLine(t)
  await line.run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--alg', 'ES256'])
  const [first] = await answerOf(line, ['keys', 'list', '--tenant', 'acme', '--json'])
  t.match(first, { alg: 'ES256', state: 'current', retired_at: null })
  const rotate = ['keys', 'rotate', '--tenant', 'acme']
  t.match(await line.run([...rotate, '--alg', 'RS256']), { code: 1, stderr: /has no key for RS256/ })
  t.match(await line.run(rotate), {
    code: 0,
    stdout: /^tenant acme: the next key for ES256, \S+, is published and will sign from \S+Z\.\n$/,
  })
  const [current, next] = await answerOf(line, ['keys', 'list', '--tenant', 'acme', '--json'])
  t.match(next, { state: 'next', signs_from: Number })
  t.same(current.public_jwk, first.public_jwk)
  t.match(await line.run(['keys', 'list', '--tenant', 'acme']), {
    stdout: /^ES256 .* signs since .*, published until .*\nES256 .* next: will sign from .*\n$/,
  })
  t.match(await line.run([...rotate, '--kind', 'signing', '--now']), {
    code: 0,
    stdout: /was published before and signs now\.\nApplications that keep the former key set refuse/,
  })
  t.match(await answerOf(line, ['keys', 'list', '--tenant', 'acme', '--json']), [
    { kid: next.kid, state: 'current', retired_at: null },
    { kid: first.kid, state: 'former', public_jwk: first.public_jwk },
  ])
  t.match(await answerOf(line, [...rotate, '--json']), [{ alg: 'ES256', is_new: true }])
})
