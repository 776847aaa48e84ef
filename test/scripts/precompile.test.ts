import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PRECOMPILE } from '../../scripts/build.ts'
import { CLOSING, COMPILED, OPENING, PROGRAM, readProgram } from '../../scripts/program.ts'

/** One that knows the commands which are run to find what is wanted compiled. */
const SERVER = `
const { createServer } = require('node:http')
const { getRawAsset } = require('node:sea')
function answer(request, reply) { reply.end(Buffer.from(getRawAsset('words'))) }
if (process.argv[2] === 'serve') {
  const server = createServer(answer).listen(0, '127.0.0.1')
  process.once('SIGTERM', () => server.close())
  setTimeout(function neverCalled() { return 'never' }, 1)
} else if (process.argv[2] !== 'tenant') process.exitCode = 2`

const folder = mkdtempSync(join(tmpdir(), 'vignette-precompile-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** V8 compiles otherwise what is to be counted, and all of it. */
const UNCOUNTED = { _TAPJS_PROCESSINFO_COVERAGE_: '0' }

/** @returns undefined: it was refused */
function precompiled(program: string): Buffer | undefined {
  const paths = { [PROGRAM]: join(folder, PROGRAM), [COMPILED]: join(folder, COMPILED) }
  const settings = join(folder, 'settings.json')
  writeFileSync(settings, JSON.stringify({ assets: { ...paths, words: settings } }))
  writeFileSync(join(folder, PROGRAM), program)
  rmSync(join(folder, COMPILED), { force: true })
  const { status } = spawnSync(process.execPath, [...PRECOMPILE, settings], {
    env: UNCOUNTED,
    stdio: 'ignore',
  })
  return status === 0 ? readFileSync(join(folder, COMPILED)) : undefined
}

const program = (text: string): string => `${OPENING}${text}${CLOSING}`

t.test('Precompiling: the same program gives the same bytes, with what was called on the way', async (t) => {
  const compiled = precompiled(program(SERVER))
  t.ok(compiled)
  t.same(precompiled(program(SERVER)), compiled)
  const uncalled = precompiled(program(SERVER.replace('(answer)', '((_request, reply) => reply.end())')))
  t.ok(compiled && uncalled && compiled.length > uncalled.length)
})

t.test('Precompiling: V8 takes it for that program, and passes it over for any other', async (t) => {
  const text = program(SERVER)
  const compiled = precompiled(text)
  t.equal(readProgram(Buffer.from(text), compiled).cachedDataRejected, false)
  t.equal(readProgram(Buffer.from(`${text}\n`), compiled).cachedDataRejected, true)
  t.equal(readProgram(Buffer.from(text)).cachedDataRejected, undefined)
})

t.test(
  'Precompiling: a program that fails, does not answer with 200, or is no ASCII is refused',
  async (t) => {
    t.equal(precompiled(program(SERVER.replace("'tenant'", "'user'"))), undefined)
    t.equal(precompiled(program(SERVER.replace('{ reply', '{ reply.statusCode = 404; reply'))), undefined)
    t.equal(precompiled(program(`// §\n${SERVER}`)), undefined)
  },
)
