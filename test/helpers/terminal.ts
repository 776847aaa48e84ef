/**
 * A terminal, for what asks its questions there alone.
 */
import { spawn, spawnSync } from 'node:child_process'
import { type Running, watch } from './command-line.ts'

const SCRIPT = 'script'

/** Why there is none here; false: there is. */
export const withoutTerminal: string | false = spawnSync(SCRIPT, ['--version']).error
  ? 'script is not installed, which makes a terminal: no question was asked'
  : false

export type Terminal = Running &
  Readonly<{
    /** Types it once the question is there. */
    answer: (question: RegExp, text: string) => Promise<void>
  }>

/** @param line as a shell takes it; what it says to stderr stands in stdout too, and its exit code is that of the terminal */
export function atTerminal(line: string, cwd: string, env: NodeJS.ProcessEnv = {}): Terminal {
  const SHELL = '/bin/sh'
  const terminal = watch(
    spawn(SCRIPT, ['-qec', line, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'], TERM: 'dumb', SHELL, ...env },
    }),
  )
  const answer = async (question: RegExp, text: string): Promise<void> => {
    await terminal.says(question)
    terminal.child.stdin?.write(text)
  }
  return { ...terminal, answer }
}
