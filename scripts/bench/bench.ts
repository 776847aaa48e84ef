/**
 * The bench: `npm run bench -- flow | start | passcode [--json] [--rounds N] [--seconds N] [--format opaque|jwt]`
 *
 * It guards ratios, never absolute figures: both sides run on the same core in the same run. Exit code 1 when one misses
 * its goal.
 */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchFlow } from './flow.ts'
import { benchPasscode } from './passcode.ts'
import { pinning, stayOffServerCore } from './processes.ts'
import { type Report, tell } from './report.ts'
import { FORMATS } from './sides.ts'
import { benchStart } from './start.ts'

const USAGE =
  'npm run bench -- flow | start | passcode [--json] [--rounds N] [--seconds N] [--format opaque|jwt]'
const TMPFS = 0x01021994

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    format: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const formats = FORMATS.filter((format) => values.format === undefined || values.format === format)

const PARTS: Readonly<Record<string, (folder: string) => Promise<Report>>> = {
  flow: (folder) => benchFlow(folder, { rounds, seconds, formats }),
  passcode: (folder) => benchPasscode(folder, rounds),
  start: (folder) => benchStart(folder, rounds),
}

const part = PARTS[positionals[0] ?? '']
if (!part || positionals.length > 1 || !(rounds >= 1) || !(seconds > 0) || formats.length === 0) {
  console.error(USAGE)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'vignette-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
stayOffServerCore()
const report = await part(folder)
process.exitCode = tell(
  { ...report, circumstances: [pinning, ...disk(), ...report.circumstances] },
  values.json,
)
  ? 0
  : 1

/** Without a disk below it a durable write costs nothing, and the figures flatter us. */
function disk(): string[] {
  return statfsSync(folder).type === TMPFS
    ? [`THE DATABASE IS IN MEMORY (${folder} is a tmpfs): set TMPDIR to a folder on a disk`]
    : []
}
