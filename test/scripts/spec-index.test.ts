/**
 * The map of sections and files, from file headers to README.md.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MalformedHeaderError, mapOf, parseImplements, withMap } from '../../scripts/spec-index.ts'

const SCRIPT = join(import.meta.dirname, '../../scripts/spec-index.ts')

const header = (...lines: string[]) => `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
const CODES = header(
  'Authorization codes: issued once, redeemed once.',
  '',
  'Implements: OpenID Connect Core 1.0 §3.1.2.5, §3.1.3.2; RFC 6749 §4.1.2,',
  '§4.1.3.',
)

t.test('Map: a header names specifications and their sections, over as many lines as it needs', async (t) => {
  t.same(parseImplements(CODES), [
    { specification: 'OpenID Connect Core 1.0', section: '§3.1.2.5' },
    { specification: 'OpenID Connect Core 1.0', section: '§3.1.3.2' },
    { specification: 'RFC 6749', section: '§4.1.2' },
    { specification: 'RFC 6749', section: '§4.1.3' },
  ])
})

t.test('Map: appendices, ranges, a whole specification, and words in parentheses', async (t) => {
  const source = header(
    'One sentence.',
    '',
    'Implements: ITU-T T.81 §B.1.1; RFC 9649 §2.3-§2.7; PNG (Third Edition); RFC 8265 §3.3 (one, two).',
    'Not offered: RFC 9649 §3.',
    '',
    'More words.',
  )
  t.same(parseImplements(source), [
    { specification: 'ITU-T T.81', section: '§B.1.1' },
    { specification: 'RFC 9649', section: '§2.3-§2.7' },
    { specification: 'PNG (Third Edition)', section: undefined },
    { specification: 'RFC 8265', section: '§3.3' },
  ])
})

t.test('Map: a file without the line has no place in it', async (t) => {
  t.same(parseImplements(header('One sentence.')), [])
  t.same(parseImplements('export const one = 1\n'), [])
})

const mistakes = {
  'a section without its sign': header('One.', '', 'Implements: RFC 6749 4.1.2.'),
  'a list with a missing semicolon': header('One.', '', 'Implements: RFC 6749 §4.1.2, RFC 6750 §2.'),
  'words behind a section': header('One.', '', 'Implements: RFC 6749 §4.1.2 in part.'),
  'a section that is no number': header('One.', '', 'Implements: RFC 6749 §four.'),
  'a misspelled word': header('One.', '', 'Implement: RFC 6749 §4.1.2.'),
  'nothing at all': header('One.', '', 'Implements:'),
  'no paragraph of its own': header('One.', 'Implements: RFC 6749 §4.1.2.'),
  'not in the header': `${header('One.')}\n// Implements: RFC 6749 §4.1.2.\n`,
}
for (const [mistake, source] of Object.entries(mistakes)) {
  t.test(`Map: ${mistake} is a fault, not a gap`, async (t) => {
    t.throws(() => parseImplements(source), MalformedHeaderError)
  })
}

t.test('Map: a fault names its file', async (t) => {
  const files = new Map([['http/one.ts', mistakes['words behind a section']]])
  t.throws(() => mapOf(files), { name: 'MalformedHeaderError', message: /^src\/http\/one\.ts: / })
})

t.test('Map: a row for each section, in the order of the specifications, with every file', async (t) => {
  const files = new Map([
    ['routes/token.ts', header('One.', '', 'Implements: RFC 6749 §4.10, §4.2; RFC 10000 §1.')],
    ['domain/code.ts', header('One.', '', 'Implements: RFC 6749 §4.2; RFC 9101.')],
  ])
  t.equal(
    mapOf(files),
    [
      '| Specification | Section | File |',
      '| --- | --- | --- |',
      '| RFC 6749 | §4.2 | [domain/code](src/domain/code.ts), [routes/token](src/routes/token.ts) |',
      '| RFC 6749 | §4.10 | [routes/token](src/routes/token.ts) |',
      '| RFC 9101 | all | [domain/code](src/domain/code.ts) |',
      '| RFC 10000 | §1 | [routes/token](src/routes/token.ts) |',
    ].join('\n'),
  )
})

t.test('Map: only what is between the markers changes', async (t) => {
  const readme = '# Title\n<!-- spec-index -->\nold\n<!-- /spec-index -->\nafter\n'
  t.equal(withMap(readme, 'new'), '# Title\n<!-- spec-index -->\n\nnew\n\n<!-- /spec-index -->\nafter\n')
  t.equal(withMap('# Title\n', 'new'), undefined)
  t.equal(withMap('<!-- spec-index -->\n', 'new'), undefined)
  t.equal(withMap(`${readme}${readme}`, 'new'), undefined)
})

t.test('Map: --check refuses a missing README.md, one without markers, and a stale map', async (t) => {
  const tree = t.testdir({ src: { 'code.ts': CODES } })
  mkdirSync(join(tree, 'scripts'))
  for (const name of ['spec-index.ts', 'generator.ts']) {
    cpSync(join(SCRIPT, '..', name), join(tree, 'scripts', name))
  }
  const readme = join(tree, 'README.md')
  const run = (...parameters: string[]) => {
    const script = join(tree, 'scripts/spec-index.ts')
    const { status, stderr } = spawnSync(process.execPath, [script, ...parameters], { encoding: 'utf8' })
    return { status, stderr }
  }

  t.match(run('--check'), { status: 1, stderr: /no README\.md/ })
  writeFileSync(readme, '# Title\n')
  t.match(run('--check'), { status: 1, stderr: /needs the lines/ })
  writeFileSync(readme, '# Title\n<!-- spec-index -->\n<!-- /spec-index -->\n')
  t.match(run('--check'), { status: 1, stderr: /stale/ })
  t.same(run(), { status: 0, stderr: '' })
  t.match(readFileSync(readme, 'utf8'), '| RFC 6749 | §4.1.3 | [code](src/code.ts) |')
  t.same(run('--check'), { status: 0, stderr: '' })
})
