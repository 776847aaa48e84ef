/**
 * The bench: `npm run bench -- flow | start | passcode | sign-up | names | pages | mutations [--json] [--rounds N] [--seconds N] [--format opaque|jwt] [--requests N] [--seed N]`
 *
 * It guards ratios, never absolute figures: both sides run on the same core in the same run. Exit code 1 when one misses
 * its goal.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './figures.ts'
import { benchFlow } from './flow.ts'
import { benchMutations } from './mutations.ts'
import { benchPages } from './pages.ts'
import { benchPasscode } from './passcode.ts'
import { pinning, stayOffServerCore } from './processes.ts'
import { type Report, tell } from './report.ts'
import { FORMATS } from './sides.ts'
import { benchSignUp } from './sign-up-in-chromium.ts'
import { benchStart } from './start.ts'
import { benchUnknownNames } from './unknown-names.ts'

const USAGE =
  'npm run bench -- flow | start | passcode | sign-up | names | pages | mutations [--json] [--rounds N] [--seconds N] [--format opaque|jwt] [--requests N] [--seed N]'
const TMPFS = 0x01021994

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    format: { type: 'string' },
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const [requests, seed] = [Number(values.requests), Number(values.seed)]
const formats = FORMATS.filter((format) => values.format === undefined || values.format === format)

const PARTS: Readonly<Record<string, (folder: string) => Promise<Report>>> = {
  flow: (folder) => benchFlow(folder, { rounds, seconds, formats }),
  passcode: (folder) => benchPasscode(folder, rounds),
  'sign-up': (folder) => benchSignUp(folder),
  pages: (folder) => benchPages(folder),
  mutations: (folder) => benchMutations(folder, { requests, seed }),
  names: (folder) => benchUnknownNames(folder),
  start: (folder) => benchStart(folder, rounds),
}

const part = PARTS[positionals[0] ?? '']
if (
  !part ||
  positionals.length > 1 ||
  !(rounds >= 1) ||
  !(seconds > 0) ||
  !(requests >= 1) ||
  !Number.isInteger(seed) ||
  formats.length === 0
) {
  console.error(USAGE)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'vignette-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
stayOffServerCore()
const around = surroundings()
const report = await part(folder)
process.exitCode = tell(
  { ...report, circumstances: [pinning, ...around, ...report.circumstances] },
  values.json,
)
  ? 0
  : 1

/** What else bears on the figures: a disk that is none, or is slow, and other work on the machine. */
function surroundings(): string[] {
  const [others = 0] = loadavg()
  const busy = others > 0.5 ? [`OTHER WORK RUNS HERE (load ${others.toFixed(1)}): wait until it is done`] : []
  if (statfsSync(folder).type !== TMPFS)
    return [...busy, `a durable write takes ${durableWriteMs().toFixed(2)} ms here`]
  // A durable write that costs nothing flatters us.
  return [...busy, `THE DATABASE IS IN MEMORY (${folder} is a tmpfs): set TMPDIR to a folder on a disk`]
}

function durableWriteMs(): number {
  const file = openSync(join(folder, 'durable'), 'w')
  const page = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 100 }, (_, n) => {
    writeSync(file, page, 0, page.length, (n % 10) * page.length)
    const began_at = performance.now()
    fdatasyncSync(file)
    return performance.now() - began_at
  })
  closeSync(file)
  return median(times)
}
