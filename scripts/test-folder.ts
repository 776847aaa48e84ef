/**
 * Where a run of the tests keeps its files: in memory where it can, since thousands of commits would each wait for a disk.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'
const GIB = 2 ** 30

/** Bytes free for the folder, which holds a PostgreSQL, a Chromium and copies of the executable at its fullest. */
const ROOM = 3 * GIB

/** Bytes free on the machine: the folder takes its own from them, and the tests themselves want some. */
const MEMORY = 6 * GIB

/** @returns a new folder, in which other users can find what is theirs */
export function makeTestFolder(): string {
  const in_memory = hasRoom() ? runnable(newFolder(IN_MEMORY)) : undefined
  return in_memory ?? newFolder(tmpdir())
}

function newFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'vignette-test-'))
  // PostgreSQL may run as another user, who must get through.
  chmodSync(folder, 0o755)
  return folder
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize > ROOM && process.availableMemory() > MEMORY
  } catch {
    return false
  }
}

/** Containers mount it so that no program can be run from it. @returns the folder, which is gone when that is so */
function runnable(folder: string): string | undefined {
  const program = join(folder, 'program')
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
  const { status } = spawnSync(program)
  rmSync(program)
  if (status === 0) return folder
  rmSync(folder, { recursive: true })
  return undefined
}
