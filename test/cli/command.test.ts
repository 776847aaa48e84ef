import t from 'tap'
import { command } from '../../src/cli/command.ts'

const shown: unknown[] = []
const greet = command({
  summary: 'greet somebody',
  argument: 'NAME',
  options: {
    from: { type: 'string', value: 'WHO', required: true, says: 'who greets' },
    word: { type: 'string', value: 'WORD', multiple: true, says: 'what to say' },
    loud: { type: 'boolean', says: 'louder' },
  },
  answers: true,
  examples: ['greet ada --from bob'],
  run: async (values, name) => {
    shown.push([values.from, values.word, values.loud, name])
    return { value: { name }, text: `hello ${name}` }
  },
})

t.test('Command line: options and the argument arrive by name and type', async (t) => {
  t.same(await greet.run('greet', ['ada', '--from=bob', '--word', 'hi', '--word', 'ho', '--loud']), {
    text: 'hello ada',
  })
  t.same(await greet.run('greet', ['--from', 'bob', 'ada', '--json']), { text: '{\n  "name": "ada"\n}' })
  t.same(shown, [
    ['bob', ['hi', 'ho'], true, 'ada'],
    ['bob', [], false, 'ada'],
  ])
})

t.test('Command line: an answer may say that what was looked at is not as it should be', async (t) => {
  const judge = command({
    summary: 'judge',
    options: {},
    answers: true,
    examples: [],
    run: async () => ({ value: { is_good: false }, text: 'not good', failed: true }),
  })
  t.same(await judge.run('judge', []), { text: 'not good', failed: true })
  t.same(await judge.run('judge', ['--json']), { text: '{\n  "is_good": false\n}', failed: true })
})

t.test('Command line: wrong usage is told in one line', async (t) => {
  const wrong: [string[], RegExp][] = [
    [['ada'], /^vignette greet needs --from WHO$/],
    [['--from', 'bob'], /^NAME is missing/],
    [['ada', 'eve', '--from', 'bob'], /^unexpected "eve"/],
    [['ada', '--form', 'bob'], /^vignette greet: Unknown option '--form'$/],
    [['ada', '--from'], /^vignette greet: Option '--from <value>' argument missing$/],
    [['ada', '--from', 'bob', '--loud=yes'], /^vignette greet: Option '--loud' does not take an argument$/],
  ]
  for (const [parameters, message] of wrong) {
    await t.rejects(greet.run('greet', parameters), { name: 'UsageError', message }, parameters.join(' '))
  }
})

t.test(
  'Command line: help has every option with its words, and examples, whatever else is missing',
  async (t) => {
    const { text } = await greet.run('greet', ['--help'])
    t.match(text, /^vignette greet NAME --from WHO \[OPTION\]\.\.\.\n\nGreet somebody\.\n/)
    t.match(text, /--word WORD +what to say \(may be repeated\)\n/)
    t.match(text, /--json .*\n.*--help .*\n\nExamples\n {2}vignette greet ada --from bob$/)
    t.equal(text, greet.help('greet'))
  },
)
