/**
 * The guide for confidential clients: its text as it was handed out, and the code that is printed in it. There the code has
 * lost its indentation and the marks of where it begins and ends, but not the headings around it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const DOCUMENTS = join(import.meta.dirname, '../documents')

const LINES = readFileSync(join(DOCUMENTS, 'confidential-client-guide.txt'), 'utf8').split('\n')

/** Between two lines of the guide, both given whole and both left out. */
export type Place = Readonly<{ after: string; before: string }>

/** @throws when the guide has no such place */
export function printed({ after, before }: Place): string {
  const first = LINES.indexOf(after) + 1
  const last = LINES.indexOf(before, first)
  if (first === 0 || last === -1) throw new Error(`the guide has nothing between ${after} and ${before}`)
  return LINES.slice(first, last).join('\n')
}

/** A change to what is printed. `why` is for the reader of the test. */
export type Edit = Readonly<{ from: string; to: string; why: string }>

/** @throws when an edit finds its place not once: then it is another text that was tried */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((whole, { from, to }) => {
    const parts = whole.split(from)
    if (parts.length !== 2) throw new Error(`${from} stands ${parts.length - 1} times in what is printed`)
    return parts.join(to)
  }, text)
}
