/**
 * vignette backup FILE
 */
import { existsSync, statSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { copyDatabase } from '../store/database-file.ts'
import { command } from './command.ts'
import { databaseFile } from './database-place.ts'
import { keyFile } from './secret-key.ts'
import { reasonOf } from './system-error.ts'

export const backup = command({
  summary: 'copy the database into a file, while the server runs',
  details: [
    'The copy is the database of one moment, whole and consistent. What is sealed in it stays sealed: it opens with this',
    "server's secret key alone, which is not in it. Keep that key elsewhere: VIGNETTE_SECRET_KEY, or secret.key in DATA_DIR.",
    'A file that is there already is left alone.',
  ].join('\n'),
  argument: 'FILE',
  options: {},
  answers: true,
  examples: ['backup /var/backups/vignette-2026-11-21.db', 'backup monday.db --json'],
  run: async (_values, file) => {
    const config = readConfig(process.env, 'dev')
    const path = databaseFile(config, 'pg_dump')
    if (existsSync(file)) throw new Refusal('exists', `${file} is there already: name another file.`)
    try {
      await copyDatabase(path, file)
    } catch (error) {
      throw new Refusal('faulty', `${path} cannot be copied to ${file} (${reasonOf(error)}).`)
    }
    const bytes = statSync(file).size
    const key = config.secret_key === undefined ? keyFile(config) : 'VIGNETTE_SECRET_KEY'
    return {
      value: { file, bytes, secret_key: key },
      text: `${file}: ${bytes} bytes. It opens with the secret key alone: keep ${key} too, elsewhere.`,
    }
  },
})
