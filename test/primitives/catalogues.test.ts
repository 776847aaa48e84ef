import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import {
  acceptedLanguages,
  chaptersOf,
  chooseCatalogue,
  listedLanguages,
  readCatalogues,
} from '../../src/primitives/catalogues.ts'
import { CATALOGUES } from '../helpers/words.ts'

t.test('Words: a folder for each language, a file for each chapter; English stands in', async (t) => {
  const folder = t.testdir({
    de: { 'page.json': '{"title":"Seite"}' },
    en: { 'page.json': '{"title":"Page","left":{"one":"1","other":"n"}}', 'mail.json': '{"title":"Mail"}' },
  })
  mkdirSync(join(folder, 'ar'))
  writeFileSync(join(folder, 'ar', 'mail.json'), '{"title":"بريد"}')
  const words = pathToFileURL(`${folder}/`)
  const catalogues = readCatalogues(words)
  t.same(
    catalogues.map(({ lang, dir, messages }) => [
      lang,
      dir,
      messages.get('page.title'),
      messages.get('mail.title'),
    ]),
    [
      ['en', 'ltr', 'Page', 'Mail'],
      ['ar', 'rtl', 'Page', 'بريد'],
      ['de', 'ltr', 'Seite', 'Mail'],
    ],
  )
  t.same([...chaptersOf(words, 'de')], [['page.title', 'Seite']])
})

t.test('RFC 4647 §3.4: the first language that is here, whatever its region or script', async (t) => {
  const chosen = (...wishes: string[]) => chooseCatalogue(CATALOGUES, wishes).lang
  t.equal(chosen('de-CH-1996'), 'de')
  t.equal(chosen('DE_at'), 'de')
  t.equal(chosen('tlh', 'fr-CA', 'de'), 'fr')
  t.equal(chosen('zh-Hant-TW'), 'en')
  t.equal(chosen('*', '', '-', 'ö', 'x'.repeat(9000), 'es'), 'es')
  t.equal(chosen(), 'en')
})

t.test('RFC 9110 §12.5.4: the browser’s languages by their weight, without those it refuses', async (t) => {
  t.same(acceptedLanguages('en;q=0.8, de-AT , fr;q=0, es;Q=0.9,ar;q=nonsense,'), ['de-AT', 'ar', 'es', 'en'])
  t.same(acceptedLanguages(undefined), [])
  t.equal(acceptedLanguages('a,'.repeat(5000)).length, 20)
})

t.test('OpenID Connect Core 1.0 §3.1.2.1: ui_locales is a list with blanks between', async (t) => {
  t.same(listedLanguages('fr-CA  fr en'), ['fr-CA', 'fr', 'en'])
  t.same(listedLanguages(undefined), [])
})
