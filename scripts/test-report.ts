/**
 * The output of tap for people: a line for each file as it ends, the whole story of one that failed, and the totals. The
 * files stand one step inside the suites whose processes they share.
 */
export type Totals = Readonly<{ passed: number; failed: number }>

const SUITE = '    '
const ENDED = /^(?<not>not )?ok \d+ - (?<path>.+?)(?: # time=(?<time>[\d.]+)ms)?$/
const TOTALS = /^# (?<counts>\{ total: .*\})$/
const NOISE = /^(?:TAP version \d+|\d+\.\.\d+|)$/
/** Inside a file: what passed, and how many there were. */
const PASSED = /^ +(?:ok \d+|# Subtest|# time=|\d+\.\.\d+$)|^ *$/
const LEFT_OUT = /^ +ok \d+ - .* # (?:SKIP|TODO)\b/i

/** @param write is given one line at a time */
export class TestReport {
  totals: Totals = { passed: 0, failed: 0 }
  #file: string[] = []
  /** In this suite. */
  #failed_files = 0
  /** The suite failed and none of its files did. */
  #broken = false
  #covering = false
  readonly #write: (line: string) => void

  constructor(write: (line: string) => void) {
    this.#write = write
  }

  /** Takes the next line of TAP. */
  line(line: string): void {
    const suite = ENDED.exec(line)?.groups
    if (line.startsWith('# Subtest: ')) this.#begin()
    else if (suite) this.#endSuite(suite['not'] !== undefined, suite['path'] ?? '')
    else if (line.startsWith(SUITE) && !this.#covering) this.#inSuite(line.slice(SUITE.length))
    else if (line.startsWith(' ') && !this.#covering) this.#afterSuite(line)
    else this.#after(line)
  }

  #begin(): void {
    this.#file = []
    this.#failed_files = 0
    this.#broken = false
  }

  /** The table of coverage follows the last file; its rows are indented too. */
  #after(line: string): void {
    this.#covering ||= line.startsWith('---')
    const counts = TOTALS.exec(line)?.groups?.['counts']
    if (counts !== undefined) this.totals = { passed: count(counts, 'pass'), failed: count(counts, 'fail') }
    else if (!NOISE.test(line)) this.#write(line)
  }

  #inSuite(line: string): void {
    const file = ENDED.exec(line)?.groups
    if (file) this.#endFile(file['not'] !== undefined, file['path'] ?? '', file['time'])
    else if (line.startsWith('# Subtest: ')) this.#file = []
    else this.#file.push(line)
  }

  #endFile(failed: boolean, path: string, time = '0'): void {
    this.#write(`${failed ? 'FAIL' : 'ok  '} ${path} (${Math.round(Number(time))} ms)`)
    const told = this.#file.filter((line) => LEFT_OUT.test(line) || (failed && !PASSED.test(line)))
    for (const line of told) this.#write(line)
    this.#file = []
    if (failed) this.#failed_files += 1
  }

  #endSuite(failed: boolean, path: string): void {
    this.#broken = failed && this.#failed_files === 0
    if (this.#broken) this.#write(`FAIL ${path}`)
  }

  /** Behind the result of a suite stands how its process ended. */
  #afterSuite(line: string): void {
    if (this.#broken && /^ {2}(?:exitCode|signal|timeout|expired|failure): (?!null)/.test(line))
      this.#write(`    ${line.trim()}`)
  }
}

function count(counts: string, name: string): number {
  return Number(new RegExp(String.raw`\b${name}: (\d+)`).exec(counts)?.[1] ?? 0)
}
