/**
 * The sources and their packages in one file, and what starts it in one of CommonJS, as an executable of Node takes it.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { EXECUTABLE_ROOT } from '../src/cli/executable-files.ts'
import { CLOSING, OPENING } from './program.ts'

/** @param root the folder that holds `src/` and `node_modules/` */
export const bundleProgram = (root: string): Promise<Uint8Array> =>
  bundle(root, 'src/main.ts', {
    banner: { js: OPENING },
    footer: { js: CLOSING },
    external: ['pg-native'],
    plugins: [nativeParts(root), neverAtStart, ownSources(root)],
  })

export const bundleExecutable = (root: string): Promise<Uint8Array> =>
  bundle(root, 'scripts/executable.ts', {})

async function bundle(root: string, entry: string, options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Names stay, since errors are told by theirs.
    minifyWhitespace: true,
    // Of a line that fails, Node shows all.
    lineLimit: 160,
    legalComments: 'none',
    ...options,
  })
  const [file] = outputFiles ?? []
  if (!file) throw new Error('esbuild made no file')
  return file.contents
}

/** Packages that load a native part get it from `loadNativePart`. */
const nativeParts = (root: string): Plugin => ({
  name: 'native-parts',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^better-sqlite3$/ }, () => ({
      path: join(root, `node_modules/better-sqlite3/lib/linux-${process.arch}.js`),
    }))
    onResolve({ filter: /\/prebuilds\/.*\.node$/ }, () => ({ path: 'better-sqlite3', namespace: 'native' }))
    onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: 'argon2', namespace: 'native' }))
    onLoad({ filter: /.*/, namespace: 'native' }, ({ path }) => {
      const part = `require('./src/cli/native-part.ts').loadNativePart('${path}')`
      // The one is a module of its own, the other what finds the module.
      return { contents: `module.exports = ${path === 'argon2' ? `() => ${part}` : part}`, resolveDir: root }
    })
  },
})

/** What Fastify loads to speak HTTP/2, which we do not: Node compiles twenty of its own modules for it. */
const neverAtStart: Plugin = {
  name: 'never-at-start',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:http2$/ }, () => ({ path: 'http2', namespace: 'when-used' }))
    onLoad({ filter: /.*/, namespace: 'when-used' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('${path}')[name] })`,
    }))
  },
}

/** Each says where it stands in the executable, and requires what it would load by that; shipped files are inside. */
const ownSources = (root: string): Plugin => ({
  name: 'own-sources',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\/shipped-files\.ts$/ }, () => ({ path: join(root, 'src/cli/executable-files.ts') }))
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const address = new URL(relative(root, path), EXECUTABLE_ROOT).href
      const contents = requiredAtOnce(readFileSync(path, 'utf8')).replaceAll(
        'import.meta.url',
        `'${address}'`,
      )
      return { contents, loader: 'ts' }
    })
  },
})

/** What a source loads by a `require` that it made for itself is in the bundle too. */
function requiredAtOnce(source: string): string {
  const made = 'const load = createRequire(import.meta.url)\n'
  return source.includes(made) ? source.replace(made, '').replaceAll(/\bload\('/g, "require('") : source
}
