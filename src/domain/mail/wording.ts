/**
 * What letters are put together from: lines and paragraphs of a catalogue, and when and with what somebody did something.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { type Catalogue, piecesOf, plainText, textOf, type Values } from '../../primitives/messages.ts'
import { browserName } from './browser-name.ts'
import type { Requester } from './letter.ts'
import type { MailContent, Paragraph, Span } from './mail.ts'

export type Wording = Readonly<{
  subject: string
  lead: readonly Paragraph[]
  action?: MailContent['action']
  below?: readonly Paragraph[]
  foot?: readonly Paragraph[]
}>

/** A paragraph; what fills its slots is set apart, and strong where the words mark it so. */
export function paragraphOf(catalogue: Catalogue, key: string, values: Values = {}): Paragraph {
  let strong = false
  return piecesOf(textOf(catalogue, key, values)).flatMap((piece): readonly Span[] => {
    if (piece.kind === 'text') return [piece.text]
    if (piece.kind === 'slot') return [spanOf(catalogue, values[piece.name], strong)]
    strong = piece.kind === 'open'
    return []
  })
}

function spanOf(catalogue: Catalogue, value: string | number | undefined, strong: boolean): Span {
  return typeof value === 'number' ? catalogue.number(value) : { name: oneLine(String(value)), strong }
}

export const whenOf = ({ date, time }: Catalogue, at: UnixSeconds) => ({ date: date(at), time: time(at) })

export function browserOf(catalogue: Catalogue, { user_agent }: Requester): string {
  const { browser, system } = browserName(user_agent)
  return plainText(catalogue, 'mail.browser', {
    browser: browser ?? plainText(catalogue, 'mail.unknown-browser'),
    system: system ?? plainText(catalogue, 'mail.unknown-system'),
  })
}

/** RFC 5322 §2.2: a header field ends with its line, so nothing that breaks one may come from outside. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
