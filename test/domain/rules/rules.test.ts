import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { client } from '../../../src/cli/client.ts'
import { tenant } from '../../../src/cli/tenant.ts'
import { CHAPTERS, RULES, ruleOf } from '../../../src/domain/rules/rules.ts'

const SRC = join(import.meta.dirname, '../../../src')

const sources = globSync('**/*.ts', { cwd: SRC })
  .filter((path) => !path.startsWith('domain/rules/') && !path.startsWith('browser/'))
  .map((path) => readFileSync(join(SRC, path), 'utf8'))
  .join('\n')

t.test(
  'RFC 6749 §4.1.2.1, §5.2: every reason that a refusal states is a rule, and says where it is written',
  async (t) => {
    const stated = [
      ...sources.matchAll(/\breason: '([a-z0-9]+(?:-[a-z0-9]+)+)'/g),
      ...sources.matchAll(
        /\b(?:refused|objectRefused|invalidTarget|invalidToken|sessionEnded|unfit|malformed)\((?:[^()]*, )?'([a-z0-9]+(?:-[a-z0-9]+)+)'/g,
      ),
    ].map(([, name]) => String(name))
    t.ok(stated.length > 60)
    for (const name of stated) t.ok(ruleOf(name), name)
  },
)

t.test('Rules: each is used, ends with a full stop, and names a section', async (t) => {
  for (const [name, { says, section }] of Object.entries(RULES)) {
    t.match(sources, `'${name}'`, name)
    t.match(says, /^[\w#].*[^.]\.$/, name)
    t.match(section, /§/, name)
  }
  t.equal(ruleOf(undefined), undefined)
  t.equal(ruleOf('no-such-rule'), undefined)
})

t.test('Rules: none is hidden by another of its name', async (t) => {
  const names = CHAPTERS.flatMap((rules) => Object.keys(rules))
  t.same(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  )
})

t.test('Rules: a setting is one that the command line has', async (t) => {
  const groups = { client, tenant }
  for (const [name, { setting }] of Object.entries(RULES)) {
    if (!setting) continue
    const { option, value } = setting
    const help = groups[setting.of].commands['update']?.help('update') ?? ''
    const line = help.split('\n').find((each) => each.startsWith(`  ${option} `)) ?? ''
    t.match(line, option, name)
    t.equal(value !== undefined, /^ {2}\S+ [A-Zo]/.test(line), `${name}: a value, where the option takes one`)
    if (option === '--set') t.doesNotThrow(() => JSON.parse(String(value).replace(/^=\w+=/, '')), name)
  }
})
