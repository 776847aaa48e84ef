/**
 * The database and the secret key that opens it: as far as each can be opened, for the checks that follow.
 */
import { existsSync, statSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { databaseHealth } from '../../domain/health/database-health.ts'
import { openSecrets } from '../../domain/keys/root-key.ts'
import { checkSecretKey } from '../../domain/keys/secret-key-check.ts'
import { Refusal } from '../../domain/refusal.ts'
import { systemClock } from '../../primitives/clock.ts'
import { systemRandom } from '../../primitives/random.ts'
import { makeSealing, type Secrets } from '../../primitives/sealing.ts'
import { type Db, openDatabase } from '../../store/database.ts'
import { checkDatabaseFile, DatabaseFileError, sqlitePath } from '../../store/database-file.ts'
import { NewerDatabaseError, pendingMigrations } from '../../store/migrate.ts'
import { keyFile, readKeyFile, secretKeySource } from '../secret-key.ts'
import { reasonOf } from '../system-error.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import { isOfAnother } from './permissions.ts'

const DATABASE = 'database'
const SCHEMA = 'schema'
const SECRET_KEY = 'secret-key'

const MEGABYTE = 1024 * 1024
const LARGE_LOG = 256 * MEGABYTE

type Found<T> = Readonly<{ opened: T | undefined; findings: readonly Finding[] }>

const nothing = (...findings: readonly Finding[]): Found<never> => ({ opened: undefined, findings })

/** The caller closes it. What has not this version's schema is closed already. */
export async function openForChecks(config: Config): Promise<Found<Db>> {
  const path = sqlitePath(config.database_url)
  if (path !== undefined) {
    if (!existsSync(path))
      return nothing(
        skipped(DATABASE, `There is no database ${path} yet.`, 'Make the first tenant: vignette init'),
      )
    if (isOfAnother(config))
      return nothing(skipped(DATABASE, 'It is opened by the user of the server alone.'))
  }
  let db: Db | undefined
  try {
    if (path !== undefined) checkDatabaseFile(path)
    db = await openDatabase(config.database_url)
    const { pending, findings } = await look(db, path)
    if (pending === 0) return { opened: db, findings }
    await db.close()
    return nothing(...findings)
  } catch (error) {
    await db?.close()
    return nothing(brokenFinding(error))
  }
}

async function look(
  db: Db,
  path: string | undefined,
): Promise<Readonly<{ pending: number; findings: readonly Finding[] }>> {
  const pending = await pendingMigrations(db)
  const { dialect, version, broken } = await databaseHealth({ db })
  const name = `${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${version}`
  return {
    pending: pending.length,
    findings: [
      broken.length === 0
        ? ok(DATABASE, `The database is whole, of ${name}.`)
        : fault(
            DATABASE,
            `The database has rows that belong to nothing: ${broken.join(', ')}.`,
            'Restore a backup of before: vignette restore FILE',
          ),
      ...logFindings(path),
      pending.length === 0
        ? ok(SCHEMA, 'The database is of this version.')
        : warning(
            SCHEMA,
            `The database is of an older version; ${pending.map(({ name }) => name).join(', ')} are to come.`,
            'The next start of the server brings it up. What it would do: vignette serve --dry-run',
          ),
    ],
  }
}

function logFindings(path: string | undefined): readonly Finding[] {
  const size = path === undefined ? 0 : (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)
  if (size < LARGE_LOG) return []
  return [
    warning(
      'database-log',
      `${path}-wal has grown to ${Math.floor(size / MEGABYTE)} MB: somebody has read the database for long.`,
      'End what holds it open, or start the server again.',
    ),
  ]
}

function brokenFinding(error: unknown): Finding {
  if (error instanceof NewerDatabaseError) {
    return fault(SCHEMA, error.message, 'Start the version that made it, or a later one.')
  }
  if (error instanceof DatabaseFileError) {
    return fault(DATABASE, error.message, 'Stop the server, and restore a backup: vignette restore FILE')
  }
  return fault(
    DATABASE,
    `The database cannot be opened (${reasonOf(error)}).`,
    'Check DATABASE_URL, and that what it names runs and lets this user in.',
  )
}

/** Makes no key where there is none. */
export async function openSecretsForChecks(config: Config, db: Db | undefined): Promise<Found<Secrets>> {
  try {
    if (config.secret_key === undefined && readKeyFile(keyFile(config)) === undefined)
      return withoutKey(config, db)
    if (!db)
      return nothing(skipped(SECRET_KEY, 'There is one; whether it opens the database, only that can tell.'))
    const sealing = makeSealing(secretKeySource(config, systemRandom), systemRandom)
    await checkSecretKey({ db }, sealing)
    const opened = await openSecrets({ db, now: systemClock, random: systemRandom }, sealing)
    return { opened, findings: [ok(SECRET_KEY, 'The secret key opens the database.')] }
  } catch (error) {
    const says =
      error instanceof Refusal
        ? error.message
        : `The secret key does not open the database (${reasonOf(error)}).`
    return nothing(
      fault(SECRET_KEY, says, 'Put the secret key in its place that the database was made with.'),
    )
  }
}

function withoutKey(config: Config, db: Db | undefined): Found<never> {
  if (!db) return nothing(skipped(SECRET_KEY, 'There is none yet: the first start makes one.'))
  return nothing(
    fault(
      SECRET_KEY,
      `There is no secret key, so nothing that is sealed in the database opens.`,
      `Put the former one into ${keyFile(config)}, or set VIGNETTE_SECRET_KEY.`,
    ),
  )
}
