import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openLog } from '../../src/cli/process-log.ts'

function scene(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-test-'))
  const path = join(folder, 'log')
  const fd = openSync(path, 'a')
  t.teardown(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  const lines = (): string[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).msg)
  return { log: openLog(fd), lines, path }
}

t.test('Log: lines arrive by themselves, in their order, whenever they were written', async (t) => {
  const { log, lines } = scene(t)
  log.logger.info('one')
  log.logger.info('two')
  t.same(lines(), [], 'nobody waits for them')
  while (lines().length < 2) await sleep(10)
  log.logger.info('three')
  while (lines().length < 3) await sleep(10)
  t.same(lines(), ['one', 'two', 'three'])
})

t.test('Log: each line has its own time', async (t) => {
  const { log, lines, path } = scene(t)
  const began_at = Date.now()
  for (const name of ['one', 'two', 'three']) {
    log.logger.info(name)
    await sleep(5)
  }
  while (lines().length < 3) await sleep(10)
  const times = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Date.parse(JSON.parse(line).time))
  t.equal(new Set(times).size, 3)
  t.ok(times.every((time) => time >= began_at && time <= Date.now()))
})

t.test('Log: at the end nothing is left behind, and nothing is written twice', async (t) => {
  const { log, lines } = scene(t)
  log.logger.info('one')
  while (lines().length < 1) await sleep(10)
  log.logger.info('two')
  log.flush()
  t.same(lines(), ['one', 'two'])
  log.logger.info('three')
  log.flush()
  log.flush()
  await sleep(50)
  t.same(lines(), ['one', 'two', 'three'])
})
