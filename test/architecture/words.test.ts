/**
 * Every word that a person reads stands in the catalogues: each one is used, and said in every language.
 */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { chaptersOf } from '../../src/primitives/catalogues.ts'
import { type Message, piecesOf } from '../../src/primitives/messages.ts'
import { CATALOGUES, WORDS_FOLDER } from '../helpers/words.ts'

const ROOT = new URL('../../', import.meta.url)
const ENGLISH = chaptersOf(WORDS_FOLDER, 'en')
const CHAPTERS = new Set([...ENGLISH.keys()].map((key) => key.slice(0, key.indexOf('.'))))

function filesBelow(folder: string, suffix: string): readonly (readonly [string, string])[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => [folder + name, readFileSync(new URL(folder + name, ROOT), 'utf8')] as const)
}

/** Pages of developers are English. */
const TEMPLATES = filesBelow('views/', '.eta').filter(([name]) => !name.startsWith('views/dev/'))

const textsOf = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : Object.values(message)

/** Slots and marks of a text, whatever their order. */
const holesOf = (text: string): readonly string[] =>
  piecesOf(text)
    .flatMap((piece) => {
      if (piece.kind === 'text') return []
      return piece.kind === 'slot' ? [`{${piece.name}}`] : [`${piece.kind} ${piece.mark}`]
    })
    .sort()

const isPlural = (message: Message): boolean => typeof message !== 'string' && 'other' in message

/** The forms that counts of people's things select. */
function pluralForms(lang: string): readonly string[] {
  const rules = new Intl.PluralRules(lang)
  return [...new Set(Array.from({ length: 1000 }, (_, index) => rules.select(index + 1)))].sort()
}

t.test('RFC 5646: the same words are there in every language', async (t) => {
  t.same(
    CATALOGUES.map(({ lang }) => lang),
    ['en', 'ar', 'de', 'es', 'fr'],
  )
  for (const { lang } of CATALOGUES) {
    const messages = chaptersOf(WORDS_FOLDER, lang)
    const missing = [...ENGLISH.keys()].filter((key) => !messages.has(key))
    const surplus = [...messages.keys()].filter((key) => !ENGLISH.has(key))
    t.same({ missing, surplus }, { missing: [], surplus: [] }, lang)
  }
})

/** Each message of a language beside the English one. */
const PAIRS = CATALOGUES.flatMap(({ lang, messages }) =>
  [...messages].map(
    ([key, message]) =>
      ({ name: `${lang} ${key}`, lang, message, english: ENGLISH.get(key) as Message }) as const,
  ),
)

const formsOf = (message: Message): readonly string[] | undefined =>
  typeof message === 'string' ? undefined : Object.keys(message).sort()

t.test('UTS 35 part 3 §5: every form is there that the language has', async (t) => {
  for (const { name, lang, message, english } of PAIRS) {
    t.same(formsOf(message), isPlural(english) ? pluralForms(lang) : formsOf(english), name)
  }
})

const formOf = (message: Message, form: string): string =>
  typeof message === 'string' ? message : String(message[form] ?? message['other'])

t.test('RFC 5646: what is filled in and marked is the same in every language', async (t) => {
  for (const { name, message, english } of PAIRS) {
    for (const form of formsOf(message) ?? ['']) {
      const [found, wanted] = [holesOf(formOf(message, form)), holesOf(formOf(english, form))]
      // "One" and "two" may be words.
      const inWords = isPlural(message) && !found.includes('{count}')
      t.same(found, inWords ? wanted.filter((hole) => hole !== '{count}') : wanted, `${name} ${form}`)
    }
  }
})

t.test('Words: every message is used, and every one that is used is there', async (t) => {
  const used = new Set(
    [...TEMPLATES, ...filesBelow('src/', '.ts')].flatMap(([, source]) =>
      [...source.matchAll(/'([a-z-]+)\.([\w-]+)'/g)].flatMap(([, chapter = '', name]) =>
        CHAPTERS.has(chapter) && name !== 'css' ? [`${chapter}.${name}`] : [],
      ),
    ),
  )
  const missing = [...used].filter((key) => !ENGLISH.has(key))
  const unused = [...ENGLISH.keys()].filter((key) => !used.has(key))
  t.same({ missing, unused }, { missing: [], unused: [] })
})

t.test('Words: a template has no words of its own', async (t) => {
  for (const [name, source] of TEMPLATES) {
    const html = source.replace(/<style>.*?<\/style>/gs, '').replace(/<%.*?%>/gs, '')
    const attributes = [...html.matchAll(/\s(?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(
      ([, text]) => text,
    )
    const text = html.replace(/<[^>]*>/g, '')
    t.notMatch([...attributes, text].join(' '), /\p{L}/u, name)
  }
})

t.test('CLDR: each language has its own signs', async (t) => {
  const wrong: Readonly<Record<string, RegExp>> = {
    en: /["“][^”]*$/,
    de: /["“]|[»«]/,
    es: /["“”„]/,
    fr: /["“”„]| [;:?!»]|« /,
    ar: /["“”„]|\p{L}[,;?]/u,
  }
  for (const { name, lang, message } of PAIRS) {
    for (const text of textsOf(message)) {
      const said = text.replace(/„[^“]*“/g, '').replace(/\{\w+\}|<\/?\w+>/g, '')
      t.notMatch(said, wrong[lang] as RegExp, name)
      t.equal(text, text.trim(), name)
      t.not(text, '', name)
    }
  }
})

/** The PIN by its name, in each language. */
const PIN = /PIN|(?:ال)?رقم(?:ك|ًا)? (?:ال)?سري/

/** What is said of the PIN alone, where there is one. */
const OF_THE_PIN = new Set([
  'common.pin',
  'sign-in.no-pin',
  'enrol.repeat-pin',
  'enrol.good-pin',
  'enrol.common-pin',
  'enrol.differ',
])

t.test(
  'Visual passcode: nobody is told of a PIN where people have a pattern, or a picture alone',
  async (t) => {
    for (const { lang, messages } of CATALOGUES) {
      const named = [...messages].flatMap(([key, message]) => {
        const texts = typeof message === 'string' ? { '': message } : message
        const forms = Object.keys(texts).filter((form) => PIN.test(texts[form] ?? ''))
        return forms.map((form) => ({ key, form }))
      })
      t.ok(named.length > OF_THE_PIN.size, lang)
      const wrong = named.filter(
        ({ key, form }) => !OF_THE_PIN.has(key) && form !== 'pin' && form !== 'either',
      )
      t.same(wrong, [], lang)
    }
  },
)
