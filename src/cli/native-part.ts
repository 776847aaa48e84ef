/**
 * The native parts inside the executable. The system loads such a part from a file alone, so each is laid into the data
 * directory first, under the hash of what it holds.
 */
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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
    if (!holds(path, bytes)) lay(folder, path, bytes)
    process.dlopen(part, path)
  } catch (error) {
    throw new Refusal(
      'faulty',
      `${path} cannot be laid there and loaded (${reasonOf(error)}). DATA_DIR must be a folder that this user may write to, on a file system that is not mounted noexec.`,
    )
  }
  return part.exports
}

/** Whoever may write there could have put something else in its place. */
function holds(path: string, bytes: Buffer): boolean {
  try {
    return readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}

/** Under another name first, so that whoever starts at the same time never finds half of it. */
function lay(folder: string, path: string, bytes: Buffer): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, bytes, { mode: 0o700 })
  renameSync(draft, path)
}
