/**
 * Messages: what is said to people, in one language, with slots that are filled and forms that are chosen among.
 *
 * A message is a text, or forms of one: by the plural category of its `count`, or by the `form` that is asked for. In a text
 * `{name}` is a slot; `<b>` and its like mark a part, for whoever lays it out.
 *
 * Implements: Unicode Technical Standard #35 Part 3 §5; Unicode Standard Annex #9 §2.4 (isolates).
 */
export type Message = string | Readonly<Record<string, string>>

export type Values = Readonly<Record<string, string | number>>

/** All messages of one language. */
export type Catalogue = Readonly<{
  /** A tag of RFC 5646. */
  lang: string
  dir: 'ltr' | 'rtl'
  /** By chapter and name, as in `sign-in.title`. */
  messages: ReadonlyMap<string, Message>
  plural: (count: number) => string
  number: (value: number) => string
  /** Of an instant, in whole Unix seconds: in which zone somebody reads is not known, so it is UTC, and the words say so. */
  date: (at: number) => string
  day: (at: number) => string
  time: (at: number) => string
}>

export type Piece =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'slot'; name: string }>
  | Readonly<{ kind: 'open' | 'close'; mark: string }>

/** @param read those of its chapters, when the first of them is wanted */
export function makeCatalogue(lang: string, read: () => Catalogue['messages']): Catalogue {
  const messages = whenAsked(read)
  const plurals = whenAsked(() => new Intl.PluralRules(lang))
  const numbers = whenAsked(() => new Intl.NumberFormat(lang))
  const dates = datesIn(lang, { dateStyle: 'long' })
  const days = datesIn(lang, { weekday: 'long', day: 'numeric', month: 'long' })
  const times = datesIn(lang, { timeStyle: 'short' })
  return {
    lang,
    dir: RIGHT_TO_LEFT_LANGUAGES.has(lang) ? 'rtl' : 'ltr',
    get messages() {
      return messages()
    },
    plural: (count) => plurals().select(count),
    number: (value) => numbers().format(value),
    date: dates,
    day: days,
    time: times,
  }
}

function datesIn(lang: string, style: Intl.DateTimeFormatOptions): (at: number) => string {
  const place = lang === 'en' ? 'en-GB' : lang
  const format = whenAsked(() => new Intl.DateTimeFormat(place, { ...style, timeZone: 'UTC' }))
  return (at) => format().format(at * 1000)
}

/** Each takes a while to make, and no start waits for it. */
function whenAsked<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const RIGHT_TO_LEFT_LANGUAGES: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur'])

/**
 * The text of a message, its slots not yet filled.
 *
 * @throws {Error} when there is none: a misspelt key is our bug
 */
export function textOf(
  { messages, plural }: Catalogue,
  key: string,
  values: Readonly<Record<string, unknown>> = {},
): string {
  const message = messages.get(key)
  if (typeof message === 'string') return message
  const { count, form } = values
  const text = message?.[typeof count === 'number' ? plural(count) : String(form)] ?? message?.['other']
  if (text === undefined) throw new Error(`there are no words ${key} ${JSON.stringify(values)}`)
  return text
}

/** Cut where there is something to fill in or to mark. */
export function piecesOf(text: string): readonly Piece[] {
  return text.split(/(\{\w+\}|<\/?\w+>)/).flatMap((part): readonly Piece[] => {
    const [, slot, slash, mark] = /^(?:\{(\w+)\}|<(\/?)(\w+)>)$/.exec(part) ?? []
    if (slot !== undefined) return [{ kind: 'slot', name: slot }]
    if (mark !== undefined) return [{ kind: slash === '' ? 'open' : 'close', mark }]
    return part === '' ? [] : [{ kind: 'text', text: part }]
  })
}

/** As plain text, names in it set apart where their direction may be another. */
export function plainText(catalogue: Catalogue, key: string, values: Values = {}): string {
  return textOf(catalogue, key, values).replace(/\{(\w+)\}/g, (_, slot: string) =>
    slotText(catalogue, key, values[slot]),
  )
}

function slotText(catalogue: Catalogue, key: string, value: string | number | undefined): string {
  if (value === undefined) throw new Error(`the words ${key} have a slot that is not filled`)
  if (typeof value === 'number') return catalogue.number(value)
  return isolated(catalogue.dir, value)
}

/** A name inside of words that run in a direction: set apart where its own may be another. */
export const isolated = (dir: Catalogue['dir'], name: string): string =>
  dir === 'rtl' || RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name

/** The scripts that run from right to left, and the marks that turn the direction. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
