/**
 * vignette restore FILE
 */
import { existsSync } from 'node:fs'
import { type Config, readConfig } from '../config.ts'
import { checkSecretKey } from '../domain/keys/secret-key-check.ts'
import { Refusal } from '../domain/refusal.ts'
import { recordRestore } from '../domain/transfer/transfer-event.ts'
import { systemClock } from '../primitives/clock.ts'
import { systemRandom } from '../primitives/random.ts'
import { makeSealing } from '../primitives/sealing.ts'
import { openDatabase } from '../store/database.ts'
import {
  checkDatabaseFile,
  copyDatabase,
  deleteDatabase,
  holdDatabase,
  replaceDatabase,
} from '../store/database-file.ts'
import { migrate } from '../store/migrate.ts'
import { command } from './command.ts'
import { databasePath } from './database-place.ts'
import { keyFile, makeDataDir, readKeyFile, secretKeySource } from './secret-key.ts'

export const restore = command({
  summary: 'put the database of a backup in the place of the present one',
  details: [
    'The server must not run meanwhile. The backup is read whole, brought to this version and tried with the secret key before',
    'anything is changed; the present database, where there is one, is kept beside the new one as a file that ends in',
    '.before-restore. Every session and token of the backup is good again.',
  ].join('\n'),
  argument: 'FILE',
  options: {},
  answers: true,
  examples: ['restore /var/backups/vignette-2026-11-21.db'],
  run: async (_values, file) => {
    const config = readConfig(process.env, 'dev')
    const path = databasePath(config, 'pg_restore')
    checkDatabaseFile(file)
    requireSecretKey(config)
    makeDataDir(config.data_dir)
    const letGo = holdDatabase(path)
    try {
      const kept = await putInPlace(config, file, path)
      const before = kept === undefined ? '' : ` What was there before is ${kept}.`
      return { value: { database: path, kept }, text: `${path} is now what ${file} holds.${before}` }
    } finally {
      letGo()
    }
  },
})

/** @returns where the former database is kept; undefined: there was none */
async function putInPlace(config: Config, file: string, path: string): Promise<string | undefined> {
  const tried = `${path}.restoring`
  try {
    await copyDatabase(file, tried)
    await prepare(config, tried)
    const kept = existsSync(path) ? `${path}.before-restore` : undefined
    if (kept !== undefined) await copyDatabase(path, kept)
    await replaceDatabase(tried, path)
    return kept
  } finally {
    deleteDatabase(tried)
  }
}

/**
 * Tries whether the server could run on it; then its trail tells of the restoration, before anybody else can write there.
 *
 * @throws {Refusal} secret-key
 * @throws {NewerDatabaseError}
 */
async function prepare(config: Config, path: string): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`)
  try {
    await migrate(db, systemClock())
    await checkSecretKey({ db }, makeSealing(secretKeySource(config, systemRandom), systemRandom))
    await recordRestore({ config, db, now: systemClock, random: systemRandom })
  } finally {
    await db.close()
  }
}

/** One that was made now could open nothing. @throws {Refusal} secret-key */
function requireSecretKey(config: Config): void {
  if (config.secret_key !== undefined || readKeyFile(keyFile(config)) !== undefined) return
  throw new Refusal(
    'secret-key',
    `There is no secret key: put the one of the backed-up server into ${keyFile(config)}, or set VIGNETTE_SECRET_KEY.`,
  )
}
