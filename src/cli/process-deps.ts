/**
 * The deps of a real process: settings from the environment, its secret key, the system's clock and chance, and the
 * database, brought to this version's schema.
 */
import { type Config, type Mode, readConfig } from '../config.ts'
import type { Deps, TenantDeps } from '../deps.ts'
import { openSecrets } from '../domain/keys/root-key.ts'
import { checkSecretKey } from '../domain/keys/secret-key-check.ts'
import { makeDeps } from '../domain/make-deps.ts'
import { inTenant } from '../domain/tenants/tenant-administration.ts'
import { makeGuardedFetch } from '../outgoing/guarded-fetch.ts'
import { makeUpstream } from '../outgoing/upstream-provider.ts'
import { readCatalogues } from '../primitives/catalogues.ts'
import { systemClock } from '../primitives/clock.ts'
import { systemRandom } from '../primitives/random.ts'
import { makeSealing } from '../primitives/sealing.ts'
import { openMigrated } from './migrated-database.ts'
import { mailBySmtp } from './process-mail.ts'
import { makeDataDir, secretKeySource } from './secret-key.ts'

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
  const upstream = makeUpstream(fetch, systemClock)
  const seams = { config, db, now: systemClock, random: systemRandom, fetch, upstream, notice }
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
