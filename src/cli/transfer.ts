/**
 * vignette export FILE, vignette import FILE
 */
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Deps } from '../deps.ts'
import { Refusal } from '../domain/refusal.ts'
import { exportTenants } from '../domain/transfer/export-tenants.ts'
import { importTenants } from '../domain/transfer/import-tenants.ts'
import { recordExport } from '../domain/transfer/transfer-event.ts'
import { type Db, openDatabase, seeOneMoment } from '../store/database.ts'
import { copyDatabase, deleteDatabase, sqlitePath } from '../store/database-file.ts'
import { command } from './command.ts'
import { withDeps } from './process-deps.ts'
import { isCode, reasonOf } from './system-error.ts'

export const exportCommand = command({
  summary: 'write tenants into a file of JSON, to carry them to another database',
  details: [
    'Everything that belongs to them is in it, sessions and tokens too: one JSON value on a line, of one moment, while the server',
    "runs. What is sealed stays sealed under this server's secret key, which is not in it; names and addresses of people are.",
    'A file that is there already is left alone.',
  ].join('\n'),
  argument: 'FILE',
  options: {
    tenant: { type: 'string', value: 'ID', multiple: true, says: 'this one; left out: all' },
  },
  answers: true,
  examples: ['export everything.jsonl', 'export acme.jsonl --tenant acme'],
  run: ({ tenant }, file) =>
    withDeps(async (deps) => {
      const tenants = tenant.length === 0 ? undefined : tenant
      let lines = 0
      await ofOneMoment(deps, async (queries) => {
        const counted = async function* () {
          for await (const line of exportTenants(queries, tenants)) {
            lines += 1
            yield `${line}\n`
          }
        }
        await writeNew(file, counted())
      })
      await recordExport(deps, tenants)
      // But for the first, which says what is carried, and the last.
      const rows = lines - 2
      return {
        value: { file, rows },
        text: `${file}: ${rows} rows. It opens with the secret key of this server.`,
      }
    }),
})

export const importCommand = command({
  summary: 'take in the tenants of a file that export wrote, from either database',
  details: [
    'This server needs the secret key of the one that the file comes from, and the same version. All of the file is taken in, or',
    'nothing: a tenant or a host that is here already is refused, and so is a row that names one of another tenant. Where the',
    'servers have other root keys, this database must be empty.',
  ].join('\n'),
  argument: 'FILE',
  options: {},
  answers: true,
  examples: ['import everything.jsonl   # with DATABASE_URL=postgres://... in the environment'],
  run: (_values, file) =>
    withDeps(async (deps) => {
      const imported = await importTenants(deps, await linesOf(file))
      const restart = imported.has_new_root_key ? ' Start a server anew that runs on this database.' : ''
      return { value: imported, text: `Taken in: ${imported.tenants.join(', ')}.${restart}` }
    }),
})

/** A copy where the database is a file, so that nobody waits meanwhile; else a transaction of its own. */
async function ofOneMoment(
  { config, db }: Deps,
  work: (queries: Pick<Db, 'all' | 'first'>) => Promise<void>,
): Promise<void> {
  const path = sqlitePath(config.database_url)
  if (path === undefined) {
    return seeOneMoment(db, work)
  }
  const copy = `${path}.export-${process.pid}`
  await copyDatabase(path, copy)
  const opened = await openDatabase(`sqlite:${copy}`)
  try {
    await work(opened)
  } finally {
    await opened.close()
    deleteDatabase(copy)
  }
}

async function writeNew(file: string, lines: AsyncIterable<string>): Promise<void> {
  if (existsSync(file)) throw new Refusal('exists', `${file} is there already: name another file.`)
  try {
    await pipeline(Readable.from(lines), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    if (!isCode(error, 'EEXIST')) rmSync(file, { force: true })
    throw error instanceof Refusal
      ? error
      : new Refusal('faulty', `${file} cannot be written (${reasonOf(error)}).`)
  }
}

async function linesOf(file: string): Promise<readonly string[]> {
  const lines: string[] = []
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    }))
      lines.push(line)
  } catch (error) {
    throw new Refusal('faulty', `${file} cannot be read (${reasonOf(error)}).`)
  }
  return lines
}
