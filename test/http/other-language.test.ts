import t from 'tap'
import {
  inLanguage,
  languageName,
  languageNameIn,
  languageUrl,
  pageBelow,
} from '../../src/http/other-language.ts'

const ISSUER = 'https://login.example/api/oidc/default'

t.test('RFC 5646 §2: a language is called what its people call it', async (t) => {
  t.equal(languageName('fr'), 'Français')
  t.equal(languageName('de-AT'), 'Österreichisches Deutsch')
  t.equal(languageName('pt_BR'), 'Português (Brasil)', 'some write tags so')
  t.equal(languageName('ar'), 'العربية')
  t.equal(languageName('no tag'), 'no tag')
  t.equal(languageNameIn('de', 'ar'), 'Arabisch')
  t.equal(languageNameIn('de', '???'), '???')
})

t.test('RFC 9700 §4.11.2: a page is come back to below the issuer alone', async (t) => {
  t.equal(languageUrl(ISSUER, 'de', 'a/e?b=c&d'), '/api/oidc/default/language/de?page=a/e%3Fb%3Dc%26d')
  t.equal(pageBelow(ISSUER, 'sign-in/1?a=b&ui_locales=fr', 'de'), `${ISSUER}/sign-in/1?a=b&ui_locales=de`)
  for (const page of ['..', '../other/x', '/../../x', '..%2f/../../x', '\\..\\..\\x', '.%2e/other']) {
    t.equal(pageBelow(ISSUER, page, 'de'), undefined, page)
  }
  t.equal(inLanguage('https://login.example//a', 'de'), 'https://login.example//a?ui_locales=de')
})
