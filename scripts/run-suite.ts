/**
 * Test files that share a process, one after the other: starting Node and loading the sources takes longer than most of them do.
 * Each gets a `t` of its own for that of `tap`, which ends, with all that it tears down, before the next file begins.
 */
import { registerHooks } from 'node:module'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'

const ROOT = join(import.meta.dirname, '..')

/** Of one file, on a slow machine too; a suite has that for each of its files. */
const FILE_MS = 300_000

const HANDED_OUT = 'tap-of:'
const taps = new Map<string, Test>()

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'tap' && taps.has(context.parentURL ?? '')
      ? { url: `${HANDED_OUT}${context.parentURL}`, format: 'module', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.startsWith(HANDED_OUT)
      ? { source: handOut(url.slice(HANDED_OUT.length)), format: 'module', shortCircuit: true }
      : next(url, context),
})

const handOut = (file: string): string =>
  `import { tapOf } from '${import.meta.url}'; export default tapOf('${file}')`

/** @throws {Error} when it is no file of the suite */
export function tapOf(file: string): Test {
  const tap = taps.get(file)
  if (!tap) throw new Error(`${file} is not of this suite`)
  return tap
}

/** Runs them in this order. @param files their paths */
export async function runSuite(files: readonly string[]): Promise<void> {
  t.setTimeout(files.length * FILE_MS)
  for (const file of files) {
    await t.test(relative(ROOT, file), { timeout: FILE_MS }, async (t) => {
      const address = pathToFileURL(file).href
      taps.set(address, t)
      await import(address)
    })
  }
}
