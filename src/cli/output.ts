/**
 * Words for people. What a command answers goes to stdout; all else goes to stderr, so that a program can read the answer.
 */
import { table } from './command.ts'

/** To stderr. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** A heading and what belongs to it, in two columns; what is undefined has no row. */
export function card(heading: string, rows: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(rows).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, wordsOf(value)]],
  )
  return shown.length === 0 ? heading : `${heading}\n${table(shown)}`
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(wordsOf).join(', ')
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One line for each row, in columns. */
export function list(rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return none
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
