import fastifyFormbody from '@fastify/formbody'
import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { NOBODY, type Reader } from '../../src/domain/languages.ts'
import { parseParameters } from '../../src/domain/parameters.ts'
import { languagesFor } from '../../src/http/reader.ts'
import { REQUEST } from '../helpers/authorization.ts'
import { startServer, testConfig } from '../helpers/fixtures.ts'
import { CATALOGUES } from '../helpers/words.ts'

const PAGE = 'http://localhost:3000/page?a=1'

type ReaderAt = Omit<Reader, 'page'> & Readonly<{ page: string | undefined }>

/** Who is seen to read, as an application of one route and of one above it sees it. */
async function readerOf(
  {
    method = 'GET',
    url = '/page?a=1',
    form,
    headers = {},
  }: Readonly<{
    method?: 'GET' | 'POST'
    url?: string
    form?: Record<string, string>
    headers?: Record<string, string>
  }>,
  chosen?: string,
): Promise<ReaderAt> {
  const deps = { config: testConfig(), languages: { catalogues: CATALOGUES, reader: NOBODY } }
  const app = Fastify({ routerOptions: { querystringParser: parseParameters } })
  app.register(fastifyFormbody, { parser: parseParameters })
  const answer = async (request: FastifyRequest) => {
    const { reader } = languagesFor(deps, request, chosen)
    return { ...reader, page: reader.page() }
  }
  app.get('/page', answer)
  for (const path of ['/page', '/page/:id/act', '/alone']) app.post(path, answer)
  const payload = new URLSearchParams(form).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const reply = await app.inject({
    method,
    url,
    headers: { ...headers, ...(form ? type : {}) },
    ...(form ? { payload } : {}),
  })
  await app.close()
  return { ...NOBODY, page: undefined, ...reply.json() }
}

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: a request says in which languages it is to be answered',
  async (t) => {
    const headers = { 'accept-language': 'de' }
    t.match(await readerOf({ url: '/page?ui_locales=fr+ar', headers }, 'es'), {
      chosen: 'es',
      ui_locales: 'fr ar',
      locale: undefined,
      accept_language: 'de',
    })
    t.equal((await readerOf({ method: 'POST', form: { ui_locales: 'ar' } })).ui_locales, 'ar')
    t.same(await readerOf({ url: '/page?ui_locales=de&ui_locales=fr' }), {
      ...NOBODY,
      page: 'http://localhost:3000/page?ui_locales=de&ui_locales=fr',
    })
  },
)

t.test('RFC 9110 §9.3.3: a page is asked for again where it is, or where its form stands', async (t) => {
  const form = { csrf_token: 'token' }
  t.equal((await readerOf({})).page, PAGE)
  t.equal((await readerOf({ method: 'POST', form })).page, PAGE)
  t.equal((await readerOf({ method: 'POST', url: '/page/1/act?a=1', form })).page, PAGE, 'or above it')
  t.equal((await readerOf({ method: 'POST', url: '/alone', form })).page, undefined)
  t.equal((await readerOf({ method: 'POST', form: { other: 'x' } })).page, undefined, 'no form of ours')
})

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

t.test('RP-Initiated Logout 1.0 §2: a token that stands in an address goes into no other', async (t) => {
  const { page } = await readerOf({ url: '/page?client_id=rp&id_token_hint=a.b.c&state=s' })
  t.equal(page, 'http://localhost:3000/page?client_id=rp&state=s')
})

t.test('RFC 9112 §3.2: what is asked for by a whole address has no other language', async (t) => {
  const deps = { config: testConfig(), languages: { catalogues: CATALOGUES, reader: NOBODY } }
  for (const url of ['http://evil.example/page', '*']) {
    const request = { method: 'GET', url, query: {}, headers: {} } as FastifyRequest
    t.equal(languagesFor(deps, request, undefined).reader.page(), undefined, url)
  }
})
