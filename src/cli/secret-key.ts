/**
 * The secret key of this server: from the environment, or from a file that the first start makes and nobody else may read.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Random } from '../primitives/random.ts'
import { isCode, reasonOf } from './system-error.ts'

const KEY_LENGTH = 32
const OTHERS = 0o077

/** @throws {Refusal} secret-key, faulty */
export function readSecretKey(config: Config, random: Random): Buffer {
  return config.secret_key ?? readKeyFile(join(config.data_dir, 'secret.key'), random)
}

function readKeyFile(path: string, random: Random): Buffer {
  const found = tryRead(path) ?? makeKeyFile(path, random)
  const mode = statSync(path).mode
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0')
    throw new Refusal(
      'secret-key',
      `${path} may be read by others (mode ${shown}), and whoever has it can open what is sealed in the database. ` +
        `Run: chmod 600 ${path}`,
    )
  }
  const key = Buffer.from(found.trim(), 'base64url')
  if (key.length === KEY_LENGTH) return key
  throw new Refusal(
    'secret-key',
    `${path} is not a secret key: it must hold 32 bytes in base64url. Put the former file back.`,
  )
}

/** Written whole under another name and then linked, so that of two first starts one wins and none sees half a key. */
function makeKeyFile(path: string, random: Random): string {
  const text = `${random('secret-key', KEY_LENGTH).toString('base64url')}\n`
  const draft = `${path}.${random('file-name', 6).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(draft, path)
    return text
  } catch (error) {
    const made = isCode(error, 'EEXIST') ? tryRead(path) : undefined
    if (made !== undefined) return made
    throw cannotWrite(path, error)
  } finally {
    rmSync(draft, { force: true })
  }
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw new Refusal(
      'secret-key',
      `${path} cannot be read (${reasonOf(error)}). Make it readable for this user alone.`,
    )
  }
}

/** @throws {Refusal} faulty */
export function makeDataDir(data_dir: string): void {
  try {
    mkdirSync(data_dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw cannotWrite(data_dir, error)
  }
}

const cannotWrite = (path: string, error: unknown) =>
  new Refusal(
    'faulty',
    `${path} cannot be made (${reasonOf(error)}). Give this user a folder to write to, and name it by DATA_DIR.`,
  )
