/**
 * The output of tap for people: a line for each file as it ends, the whole story of one that failed, and the totals.
 */
export type Totals = Readonly<{ passed: number; failed: number }>

const FILE_ENDED = /^(?<not>not )?ok \d+ - (?<path>.+?)(?: # time=(?<time>[\d.]+)ms)?$/
const TOTALS = /^# (?<counts>\{ total: .*\})$/
const NOISE = /^(?:TAP version \d+|\d+\.\.\d+|)$/
/** Inside a file: what passed, and how many there were. */
const PASSED = /^ +(?:ok \d+|# Subtest|# time=|\d+\.\.\d+$)|^ *$/
const LEFT_OUT = /^ +ok \d+ - .* # (?:SKIP|TODO)\b/i

/** @param write is given one line at a time */
export class TestReport {
  totals: Totals = { passed: 0, failed: 0 }
  #file: string[] = []
  #failing = false
  #covering = false
  readonly #write: (line: string) => void

  constructor(write: (line: string) => void) {
    this.#write = write
  }

  /** Takes the next line of TAP. */
  line(line: string): void {
    const ended = FILE_ENDED.exec(line)?.groups
    if (line.startsWith('# Subtest: ')) this.#begin()
    else if (ended) this.#end(ended['not'] !== undefined, ended['path'] ?? '', ended['time'])
    else if (line.startsWith(' ') && !this.#covering) this.#inside(line)
    else this.#after(line)
  }

  #begin(): void {
    this.#file = []
    this.#failing = false
  }

  /** The table of coverage follows the last file; its rows are indented too. */
  #after(line: string): void {
    this.#covering ||= line.startsWith('---')
    const counts = TOTALS.exec(line)?.groups?.['counts']
    if (counts !== undefined) this.totals = { passed: count(counts, 'pass'), failed: count(counts, 'fail') }
    else if (!NOISE.test(line)) this.#write(line)
  }

  /** Behind the result of a file stands how its process ended, which matters when it failed. */
  #inside(line: string): void {
    if (!this.#failing) this.#file.push(line)
    else if (/^ {2}(?:exitCode|signal|timeout|expired|failure): (?!null)/.test(line))
      this.#write(`    ${line.trim()}`)
  }

  #end(failed: boolean, path: string, time = '0'): void {
    this.#write(`${failed ? 'FAIL' : 'ok  '} ${path} (${Math.round(Number(time))} ms)`)
    const told = this.#file.filter((line) => LEFT_OUT.test(line) || (failed && !PASSED.test(line)))
    for (const line of told) this.#write(line)
    this.#file = []
    this.#failing = failed
  }
}

function count(counts: string, name: string): number {
  return Number(new RegExp(String.raw`\b${name}: (\d+)`).exec(counts)?.[1] ?? 0)
}
