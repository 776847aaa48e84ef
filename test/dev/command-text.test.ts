import { execFileSync } from 'node:child_process'
import t from 'tap'
import { commandText, shellWord } from '../../src/dev/command-text.ts'

t.test('Dev mode: a command goes over several lines', (t) => {
  t.equal(commandText('client list', ['--tenant a']), 'npm run -s vignette -- client list \\\n  --tenant a')
  t.end()
})

t.test('POSIX.1-2024 §2.2: a word reaches the command as it is', (t) => {
  t.equal(shellWord('http://localhost:3000/callback'), 'http://localhost:3000/callback')
  for (const word of ['https://a.example/?b=1&c=2', "it's", '$(id)', '`id`', 'a b', '']) {
    const heard = execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })
    t.equal(heard, word)
  }
  t.end()
})
