/**
 * A mail as plain text, which is the master: lines of at most sixty columns, and the link alone on its own, whole.
 *
 * Implements: RFC 2046 §4.1.3; RFC 3676 §4.3.
 */
import { isolated } from '../primitives/messages.ts'
import type { MailContent, Paragraph } from './mail.ts'

const COLUMNS = 60

export function mailText({ dir, lead, action, below, foot, tenant }: MailContent): string {
  const wrapped = (paragraph: Paragraph) => wrappedText(textOf(dir, paragraph))
  const parts = [
    ...lead.map(wrapped),
    ...(action ? [`${action.label}:`, action.link] : []),
    ...below.map(wrapped),
    ...foot.map(wrapped),
  ]
  return `${parts.join('\n\n')}\n\n-- \n${tenant.name}, ${tenant.host}\n`
}

/** A word that is longer than a line stays whole. */
function wrappedText(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > COLUMNS) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join('\n')
}

function textOf(dir: MailContent['dir'], paragraph: Paragraph): string {
  return paragraph
    .map((span) => {
      if (typeof span === 'string') return span
      const name = isolated(dir, span.name)
      return span.strong ? `"${name}"` : name
    })
    .join('')
}

const columns = (text: string): number => [...text].length
