/**
 * Test files that share a process, run as scripts/test.ts runs them.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'

const ROOT = join(import.meta.dirname, '../..')
const NODE = [process.execPath, '--disable-warning=ExperimentalWarning', 'suite.mjs'] as const

/** @param files sources by names, run in this order */
function runSuite(t: Test, files: Readonly<Record<string, string>>) {
  const folder = t.testdir(files)
  const paths = Object.keys(files).map((name) => join(folder, name))
  const runner = pathToFileURL(join(ROOT, 'scripts/run-suite.ts')).href
  writeFileSync(
    join(folder, 'suite.mjs'),
    `import { runSuite } from '${runner}'\nawait runSuite(${JSON.stringify(paths)})\n`,
  )
  const [program, ...parameters] = NODE
  const { status, stdout } = spawnSync(program, parameters, { cwd: folder, encoding: 'utf8' })
  return { status, stdout, results: stdout.match(/^(?:not )?ok \d+ - \S+/gm) }
}

t.test('Test suite: a file is over, with all that it tears down, before the next one begins', async (t) => {
  const first = `import t from 'tap'
t.teardown(() => { globalThis.over = true })
t.test('x', async (t) => t.equal(globalThis.over, undefined))
`
  const second = "import t from 'tap'\nt.equal(globalThis.over, true)\n"
  const { status, results } = runSuite(t, { 'a.test.mjs': first, 'b.test.mjs': second })
  t.equal(status, 0)
  t.match(results, [/^ok 1 - .*a\.test\.mjs$/, /^ok 2 - .*b\.test\.mjs$/])
})

t.test('Test suite: a file that fails, or cannot be loaded, is named, and the others run', async (t) => {
  const { status, stdout, results } = runSuite(t, {
    'a.test.mjs': "import t from 'tap'\nt.test('x', async (t) => t.fail('on purpose'))\n",
    'b.test.mjs': "import './missing.mjs'\n",
    'c.test.mjs': "import t from 'tap'\nt.pass()\n",
  })
  t.not(status, 0)
  t.match(results, [/^not ok 1 - .*a\.test/, /^not ok 2 - .*b\.test/, /^ok 3 - .*c\.test/])
  t.match(stdout, /not ok \d+ - on purpose/)
  t.match(stdout, /Cannot find module/)
})
