import t from 'tap'
import {
  catalogueForLetter,
  catalogueForPage,
  forReader,
  NOBODY,
  readAt,
} from '../../src/domain/languages.ts'
import { CATALOGUES } from '../helpers/words.ts'

const deps = (reader = {}) => ({ languages: { catalogues: CATALOGUES, reader: { ...NOBODY, ...reader } } })
const pageOf = (reader: object) => catalogueForPage(deps(reader).languages).lang

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: as it was chosen, the application asks, the person wants, the browser says',
  async (t) => {
    const all = { ui_locales: 'tlh de', locale: 'fr-CA', accept_language: 'es' }
    t.equal(pageOf({ ...all, chosen: 'ar' }), 'ar')
    t.equal(pageOf({ ...all, chosen: 'tlh' }), 'de')
    t.equal(pageOf(all), 'de')
    t.equal(pageOf({ ...all, ui_locales: 'tlh' }), 'fr')
    t.equal(pageOf({ ...all, ui_locales: undefined, locale: undefined }), 'es')
    t.equal(pageOf({}), 'en')
  },
)

t.test(
  'OpenID Connect Core 1.0 §5.1: a letter is in the language of whom it goes to, if that is known',
  async (t) => {
    const { languages } = deps({ ui_locales: 'de', accept_language: 'es' })
    t.equal(catalogueForLetter(languages, 'ar-EG').lang, 'ar')
    t.equal(catalogueForLetter(languages, undefined).lang, 'de')
    t.equal(catalogueForLetter(deps({ ui_locales: 'de', chosen: 'fr' }).languages, undefined).lang, 'fr')
    t.equal(catalogueForLetter(deps({ accept_language: 'es' }).languages, 'tlh').lang, 'es')
  },
)

t.test('Words: what is learned of the reader counts from then on', async (t) => {
  const browser = deps({ accept_language: 'es' })
  const user = { claims: { locale: 'ar' } }
  const interaction = { parameters: { ui_locales: 'de' } }
  const languageOf = (known: Parameters<typeof forReader>[1]) =>
    catalogueForPage(forReader(browser, known).languages).lang
  t.equal(languageOf({ user, interaction }), 'de')
  t.equal(languageOf({ user }), 'ar')
  t.equal(languageOf({ user: { claims: {} }, interaction: { parameters: {} } }), 'es')
  t.equal(
    languageOf({ interaction: { parameters: { ui_locales: ['de', 'fr'] } } }),
    'es',
    'said twice: not said',
  )
  const twice = forReader(forReader(browser, { user }), { interaction: { parameters: {} } })
  t.equal(catalogueForPage(twice.languages).lang, 'ar')
})

t.test('Words: whoever reads stays the same where the page is asked for at another address', async (t) => {
  const { reader } = readAt(deps({ chosen: 'fr', page: () => '/here' }), '/there').languages
  t.same({ ...reader, page: reader.page() }, { ...NOBODY, chosen: 'fr', page: '/there' })
})
