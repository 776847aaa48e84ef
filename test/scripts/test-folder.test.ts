/**
 * Where a run of the tests keeps its files.
 */
import { spawnSync } from 'node:child_process'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeTestFolder } from '../../scripts/test-folder.ts'

t.test('Test folder: it is new, others get through it, and programs run in it', async (t) => {
  const folders = [makeTestFolder(), makeTestFolder()]
  t.teardown(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })
  t.equal(new Set(folders).size, 2)
  for (const folder of folders) {
    t.equal(statSync(folder).mode & 0o777, 0o755)
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\nexit 7\n', { mode: 0o755 })
    t.equal(spawnSync(program).status, 7)
  }
})
