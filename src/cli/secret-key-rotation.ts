/**
 * A new secret key in place of the one in the data directory, which stays beside it as `secret.key.previous`.
 */
import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Random } from '../primitives/random.ts'
import { secretKeyId } from '../primitives/sealing.ts'
import {
  draftKeyFile,
  flushFolder,
  keyFile,
  makeKeyFile,
  previousKeyFile,
  readKeyFile,
} from './secret-key.ts'
import { isCode } from './system-error.ts'

/**
 * At each moment both keys that are needed can be read: the old one stands in the second file before the new one is in the
 * first. Broken off before that, it is taken up again with the same new key; two at once make one new key.
 *
 * @param old_id of the key that is to be replaced
 * @throws {Refusal} secret-key, faulty
 */
export function replaceKeyFile(config: Pick<Config, 'data_dir'>, old_id: string, random: Random): void {
  const path = keyFile(config)
  const next = `${path}.next`
  makeKeyFile(next, random)
  const old = readKeyFile(path)
  if (old === undefined || secretKeyId(old) !== old_id) {
    rmSync(next, { force: true })
    throw new Refusal(
      'secret-key',
      `${path} was changed a moment ago. Nothing was done; look, and try again.`,
    )
  }
  renameSync(draftKeyFile(path, old, random), previousKeyFile(config))
  flushFolder(dirname(path))
  try {
    renameSync(next, path)
  } catch (error) {
    // Another process has done it with the same key.
    if (!isCode(error, 'ENOENT')) throw error
  }
  flushFolder(dirname(path))
}
