/**
 * The data directory and the files in it: whose they are, and who may read them.
 */
import { accessSync, constants, type Stats, statSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { sqlitePath } from '../../store/database-file.ts'
import { keyFile, previousKeyFile } from '../secret-key.ts'
import { type Finding, fault, ok, skipped } from './finding.ts'

const OTHERS = 0o077
const EVERYBODY = 0o007
const FOLDER = 'data-directory'
const FILES = 'files'

/** Whether what this process makes there would be another user's than the server's. */
export function isOfAnother({ data_dir }: Pick<Config, 'data_dir'>): boolean {
  const found = statSync(data_dir, { throwIfNoEntry: false })
  return found !== undefined && process.getuid !== undefined && found.uid !== process.getuid()
}

export function permissions({ config }: Readonly<{ config: Config }>): readonly Finding[] {
  const { data_dir } = config
  const folder = statSync(data_dir, { throwIfNoEntry: false })
  if (!folder)
    return [skipped(FOLDER, `DATA_DIR is ${data_dir}, which is not there yet: the first start makes it.`)]
  if (isOfAnother(config)) {
    return [
      fault(
        FOLDER,
        `${data_dir} belongs to user ${folder.uid}, and this command runs as ${process.getuid?.()}.`,
        `Run it as the user of the server: sudo -u '#${folder.uid}' ... vignette doctor`,
      ),
    ]
  }
  return [folderFinding(data_dir, folder), ...fileFindings(config, folder.uid)]
}

function folderFinding(data_dir: string, { mode }: Stats): Finding {
  if ((mode & OTHERS) !== 0) {
    return fault(FOLDER, `${data_dir} is open to other users (${octal(mode)}).`, `Run: chmod 700 ${data_dir}`)
  }
  try {
    accessSync(data_dir, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok(FOLDER, `${data_dir} is this user's alone, and may be written to.`)
  } catch {
    return fault(
      FOLDER,
      `${data_dir} cannot be written to.`,
      'Mount its file system for writing, or give this user a DATA_DIR of its own.',
    )
  }
}

function fileFindings(config: Config, uid: number): readonly Finding[] {
  const database = sqlitePath(config.database_url)
  const beside = database === undefined ? [] : [database, `${database}-wal`, `${database}-shm`]
  const files = [...beside, keyFile(config), previousKeyFile(config)]
  const faults = [...files.flatMap((file) => fileFault(file, uid) ?? []), ...tlsKeyFaults(config)]
  return faults.length > 0 ? faults : [ok(FILES, 'What is in it may be read by this user alone.')]
}

function fileFault(file: string, uid: number): Finding | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return undefined
  if (found.uid !== uid) {
    return fault(
      FILES,
      `${file} belongs to user ${found.uid}, and its folder to ${uid}.`,
      `Run: chown ${uid} ${file}`,
    )
  }
  if ((found.mode & OTHERS) === 0) return undefined
  return fault(FILES, `${file} is open to other users (${octal(found.mode)}).`, `Run: chmod 600 ${file}`)
}

/** Often of another user, and of a group that may read it. */
function tlsKeyFaults({ tls }: Config): readonly Finding[] {
  const found = tls && statSync(tls.key, { throwIfNoEntry: false })
  if (!tls || !found || (found.mode & EVERYBODY) === 0) return []
  return [fault(FILES, `${tls.key} is open to everybody (${octal(found.mode)}).`, `Run: chmod o= ${tls.key}`)]
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')
