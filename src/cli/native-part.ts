/**
 * The native parts inside the executable. The system loads such a part from a file alone, so each is laid into the data
 * directory first, under the hash of what it holds.
 */
import { hash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { DEFAULT_DATA_DIR } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { EXECUTABLE_ROOT, readShipped } from './executable-files.ts'
import { reasonOf } from './system-error.ts'

/**
 * @param name as the build calls it
 * @returns what the part exports
 * @throws {Refusal} faulty, where it can be laid nowhere or not be loaded from there
 */
export function loadNativePart(name: string): unknown {
  const folder = join(process.env['DATA_DIR'] || DEFAULT_DATA_DIR, 'native')
  const bytes = readShipped(new URL(`native/${name}`, EXECUTABLE_ROOT))
  const path = join(folder, `${name}-${hash('sha256', bytes).slice(0, 16)}.node`)
  const part = { exports: {} }
  try {
    const file = openLaid(path, bytes) ?? lay(folder, path, bytes)
    // The very file that was looked at, whatever its name leads to by now. It stays open: a number that another part got as
    // well would be taken for this one.
    process.dlopen(part, existsSync(OPEN_FILES) ? join(OPEN_FILES, String(file)) : path)
  } catch (error) {
    throw new Refusal(
      'faulty',
      `${path} cannot be laid there and loaded (${reasonOf(error)}). DATA_DIR must be a folder that this user may write to, on a file system that is not mounted noexec.`,
    )
  }
  return part.exports
}

const OPEN_FILES = '/proc/self/fd'
const OTHERS_WRITE = 0o022
/** No link, and nothing that would keep us waiting. */
const PLAINLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Whoever may write there could have put something else in its place, or could change it yet. */
function openLaid(path: string, bytes: Buffer): number | undefined {
  let file: number
  try {
    file = openSync(path, PLAINLY)
  } catch {
    return undefined
  }
  const found = fstatSync(file)
  const isOurs = found.isFile() && found.uid === process.getuid?.() && (found.mode & OTHERS_WRITE) === 0
  if (isOurs && found.size === bytes.length && readFileSync(file).equals(bytes)) return file
  closeSync(file)
  return undefined
}

/** Under another name first, which nobody knows beforehand, so that whoever starts at the same time never finds half of it. */
function lay(folder: string, path: string, bytes: Buffer): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx+', 0o700)
  writeFileSync(file, bytes)
  renameSync(draft, path)
  return file
}
