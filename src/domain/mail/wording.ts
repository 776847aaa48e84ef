/**
 * What a catalogue of letters holds: for each kind of letter its subject and its words, in one language.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import type { LetterKind, LetterOf } from './letter.ts'
import type { MailContent, Paragraph, Span } from './mail.ts'

/** What a letter tells of besides itself. */
export type Surroundings = Readonly<{
  tenant: string
  /** How people of the tenant make their passcodes. */
  method: TenantPolicy['methods'][number]
  now: UnixSeconds
}>

export type Wording = Readonly<{
  subject: string
  lead: readonly Paragraph[]
  action?: MailContent['action']
  below?: readonly Paragraph[]
  foot?: readonly Paragraph[]
}>

export type Catalogue = Pick<MailContent, 'lang' | 'dir'> &
  Readonly<{
    letters: Readonly<{ [K in LetterKind]: (letter: LetterOf<K>, around: Surroundings) => Wording }>
  }>

/** A paragraph; names in it are given by `plain` and `strong`. */
export function say(parts: TemplateStringsArray, ...spans: readonly Span[]): Paragraph {
  return parts
    .flatMap((part, index) => [part, ...spans.slice(index, index + 1)])
    .filter((span) => span !== '')
}

export const plain = (name: string): Span => ({ name: oneLine(name), strong: false })

export const strong = (name: string): Span => ({ name: oneLine(name), strong: true })

/** RFC 5322 §2.2: a header field ends with its line, so nothing that breaks one may come from outside. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
