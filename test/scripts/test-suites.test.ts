/**
 * Which test files share a process.
 */
import t from 'tap'
import { suitesOf } from '../../scripts/test-suites.ts'

const filesIn = (folder: string, count: number) =>
  Array.from({ length: count }, (_, index) => `test/${folder}/${String(index).padStart(2, '0')}.test.ts`)

t.test('Test suites: each file is in one of them, with others of its folder', async (t) => {
  const files = [...filesIn('store', 23), ...filesIn('domain/users', 4), ...filesIn('domain/claims', 3)]
  const suites = suitesOf(files)
  t.same(suites.flatMap((suite) => suite.files).sort(), files.sort())
  t.same(
    suites.map(({ name, files }) => [name, files.length]),
    [
      ['domain-1', 7],
      ['store-1', 7],
      ['store-2', 8],
      ['store-3', 8],
    ],
  )
})

t.test('Test suites: the longest folders come first, few files at a time', async (t) => {
  const suites = suitesOf(['test/app.test.ts', ...filesIn('cli', 2), ...filesIn('browser', 6)])
  t.same(
    suites.map(({ name, files }) => [name, files.length]),
    [
      ['browser-1', 3],
      ['browser-2', 3],
      ['cli-1', 2],
      ['test-1', 1],
    ],
  )
})

t.test('Test suites: no files, no suites', async (t) => {
  t.same(suitesOf([]), [])
})
