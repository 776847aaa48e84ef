/**
 * The settings of a server as files: those that systemd starts it with.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isSea } from 'node:sea'
import { Refusal } from '../domain/refusal.ts'
import { isCode, reasonOf } from './system-error.ts'
import { SETTINGS_FILE, UNIT_FILE, UNIT_PLACES, unitText } from './systemd-unit.ts'

export const settingsFiles = (folder: string): readonly [string, string] => [
  join(resolve(folder), SETTINGS_FILE),
  join(resolve(folder), UNIT_FILE),
]

/** @returns the files @throws {Refusal} faulty, exists: then there is neither */
export function writeSettings(folder: string, settings: Readonly<Record<string, string>>): readonly string[] {
  const [settings_file, unit_file] = settingsFiles(folder)
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`)
  const executable = isSea() ? process.execPath : UNIT_PLACES.executable
  const data_dir = settings['DATA_DIR'] ?? UNIT_PLACES.data_dir
  const unit = unitText({ executable, settings: settings_file, data_dir })
  const written: string[] = []
  try {
    mkdirSync(folder, { recursive: true })
    for (const [file, text, mode] of [
      [settings_file, lines.join(''), 0o600],
      [unit_file, unit, 0o644],
    ] as const) {
      writeFileSync(file, text, { mode, flag: 'wx' })
      written.push(file)
    }
    return written
  } catch (error) {
    removeSettings(written)
    if (isCode(error, 'EEXIST'))
      throw new Refusal('exists', `${folder} has such a file already: name another folder.`)
    throw new Refusal(
      'faulty',
      `Nothing can be written to ${folder} (${reasonOf(error)}): name another folder.`,
    )
  }
}

export function removeSettings(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true })
}

/** As systemd and shells read it alike. */
const quoted = (value: string): string => `"${value.replaceAll(/["\\`$]/g, '\\$&')}"`
