/**
 * Builds `dist/vignette`: Node, the sources and everything that ships with them, in one file that runs alone. The same
 * sources give the same bytes, whose SHA-256 stands beside them.
 *
 * Usage: npm run build [FOLDER]
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bundleExecutable, bundleProgram } from './bundle.ts'
import { COMPILED, PROGRAM } from './program.ts'

const ROOT = join(import.meta.dirname, '..')

/** Read while it runs: pages and mails, the schema, and what browsers load. */
const SHIPPED_FOLDERS = ['views', 'db/migrations', 'src/browser', 'src/passcode']
const SHIPPED_FILES = ['node_modules/@serenity-kit/opaque/esm/index.js']

/** For the processor that it is built on. */
const NATIVE_PARTS = {
  'native/better-sqlite3': `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  'native/argon2': `node_modules/argon2/prebuilds/linux-${process.arch}/argon2.${process.arch === 'arm64' ? 'armv8.' : ''}glibc.node`,
}

const POSTJECT = join(ROOT, 'node_modules/postject/dist/cli.js')

/** How precompile.ts is started: under settings of V8 with which the same program gives the same bytes. */
export const PRECOMPILE = [
  '--hash-seed=1',
  // So much that nothing is ever collected: gaps between objects would hold whatever lay there before.
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
  join(import.meta.dirname, 'precompile.ts'),
]

/** Files in the folder that it is built in. */
const MAIN = 'executable.cjs'
const SETTINGS = 'settings.json'
const BLOB = 'blob'

/** Node's own mark of where the program goes. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** @returns the path of the executable */
export async function buildExecutable(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const executable = join(folder, 'vignette')
  const work = mkdtempSync(join(tmpdir(), 'vignette-build-'))
  try {
    await makeBlob(work)
    rmSync(executable, { force: true })
    copyFileSync(process.execPath, executable)
    node(work, POSTJECT, executable, 'NODE_SEA_BLOB', BLOB, '--sentinel-fuse', FUSE)
  } finally {
    rmSync(work, { recursive: true })
  }
  writeFileSync(`${executable}.sha256`, `${await sumOf(executable)}  vignette\n`)
  return executable
}

/** Everything but Node, as Node wants it. @param work a folder to build it in */
async function makeBlob(work: string): Promise<void> {
  writeFileSync(join(work, MAIN), await bundleExecutable(ROOT))
  writeFileSync(join(work, PROGRAM), await bundleProgram(ROOT))
  const settings = {
    // Node keeps the path of the main file: one without the folder is the same in each build.
    main: MAIN,
    output: BLOB,
    disableExperimentalSEAWarning: true,
    // What V8 compiles beforehand comes with the program.
    useCodeCache: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    assets: { ...assets(), [PROGRAM]: join(work, PROGRAM), [COMPILED]: join(work, COMPILED) },
  }
  writeFileSync(join(work, SETTINGS), JSON.stringify(settings))
  node(work, ...PRECOMPILE, SETTINGS)
  node(work, '--experimental-sea-config', SETTINGS)
}

function node(work: string, ...parameters: readonly string[]): void {
  execFileSync(process.execPath, parameters, {
    cwd: work,
    // For the server that precompile.ts runs: nobody else can reach it.
    env: { PUBLIC_URL: 'http://127.0.0.1', HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(work, 'data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Paths by names, always in the same order. */
function assets(): Readonly<Record<string, string>> {
  const below = SHIPPED_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  )
  const named = [...below, ...SHIPPED_FILES].sort().map((name) => [name, name] as const)
  return Object.fromEntries(
    [...named, ...Object.entries(NATIVE_PARTS)].map(([name, path]) => [name, join(ROOT, path)]),
  )
}

async function sumOf(path: string): Promise<string> {
  const sum = createHash('sha256')
  await pipeline(createReadStream(path), sum)
  return sum.digest('hex')
}

if (import.meta.main) {
  console.log(relative(process.cwd(), await buildExecutable(process.argv[2] ?? join(ROOT, 'dist'))))
}
