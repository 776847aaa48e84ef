/**
 * Questions at a terminal, each asked until its answer will do.
 */
import { createInterface, type Interface } from 'node:readline/promises'
import { Refusal } from '../domain/refusal.ts'

export type Question = Readonly<{
  /** The option that answers it beforehand. */
  option: string
  asks: string
  /** Taken for an empty answer; undefined: there has to be one. */
  otherwise?: string
}>

export const isTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true

/**
 * To stderr, so that the answer of the command is alone on stdout.
 *
 * @returns the answers by option
 * @throws {Refusal} faulty, when the terminal is closed before the last of them
 */
export async function askAll(questions: readonly Question[]): Promise<Readonly<Record<string, string>>> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  terminal.on('close', () => closed.abort())
  const answers: Record<string, string> = {}
  try {
    for (const question of questions) {
      answers[question.option] = await askOne(terminal, closed.signal, question)
    }
    return answers
  } catch (error) {
    if (!isAbort(error)) throw error
    throw new Refusal('faulty', '\nBroken off: nothing was made.')
  } finally {
    terminal.close()
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

async function askOne(
  terminal: Interface,
  signal: AbortSignal,
  { asks, otherwise }: Question,
): Promise<string> {
  const shown = otherwise === undefined || otherwise === '' ? '' : ` [${otherwise}]`
  for (;;) {
    const answer = (await terminal.question(`${asks}${shown}: `, { signal })).trim()
    if (answer !== '') return answer
    if (otherwise !== undefined) return otherwise
  }
}
