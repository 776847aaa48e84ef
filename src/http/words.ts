/**
 * What a page says, in the language of whoever reads it: as text, as HTML, and as the words of its script.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import {
  type Catalogue,
  type Message,
  type Piece,
  piecesOf,
  plainText,
  textOf,
  type Values,
} from '../primitives/messages.ts'

/** What a slot is filled with, or where the part leads that is marked with that name; undefined: that part is no link. */
type RichValue = string | number | Readonly<{ url: string }> | undefined

type RichValues = Readonly<Record<string, RichValue>>

export type Words = Readonly<{
  lang: string
  dir: 'ltr' | 'rtl'
  /** Plain text, to be escaped. */
  w: (key: string, values?: Values) => string
  /** HTML: names are set apart, `<b>` stays, any other mark is a link. */
  rich: (key: string, values?: RichValues) => string
  /** HTML of what a script says; it fills the slots. A word is called by the last part of its key. */
  forScript: (...keys: readonly string[]) => string
  date: (at: UnixSeconds) => string
  dayAndTime: (at: UnixSeconds) => string
  dateAndTime: (at: UnixSeconds) => string
}>

/** @param form of words that differ by how people make their passcodes, that one, unless another is asked for */
export function wordsIn(catalogue: Catalogue, form: string): Words {
  const { lang, dir, messages, date, day, time } = catalogue
  const w = (key: string, values?: Values) => plainText(catalogue, key, { form, ...values })
  return {
    lang,
    dir,
    w,
    rich: (key, values = {}) =>
      piecesOf(textOf(catalogue, key, { form, ...values }))
        .map((piece) => htmlOf(catalogue, piece, values))
        .join(''),
    forScript: (...keys) => keys.map((key) => scriptWord(key, messages.get(key))).join(''),
    date,
    dayAndTime: (at) => w('common.day-and-time', { day: day(at), time: time(at) }),
    dateAndTime: (at) => w('common.date-and-time', { date: date(at), time: time(at) }),
  }
}

function htmlOf(catalogue: Catalogue, piece: Piece, values: RichValues): string {
  if (piece.kind === 'text') return escaped(piece.text)
  if (piece.kind === 'slot') return slotHtml(catalogue, piece.name, values[piece.name])
  if (piece.mark === 'b') return piece.kind === 'open' ? '<b>' : '</b>'
  const link = values[piece.mark]
  if (typeof link !== 'object') return ''
  return piece.kind === 'open' ? `<a href="${escaped(link.url)}">` : '</a>'
}

function slotHtml(catalogue: Catalogue, name: string, value: RichValue): string {
  if (typeof value === 'number') return catalogue.number(value)
  if (typeof value === 'string') return `<bdi>${escaped(value)}</bdi>`
  throw new Error(`the slot ${name} is not filled`)
}

/** Forms of a plural each have a word; the script chooses as the server does. The next paragraph ends the one before. */
function scriptWord(key: string, message: Message | undefined): string {
  if (message === undefined) throw new Error(`there are no words ${key}`)
  const name = key.slice(key.indexOf('.') + 1)
  const words = typeof message === 'string' ? [[name, message]] : Object.entries(message).map(formOf(name))
  return words.map(([called, text = '']) => `<p data-w=${called}>${escaped(text)}`).join('')
}

const formOf =
  (name: string) =>
  ([form, text]: readonly [string, string]) => [`${name}.${form}`, text]

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
