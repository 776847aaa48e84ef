/**
 * What a run of the tests shows to people.
 */
import t from 'tap'
import { TestReport } from '../../scripts/test-report.ts'

function reportOf(tap: string) {
  const lines: string[] = []
  const report = new TestReport((line) => lines.push(line))
  for (const line of tap.split('\n')) report.line(line)
  return { lines, totals: report.totals }
}

t.test('Test report: a line for each file that passed, and what it left out', async (t) => {
  const { lines, totals } = reportOf(`TAP version 14
1..1
# Subtest: store-1.mjs
    # Subtest: test/a.test.ts
        # Subtest: x
            ok 1 - should be equal
            1..1
        ok 1 - x # time=7.471ms

        ok 2 - y # SKIP no PostgreSQL here
        1..2
        # time=14.659ms
    ok 1 - test/a.test.ts # time=14.659ms

    # Subtest: test/b.test.ts
        1..0 # no tests found
    ok 2 - test/b.test.ts # time=3ms
    1..2
    # time=20ms
ok 1 - store-1.mjs # time=20ms

# { total: 2, pass: 1, skip: 1 }`)
  t.same(lines, [
    'ok   test/a.test.ts (15 ms)',
    '    ok 2 - y # SKIP no PostgreSQL here',
    'ok   test/b.test.ts (3 ms)',
  ])
  t.same(totals, { passed: 1, failed: 0 })
})

t.test('Test report: the failed assertion of a file, and what is not covered', async (t) => {
  const { lines, totals } = reportOf(`# Subtest: store-1.mjs
    # Subtest: test/a.test.ts
        # Subtest: x
            ok 1 - should be equal
            not ok 2 - should be equivalent
              ---
              diff: two lines
              ...

            1..2
        not ok 1 - x # time=7ms
        1..1
    not ok 1 - test/a.test.ts # time=14ms
      ---
      at: somewhere
      ...

    # Subtest: test/b.test.ts
        1..0 # no tests found
    ok 2 - test/b.test.ts # time=3ms
not ok 1 - store-1.mjs # time=20ms
  ---
  exitCode: 1
  ...

----------|---------|
File      | % Stmts |
 a.ts     |   99.99 |
----------|---------|
# { total: 2, pass: 1, fail: 1 }`)
  t.same(lines, [
    'FAIL test/a.test.ts (14 ms)',
    '        not ok 2 - should be equivalent',
    '          ---',
    '          diff: two lines',
    '          ...',
    '    not ok 1 - x # time=7ms',
    'ok   test/b.test.ts (3 ms)',
    '----------|---------|',
    'File      | % Stmts |',
    ' a.ts     |   99.99 |',
    '----------|---------|',
  ])
  t.same(totals, { passed: 1, failed: 1 })
})

t.test('Test report: how a process ended whose files had all passed', async (t) => {
  const { lines } = reportOf(`# Subtest: store-1.mjs
    # Subtest: test/a.test.ts
        1..0 # no tests found
    ok 1 - test/a.test.ts # time=3ms
not ok 1 - store-1.mjs # time=20ms
  ---
  exitCode: 7
  signal: null
  ...
`)
  t.same(lines, ['ok   test/a.test.ts (3 ms)', 'FAIL store-1.mjs', '    exitCode: 7'])
})

t.test('Test report: without totals nothing passed', async (t) => {
  t.same(reportOf('TAP version 14').totals, { passed: 0, failed: 0 })
})
