/**
 * A machine with nothing on it but the executable, glibc and libstdc++: a root of its own, in which nobody's user may write
 * to one folder alone.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type CommandLine, type Running, watch } from './command-line.ts'
import type { Lasting } from './fixtures.ts'

const NOBODY = 65_534

/** Why it cannot be made here; false: it can. */
export const withoutRoot: string | false =
  process.platform !== 'linux'
    ? 'the executable is built for Linux alone'
    : process.getuid?.() === 0
      ? false
      : 'a root of its own needs the rights of root: the executable was not tried'

export type EmptyMachine = Pick<CommandLine, 'folder'> &
  Readonly<{
    /** Seen from inside. */
    data_dir: string
    start: (parameters: readonly string[], env?: Record<string, string>) => Running
    run: (parameters: readonly string[], env?: Record<string, string>) => Running['ended']
    /** Puts a file where everybody may read it. @returns its path, seen from inside */
    put: (file: string) => string
  }>

/** @param executable is copied there, alone */
export function emptyMachine(t: Lasting, executable: string): EmptyMachine {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-machine-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  chmodSync(folder, 0o755)
  for (const library of librariesOf(executable)) {
    mkdirSync(join(folder, dirname(library)), { recursive: true })
    copyFileSync(library, join(folder, library))
  }
  cpSync(executable, join(folder, 'vignette'))
  const data_dir = '/data'
  mkdirSync(join(folder, data_dir), { mode: 0o700 })
  chownSync(join(folder, data_dir), NOBODY, NOBODY)
  const inside = ['--userspec', `${NOBODY}:${NOBODY}`, folder, '/vignette']
  const start: EmptyMachine['start'] = (parameters, env = {}) =>
    watch(
      spawn('chroot', [...inside, ...parameters], {
        env: { PATH: process.env['PATH'], DATA_DIR: data_dir, ...env },
      }),
    )
  return {
    folder,
    data_dir,
    start,
    run: (parameters, env) => start(parameters, env).ended,
    put: (file) => {
      copyFileSync(file, join(folder, 'file'))
      chmodSync(join(folder, 'file'), 0o644)
      return '/file'
    },
  }
}

/** The loader and what it loads, by their paths. */
const librariesOf = (executable: string): readonly string[] =>
  execFileSync('ldd', [executable], { encoding: 'utf8' }).match(/\/\S+/g) ?? []
