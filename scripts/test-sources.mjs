/**
 * For every process of a run of the tests, of which there are hundreds that load the same files: types are stripped once for
 * all of them, and nothing of ours is looked for where it says it is. Every line and column stays where it was.
 *
 * Nothing is kept of what V8 makes of them, since coverage is told less exactly of that.
 */
import { hash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as module from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url).href
const PACKAGES = new URL('node_modules/', ROOT).href
/** Of the run, and gone with it. */
const FOLDER = process.env['VIGNETTE_TEST_SOURCES']

const isOurs = (url) => url?.startsWith(ROOT) && !url.startsWith(PACKAGES)

// A test may start another Node, which knows nothing of hooks.
module.registerHooks?.({
  resolve: (specifier, context, next) =>
    specifier.startsWith('.') && specifier.endsWith('.ts') && isOurs(context.parentURL)
      ? { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    FOLDER !== undefined && context.format === 'module-typescript' && isOurs(url)
      ? { source: stripped(readFileSync(fileURLToPath(url), 'utf8')), format: 'module', shortCircuit: true }
      : next(url, context),
})

function stripped(source) {
  const path = join(FOLDER, hash('sha256', source))
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const types_gone = module.stripTypeScriptTypes(source)
    // Another process may read it at any moment.
    writeFileSync(`${path}.${process.pid}`, types_gone)
    renameSync(`${path}.${process.pid}`, path)
    return types_gone
  }
}
