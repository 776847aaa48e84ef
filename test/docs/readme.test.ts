/**
 * Every command of the command line that README gives is run as it stands there, in its order, in one folder.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commandLine, QUICK_START, watch } from '../helpers/command-line.ts'
import { PICTURE } from '../helpers/passcode.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

/** Servers, what asks questions, and what judges a whole machine: other tests run these. */
const NOT_HERE = /^(serve|dev|init|doctor)\b/

/** What stands for something of the reader's own. */
const OPEN = /\b[A-Z]{3,}\b(?!_)|\.\.\./

/** Whom and what the examples name, and README does not make. */
const GIVEN = [
  'tenant create --id default --name Default',
  'tenant create --id acme --name Acme',
  'user create --tenant acme --username ada --email ada@example.org',
  'user create --tenant acme --username ben',
  'user create --tenant acme --username cyd',
  'user create --tenant acme --username bob',
  'client create --tenant acme --id wiki --type confidential --redirect-uri https://wiki.example/callback',
  'client create --tenant acme --id app --type confidential --redirect-uri https://app.example/callback',
]

/** As a shell takes them, without `vignette`. */
const fenced = [...README.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
  block
    .replaceAll('\\\n', ' ')
    .split(/\n(?=\S)/)
    .map((line) => /^(?:npm run -s vignette --|vignette) (.*)/s.exec(line)?.[1] ?? '')
    .filter((line) => line !== ''),
)
const inline = [...README.matchAll(/`vignette ([^`]+)`/g)].map(([, line = '']) => line)

const runnable = (lines: readonly string[]) =>
  lines.filter((line) => !NOT_HERE.test(line) && !OPEN.test(line))

t.test('README: what it has people type works as it stands', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-readme-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'vignette'),
    `#!/bin/sh\nunset NODE_OPTIONS\nexec '${process.execPath}' '${MAIN}' "$@"\n`,
  )
  chmodSync(join(folder, 'vignette'), 0o755)
  writeFileSync(join(folder, 'holiday.jpg'), PICTURE)
  writeFileSync(join(folder, 'secret.txt'), 'made there')
  const env = {
    ...QUICK_START,
    PATH: `${folder}:${process.env['PATH']}`,
    PUBLIC_URL: 'https://login.example.org',
  }
  const run = async (line: string) => {
    const ended = await watch(spawn('sh', ['-c', `vignette ${line}`], { cwd: folder, env })).ended
    t.equal(ended.code, 0, `${line}\n${ended.stderr}`)
  }
  for (const line of GIVEN) await run(line)
  const blocks = runnable(fenced)
  t.ok(blocks.length >= 10)
  for (const line of blocks) await run(line)
  for (const line of new Set(runnable(inline))) {
    // Named alone, a command is a reference to it.
    await run(line.includes(' --') ? line : `${line} --help`)
  }
})

t.test('README: its settings are those that --help names', async (t) => {
  const [, table = ''] = /\n\| Setting \| Meaning \| Default[^\n]*\n(.*?)\n\n/s.exec(README) ?? []
  const told = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
  const { stdout } = await commandLine(t).run(['--help'])
  const [, named = ''] = /\n([A-Z][A-Z_, ]+)\.\n$/.exec(stdout) ?? []
  t.same(told.map(([, name]) => name).sort(), named.split(', ').sort())
})
