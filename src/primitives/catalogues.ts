/**
 * The catalogues of messages: a folder for each language, in it a file of JSON for each chapter; and the choice among them.
 *
 * Implements: RFC 5646 §2; RFC 4647 §3.4; RFC 9110 §12.5.4.
 */
import { type Catalogue, type Message, makeCatalogue } from './messages.ts'
import { listShipped, readShipped } from './shipped-files.ts'

/** The first one is for everybody whose language is not here. */
export type Catalogues = readonly [Catalogue, ...Catalogue[]]

const FALLBACK = 'en'

/** @param folder of the languages, ending in a slash */
export function readCatalogues(folder: URL): Catalogues {
  const english = makeCatalogue(FALLBACK, () => chaptersOf(folder, FALLBACK))
  const others = listShipped(folder).filter((lang) => lang !== FALLBACK)
  return [
    english,
    // What is not yet translated is said in English, rather than not at all.
    ...others.map((lang) =>
      makeCatalogue(lang, () => new Map([...english.messages, ...chaptersOf(folder, lang)])),
    ),
  ]
}

/** The messages of one language, as they stand in its folder. */
export function chaptersOf(folder: URL, lang: string): Map<string, Message> {
  const place = new URL(`${lang}/`, folder)
  return new Map(
    listShipped(place).flatMap((file) => {
      const chapter: Readonly<Record<string, Message>> = JSON.parse(
        readShipped(new URL(file, place)).toString('utf8'),
      )
      const name = file.replace(/\.json$/, '')
      return Object.entries(chapter).map(([key, message]) => [`${name}.${key}`, message] as const)
    }),
  )
}

/** By the language alone, since no region has words of its own. @param wishes tags, the best first */
export function chooseCatalogue(catalogues: Catalogues, wishes: readonly string[]): Catalogue {
  for (const wish of wishes) {
    const language = languageOf(wish)
    const found = catalogues.find(({ lang }) => lang === language)
    if (found) return found
  }
  return catalogues[0]
}

/** undefined: it is no tag, and nobody's language. */
function languageOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).language
  } catch {
    return undefined
  }
}

/** More than anybody reads; nobody is to make the server compare for long. */
const MOST_WISHES = 20

/** RFC 9110 §12.5.4: the languages of an Accept-Language, the best first, without those that are not wanted. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',', MOST_WISHES)
    .map((range) => {
      const [tag = '', weight] = range.split(';')
      const [, q = '1'] = /^\s*q=([\d.]+)\s*$/i.exec(weight ?? '') ?? []
      return { tag: tag.trim(), q: Number(q) }
    })
    .filter(({ tag, q }) => tag !== '' && q > 0)
    .sort((one, other) => other.q - one.q)
    .map(({ tag }) => tag)
}

/** A list with blanks between, the best first, as OpenID Connect's `ui_locales` is one. */
export const listedLanguages = (list: string | undefined): readonly string[] =>
  (list ?? '').split(' ', MOST_WISHES).filter((tag) => tag !== '')
