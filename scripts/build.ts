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
import { bundle } from './bundle.ts'

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
const PROGRAM = 'program'

/** Node's own mark of where the program goes. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** @returns the path of the executable */
export async function buildExecutable(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const executable = join(folder, 'vignette')
  const work = mkdtempSync(join(tmpdir(), 'vignette-build-'))
  try {
    await makeProgram(work)
    rmSync(executable, { force: true })
    copyFileSync(process.execPath, executable)
    node(work, POSTJECT, executable, 'NODE_SEA_BLOB', PROGRAM, '--sentinel-fuse', FUSE)
  } finally {
    rmSync(work, { recursive: true })
  }
  writeFileSync(`${executable}.sha256`, `${await sumOf(executable)}  vignette\n`)
  return executable
}

/** Everything but Node, as Node wants it. @param work a folder to build it in */
async function makeProgram(work: string): Promise<void> {
  // Node keeps the path of the main file: one without the folder is the same in each build.
  writeFileSync(join(work, 'vignette.cjs'), await bundle(ROOT))
  const settings = {
    main: 'vignette.cjs',
    output: PROGRAM,
    disableExperimentalSEAWarning: true,
    // What V8 compiles beforehand is never the same bytes twice.
    useCodeCache: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    assets: assets(),
  }
  writeFileSync(join(work, 'settings.json'), JSON.stringify(settings))
  node(work, '--experimental-sea-config', 'settings.json')
}

const node = (cwd: string, ...parameters: readonly string[]): void => {
  execFileSync(process.execPath, parameters, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
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
