/**
 * README's machine of its own: what it has root type there, line by line at a terminal, below a folder that is taken for the
 * root of a file system. Neither root nor systemd is there: users, owners and services are stood in for, and what they were
 * asked for is written down; the server is started as the unit says, without its confinement.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { QUICK_START, watch } from '../helpers/command-line.ts'
import { freePort } from '../helpers/listening.ts'
import { atTerminal, withoutTerminal } from '../helpers/terminal.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const PATH = String(process.env['PATH'])

const LINES = (/\n### On a machine of its own\n.*?```sh\n(.*?)```/s.exec(README)?.[1] ?? '')
  .trim()
  .split('\n')

/** Its folders that the lines name, with what a Linux machine has in them. */
const ROOT_FOLDERS = /\/(usr\/local|var\/lib|etc)\//g
const FOLDERS_THERE = ['usr/local/bin', 'var/lib', 'etc/systemd/system', 'root/dist']

/** Each does what it can without the rights of root, and `install` gives nothing away. */
const STAND_INS = {
  useradd: '',
  systemctl: '',
  runuser: `[ "$1 $2 $3" = '-u vignette --' ] && shift 3 && exec "$@"`,
  install: `exec env PATH='${PATH}' install $(printf '%s ' "$@" | sed 's/-o vignette //')`,
}

function machine(t: Test) {
  const root = mkdtempSync(join(tmpdir(), 'vignette-own-machine-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  for (const folder of FOLDERS_THERE) mkdirSync(join(root, folder), { recursive: true })
  const put = (path: string, script: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  put('root/dist/vignette', `unset NODE_OPTIONS\nexec '${process.execPath}' '${MAIN}' "$@"`)
  for (const [name, does] of Object.entries(STAND_INS)) {
    put(`stand-ins/${name}`, `echo "${name} $*" >> '${root}/asked'\n${does}`)
  }
  const below = (line: string) => line.replaceAll(ROOT_FOLDERS, (folder) => join(root, folder))
  const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll(root, '')
  const env = { ...QUICK_START, HOST: '127.0.0.1', PATH: `${root}/stand-ins:${root}/usr/local/bin:${PATH}` }
  return { cwd: join(root, 'root'), below, read, env }
}

t.test('README: a machine of its own runs by what is typed there', { skip: withoutTerminal }, async (t) => {
  const { cwd, below, read, env } = machine(t)
  const run = async (line: string, answers: readonly (readonly [RegExp, string])[] = []) => {
    const terminal = atTerminal(below(line), cwd, env)
    for (const [question, text] of answers) await terminal.answer(question, text)
    const { code, stdout } = await terminal.ended
    t.equal(code, 0, `${line}\n${stdout}`)
    return stdout
  }
  const lines = (pattern: RegExp) => LINES.filter((line) => pattern.test(line))
  const [init = '', doctor = ''] = [...lines(/ vignette init /), ...lines(/; vignette doctor'/)]
  const [first, last] = [LINES.indexOf(init), LINES.indexOf(doctor)]
  t.ok(first > 0 && last > first)

  for (const line of LINES.slice(0, first)) await run(line)
  const address = `http://127.0.0.1:${await freePort()}`
  const said = await run(init, [
    [/Address at which/, `${address}\n`],
    [/Id of the first tenant/, '\n'],
    [/Its name/, 'Acme\n'],
    [/Username/, 'ada\n'],
    [/email address/, '\n'],
    [/Mail server/, '\n'],
  ])
  t.match(said, /Then, as root: cp \S+ \/etc\/systemd\/system\/ && systemctl enable --now vignette/)
  for (const line of LINES.slice(first + 1, last)) await run(line)

  const asked = read('asked').split('\n')
  t.ok(asked.includes('systemctl enable --now vignette'))
  const unit = read('etc/systemd/system/vignette.service')
  const stated = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? ''
  t.equal(stated('User'), 'vignette')
  t.ok(asked.includes(/# Once: (useradd .*)/.exec(unit)?.[1] ?? ''), 'the user is made as the unit says')
  const start = `set -a; . ${stated('EnvironmentFile')}; exec ${stated('ExecStart')}`
  const server = watch(spawn('sh', ['-c', below(start)], { cwd, env: { ...QUICK_START, PATH } }))
  t.teardown(() => server.child.kill('SIGKILL'))
  await server.says(/"msg":"ready"/)
  const [link = ''] = /http:\/\/\S+\/link\/\S+/.exec(said) ?? []
  t.equal((await fetch(link)).status, 200, 'the link that was printed')

  t.match(await run(doctor), /\n0 faults, 0 warnings\.\r?\n$/)
  for (const line of LINES.slice(last + 1)) await run(line)
  server.child.kill('SIGTERM')
  t.match(await server.ended, { code: 0 })
})
