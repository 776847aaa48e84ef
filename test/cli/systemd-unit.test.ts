/**
 * The service of systemd, as a file that ships and as one that `vignette init` writes.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { UNIT_PLACES, unitText } from '../../src/cli/systemd-unit.ts'

const DEPLOY = join(import.meta.dirname, '../../scripts/deploy')
const ANALYZE = '/usr/bin/systemd-analyze'
const withoutSystemd = existsSync(ANALYZE)
  ? false
  : 'systemd-analyze is not here: the unit was not judged by it'

t.test('Operations: the unit in scripts/deploy is the one that init writes', async (t) => {
  t.equal(readFileSync(join(DEPLOY, 'vignette.service'), 'utf8'), unitText(UNIT_PLACES))
})

t.test('Operations: the unit writes to its state directory alone, or to another DATA_DIR', async (t) => {
  t.match(unitText(UNIT_PLACES), /\nStateDirectory=vignette\nStateDirectoryMode=0700\n/)
  const elsewhere = unitText({ ...UNIT_PLACES, data_dir: '/srv/vignette' })
  t.match(elsewhere, /\nReadWritePaths=\/srv\/vignette\n/)
  t.notMatch(elsewhere, 'StateDirectory')
  t.notMatch(unitText(UNIT_PLACES), /^MemoryDenyWriteExecute/m)
})

t.test('Operations: systemd understands every line of the unit', { skip: withoutSystemd }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-unit-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  // The file that it starts has to be there.
  const executable = process.execPath
  const unit = join(folder, 'vignette.service')
  writeFileSync(unit, unitText({ ...UNIT_PLACES, executable }).replace('User=vignette', 'User=nobody'))
  const said = execFileSync(ANALYZE, ['verify', '--man=no', unit], { encoding: 'utf8', stdio: 'pipe' })
  t.equal(said, '')
})
