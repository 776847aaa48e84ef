/**
 * Runs the tests: `node scripts/run.mjs scripts/test.ts [FILE or FOLDER]...`
 *
 * Everything, with coverage, when nothing is named. Files of a folder share processes, one PostgreSQL and one unpacked Chromium
 * serve the whole run, and whatever it put into its temporary folder is gone when it ends. The last line is
 * `tests: N passed, N failed`.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { unpackChromium, withoutChromium } from '../test/helpers/chromium.ts'
import { startPostgres, withoutPostgres } from '../test/helpers/postgres.ts'
import { makeTestFolder } from './test-folder.ts'
import { TestReport } from './test-report.ts'
import { suitesOf } from './test-suites.ts'

const ROOT = join(import.meta.dirname, '..')
const TAP = join(ROOT, 'node_modules/tap/dist/esm/run.mjs')
const INTERRUPTED = 130

/** More than a suite takes: what ends a file that hangs is the limit of that file. */
const SUITE_SECONDS = 1800

let tap: ChildProcess | undefined
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true
    tap?.kill('SIGTERM')
  })
}

const folder = makeTestFolder()
/** In the project: tap keeps what it saw of a file below `.tap/test-results`, by its path from the root. */
const suites = join('.tap/suites', basename(folder))
process.env['TMPDIR'] = folder
// Coverage is told less exactly of code that comes out of a cache.
process.env['NODE_DISABLE_COMPILE_CACHE'] = '1'
try {
  buildTap()
  process.exitCode = await withServers((environment) => runTests(process.argv.slice(2), environment))
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  rmSync(join(ROOT, suites), { recursive: true, force: true })
  rmSync(join(ROOT, '.tap/test-results', suites), { recursive: true, force: true })
}

/** tap is put together from its plugins, as .taprc lists them, once after each install. */
function buildTap(): void {
  const built = changedAt('node_modules/@tapjs/test/test-built/dist/esm/index.js')
  if (built > changedAt('node_modules/.package-lock.json') && built > changedAt('.taprc')) return
  const { status } = spawnSync(process.execPath, [TAP, 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('tap build failed')
}

function changedAt(path: string): number {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

async function withServers(work: (environment: NodeJS.ProcessEnv) => Promise<number>): Promise<number> {
  // What was compiled before is not measured for coverage.
  const { NODE_COMPILE_CACHE: _, ...environment } = process.env
  environment['VIGNETTE_TEST_SOURCES'] = mkdtempSync(join(folder, 'sources-'))
  environment['NODE_OPTIONS'] = `--import=${new URL('test-sources.mjs', import.meta.url)}`
  if (withoutPostgres !== false) console.log(withoutPostgres)
  if (withoutChromium !== false) console.log(withoutChromium)
  const [postgres, chromium] = await Promise.allSettled([
    withoutPostgres === false ? startPostgres() : undefined,
    withoutChromium === false ? unpackChromium() : undefined,
  ])
  try {
    if (postgres.status === 'rejected') throw postgres.reason
    if (chromium.status === 'rejected') throw chromium.reason
    if (postgres.value) environment['VIGNETTE_TEST_POSTGRES'] = postgres.value.url
    if (chromium.value) environment['VIGNETTE_TEST_CHROMIUM'] = chromium.value.executable
    return interrupted ? INTERRUPTED : await work(environment)
  } finally {
    if (postgres.status === 'fulfilled') postgres.value?.stop()
  }
}

/** @returns the exit code */
async function runTests(paths: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  // A part of the tests covers a part of the sources.
  const coverage = paths.length === 0 ? [] : ['--disable-coverage']
  const options = ['--reporter=tap', `--timeout=${SUITE_SECONDS}`, ...coverage]
  tap = spawn(process.execPath, [TAP, ...options, ...writeSuites(paths)], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number>((resolve, reject) => {
    tap?.on('error', reject)
    tap?.on('close', (code) => resolve(code ?? 1))
  })
  const report = new TestReport(console.log)
  if (tap.stdout) createInterface({ input: tap.stdout }).on('line', (line) => report.line(line))
  const code = await ended
  const { passed, failed } = report.totals
  if (passed + failed === 0) console.log('No test ran.')
  else if (code !== 0 && failed === 0)
    console.log('Every test passed, but the run did not: see above (coverage?).')
  console.log(`\ntests: ${passed} passed, ${failed} failed`)
  if (interrupted) return INTERRUPTED
  return code === 0 && passed + failed === 0 ? 1 : code
}

/** @returns their paths */
function writeSuites(paths: readonly string[]): string[] {
  const files = globSync(paths.length === 0 ? 'test/**/*.test.ts' : paths.map(patternOf), { cwd: ROOT })
  if (files.length === 0) throw new Error(`There is no test in ${paths.join(', ')}.`)
  mkdirSync(join(ROOT, suites), { recursive: true })
  const runner = new URL('run-suite.ts', import.meta.url).href
  return suitesOf(files).map((suite) => {
    const path = join(ROOT, suites, `${suite.name}.mjs`)
    const absolute = JSON.stringify(suite.files.map((file) => join(ROOT, file)))
    writeFileSync(path, `import { runSuite } from '${runner}'\nawait runSuite(${absolute})\n`)
    return path
  })
}

function patternOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? `${path}/**/*.test.ts` : path
}
