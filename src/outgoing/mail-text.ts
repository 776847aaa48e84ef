/**
 * A mail as plain text, which is the master: lines of at most sixty columns, and the link alone on its own, whole.
 *
 * Implements: RFC 2046 §4.1.3; RFC 3676 §4.3.
 */
import type { MailContent, Paragraph } from './mail.ts'

const COLUMNS = 60

export function mailText({ lead, action, below, foot, tenant }: MailContent): string {
  const parts = [
    ...lead.map(wrapped),
    ...(action ? [`${action.label}:`, action.link] : []),
    ...below.map(wrapped),
    ...foot.map(wrapped),
  ]
  return `${parts.join('\n\n')}\n\n-- \n${tenant.name}, ${tenant.host}\n`
}

/** A word that is longer than a line stays whole. */
function wrapped(paragraph: Paragraph): string {
  const lines: string[] = []
  let line = ''
  for (const word of textOf(paragraph).split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > COLUMNS) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join('\n')
}

function textOf(paragraph: Paragraph): string {
  return paragraph
    .map((span) => {
      if (typeof span === 'string') return span
      return span.strong ? `"${span.name}"` : span.name
    })
    .join('')
}

const columns = (text: string): number => [...text].length
