/**
 * Coverage counts only files that were loaded, so here every one is that a test is expected to cover.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const SRC = join(import.meta.dirname, '../../src')
/** Real runs cover these: browser tests, and commands started as processes. */
const EXCEPTED = /^(?:browser\/|cli\/|main\.ts$)/

const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !EXCEPTED.test(path))
  .sort()

t.test('Coverage: every file of src is loaded', async (t) => {
  t.not(paths.length, 0)
  for (const path of paths) t.ok(await import(join(SRC, path)), path)
})
