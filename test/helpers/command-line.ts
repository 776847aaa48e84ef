/**
 * The real command line as a child process, in a folder of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

const RUN = join(import.meta.dirname, '../../scripts/run.mjs')
const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** Commands start often, and what they cover is not counted: each part of them has tests of its own. */
export const QUICK_START = {
  NODE_COMPILE_CACHE: join(tmpdir(), 'vignette-test-compiled'),
  _TAPJS_PROCESSINFO_COVERAGE_: '0',
}

export type Ended = Readonly<{ code: number | null; stdout: string; stderr: string }>

export type Running = Readonly<{
  child: ChildProcess
  /** Resolves with all of stdout so far once it matches. */
  says: (pattern: RegExp) => Promise<string>
  ended: Promise<Ended>
}>

export type CommandLine = Readonly<{
  folder: string
  /** Under this very Node. */
  run: (parameters: readonly string[], env?: Record<string, string>) => Promise<Ended>
  /** As `npm start` does it, through scripts/run.mjs: signals and exit codes pass through it. */
  start: (parameters: readonly string[], env?: Record<string, string>) => Running
}>

/** @returns commands whose data is in `folder/data`, with no settings but those given */
export function commandLine(t: Test): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-cli-'))
  const running = new Set<Running>()
  t.teardown(async () => {
    for (const { child } of running) child.kill('SIGTERM')
    await Promise.all([...running].map(({ ended }) => ended))
    rmSync(folder, { recursive: true })
  })
  const spawned = (script: readonly string[], env: Record<string, string> = {}): Running => {
    const path = process.env['PATH'] ?? ''
    // The runner of the tests has each Node load what keeps its records, which takes half as long again as a command.
    const options = `NODE_OPTIONS=${env['NODE_OPTIONS'] ?? ''}`
    const child = spawn('env', [options, process.execPath, ...script], {
      cwd: folder,
      env: { PATH: path, ...QUICK_START, ...env },
    })
    const watched = watch(child)
    running.add(watched)
    return watched
  }
  return {
    folder,
    start: (parameters, env) => spawned([RUN, MAIN, ...parameters], env),
    run: (parameters, env) => spawned([MAIN, ...parameters], env).ended,
  }
}

/** What a process says, and how it ends. */
export function watch(child: ChildProcess): Running {
  let [stdout, stderr] = ['', '']
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  child.stdout?.on('data', (data) => {
    stdout += data
    tell()
  })
  child.stderr?.on('data', (data) => {
    stderr += data
  })
  const { promise: ended, resolve } = Promise.withResolvers<Ended>()
  child.on('close', (code) => {
    resolve({ code, stdout, stderr })
    tell()
  })
  const says = (pattern: RegExp): Promise<string> => {
    const { promise, resolve: found, reject } = Promise.withResolvers<string>()
    const look = () => {
      if (pattern.test(stdout)) found(stdout)
      else if (child.exitCode !== null) reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`))
    }
    listeners.add(look)
    look()
    return promise
  }
  return { child, says, ended }
}

/** The port in the log of a server that was asked to take any. */
export function portIn(log: string): number {
  return Number(/Server listening at https?:\/\/127\.0\.0\.1:(\d+)/.exec(log)?.[1])
}
