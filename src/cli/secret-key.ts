/**
 * The secret keys of this server, the current one and the one before: each from the environment, or from a file that nobody
 * else may read. The first start makes the first one.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Random } from '../primitives/random.ts'
import type { SecretKeys } from '../primitives/sealing.ts'
import { isCode, reasonOf } from './system-error.ts'

const KEY_LENGTH = 32
const OTHERS = 0o077

export const keyFile = ({ data_dir }: Pick<Config, 'data_dir'>): string => join(data_dir, 'secret.key')
export const previousKeyFile = (config: Pick<Config, 'data_dir'>): string => `${keyFile(config)}.previous`

/**
 * The first key is made here. What is given back reads the keys as they are by then; it keeps those it has where they
 * cannot be read any more, for a server that runs must not stop for that.
 *
 * @throws {Refusal} secret-key, faulty
 */
export function secretKeySource(config: Config, random: Random): () => SecretKeys {
  const path = keyFile(config)
  if (config.secret_key === undefined && readKeyFile(path) === undefined) makeKeyFile(path, random)
  let keys = readSecretKeys(config)
  return () => {
    try {
      keys = readSecretKeys(config)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    return keys
  }
}

/** @throws {Refusal} secret-key */
function readSecretKeys(config: Config): SecretKeys {
  const current = config.secret_key ?? readKeyFile(keyFile(config))
  const previous = config.secret_key_previous ?? readKeyFile(previousKeyFile(config))
  if (current === undefined) throw new Refusal('secret-key', `${keyFile(config)} is not there any more.`)
  return { current, previous }
}

/** @returns undefined where there is none @throws {Refusal} secret-key */
export function readKeyFile(path: string): Buffer | undefined {
  const found = tryRead(path)
  if (found === undefined) return undefined
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

/**
 * Written whole under another name and then linked, so that of two that make it at once one wins and none sees half a key.
 *
 * @throws {Refusal} faulty
 */
export function makeKeyFile(path: string, random: Random): void {
  const draft = draftKeyFile(path, random('secret-key', KEY_LENGTH), random)
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw cannotWrite(path, error)
  } finally {
    rmSync(draft, { force: true })
  }
  flushFolder(dirname(path))
}

/** @returns the name of a file beside `path` that nobody else has @throws {Refusal} faulty */
export function draftKeyFile(path: string, key: Buffer, random: Random): string {
  const draft = `${path}.${random('file-name', 6).toString('hex')}`
  try {
    writeFileSync(draft, `${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    return draft
  } catch (error) {
    rmSync(draft, { force: true })
    throw cannotWrite(path, error)
  }
}

/** A name is durable when its folder is. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
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
