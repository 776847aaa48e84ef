import t from 'tap'
import { NOBODY } from '../../src/domain/languages.ts'
import { languagesFor } from '../../src/http/reader.ts'
import { REQUEST } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { CATALOGUES } from '../helpers/words.ts'

const deps = { languages: { catalogues: CATALOGUES, reader: NOBODY } }

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: a request says in which languages it is to be answered',
  async (t) => {
    const headers = { 'accept-language': 'de' }
    t.match(languagesFor(deps, { query: { ui_locales: 'fr ar' }, body: null, headers }).reader, {
      ui_locales: 'fr ar',
      locale: undefined,
      accept_language: 'de',
    })
    t.equal(
      languagesFor(deps, { query: {}, body: { ui_locales: 'ar' }, headers: {} }).reader.ui_locales,
      'ar',
    )
    t.same(
      languagesFor(deps, { query: { ui_locales: ['de', 'fr'] }, body: undefined, headers: {} }).reader,
      NOBODY,
    )
  },
)

t.test('RFC 9110 §12.5.4: pages, faults too, speak the browser’s language', async (t) => {
  const server = await startServer(t)
  const headers = { 'accept-language': 'ar-EG,en;q=0.5' }
  const nowhere = await server.app.inject({ url: '/nowhere', headers })
  t.match(nowhere.body, /<html lang="ar" dir="rtl">[\s\S]*<h1>لا شيء هنا<\/h1>/)
  const query = new URLSearchParams({ ...REQUEST, client_id: 'unknown', ui_locales: 'de' })
  const refused = await server.app.inject({ url: `/api/oidc/default/authorize?${query}`, headers })
  t.match(refused.body, /<html lang="de" dir="ltr">[\s\S]*Wir kennen diese Anwendung nicht/)
  const elsewhere = await server.app.inject({ url: '/api/oidc/nobody/authorize', headers })
  t.match(elsewhere.body, '<html lang="ar" dir="rtl">')
})
