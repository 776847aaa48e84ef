/**
 * The deps of a real process: settings from the environment, its secret key, the system's clock and chance, and the
 * database, brought to this version's schema.
 */
import { type Config, type Mode, readConfig } from '../config.ts'
import type { Deps, TenantDeps } from '../deps.ts'
import { openSecrets } from '../domain/keys/root-key.ts'
import { checkSecretKey } from '../domain/keys/secret-key-check.ts'
import { makeDeps } from '../domain/make-deps.ts'
import { Refusal } from '../domain/refusal.ts'
import { inTenant } from '../domain/tenants/tenant-administration.ts'
import { makeGuardedFetch } from '../outgoing/guarded-fetch.ts'
import { readCatalogues } from '../primitives/catalogues.ts'
import { systemClock } from '../primitives/clock.ts'
import { systemRandom } from '../primitives/random.ts'
import { makeSealing } from '../primitives/sealing.ts'
import { type Db, openDatabase } from '../store/database.ts'
import { migrate, NewerDatabaseError } from '../store/migrate.ts'
import { say } from './output.ts'
import { mailBySmtp } from './process-mail.ts'
import { makeDataDir, secretKeySource } from './secret-key.ts'
import { reasonOf } from './system-error.ts'

const WORDS = new URL('../../views/words/', import.meta.url)

/**
 * The caller closes `db`.
 *
 * @param suite_host of a test suite: may be fetched from though it is private, and whatever its certificate says
 * @throws {Refusal} @throws {ConfigError} @throws {NewerDatabaseError}
 */
export async function openProcess(
  mode: Mode,
  notice: Deps['notice'],
  makeMail: (config: Config) => Deps['mail'] = mailBySmtp,
  suite_host?: string,
): Promise<Deps> {
  const config = readConfig(process.env, mode)
  makeDataDir(config.data_dir)
  const sealing = makeSealing(secretKeySource(config, systemRandom), systemRandom)
  const db = await openMigrated(config)
  const fetch = makeGuardedFetch(config.allow_private_fetch, { suite_host })
  const seams = { config, db, now: systemClock, random: systemRandom, fetch, notice }
  try {
    await checkSecretKey(seams, sealing)
    const catalogues = readCatalogues(WORDS)
    return makeDeps({
      ...seams,
      catalogues,
      mail: makeMail(config),
      secrets: await openSecrets(seams, sealing),
    })
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Runs a command's work; the server may be running meanwhile. */
export async function withDeps<T>(work: (deps: Deps) => Promise<T>): Promise<T> {
  const deps = await openProcess('dev', () => {})
  try {
    return await work(deps)
  } finally {
    await deps.db.close()
  }
}

/** Likewise, in one tenant. */
export const withTenant = <T>(tenant_id: string, work: (deps: TenantDeps) => Promise<T>): Promise<T> =>
  withDeps(async (deps) => work(await inTenant(deps, tenant_id)))

async function openMigrated(config: Config): Promise<Db> {
  const db = await open(config)
  try {
    const applied = await migrate(db, systemClock())
    // A database without the first one is new, and nobody needs to be told.
    const is_new = applied.some((name) => name.startsWith('0001'))
    if (applied.length > 0 && !is_new) say(`The database was brought to this version: ${applied.join(', ')}`)
    return db
  } catch (error) {
    await db.close()
    if (error instanceof NewerDatabaseError) throw error
    throw cannotOpen(config, error)
  }
}

async function open(config: Config): Promise<Db> {
  try {
    return await openDatabase(config.database_url)
  } catch (error) {
    throw cannotOpen(config, error)
  }
}

/** Without the password that a DATABASE_URL may carry. */
function cannotOpen({ database_url }: Config, error: unknown): Refusal {
  const shown = database_url.replace(/:\/\/[^@/]*@/, '://…@')
  return new Refusal(
    'faulty',
    `The database ${shown} cannot be opened (${reasonOf(error)}). Check DATABASE_URL and DATA_DIR.`,
  )
}
