/**
 * Cookies as browsers get them.
 */
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { clearCookie, cookieName, readCookie, setCookie } from '../../src/http/cookies.ts'
import { startServer } from '../helpers/fixtures.ts'

const HTTPS = { public_url: 'https://login.example.org' }

async function givenApp(t: Test, settings = {}, tenant_id = 'default') {
  const server = await startServer(t, settings)
  const deps = await server.tenant(tenant_id)
  const app = Fastify()
  app.register(fastifyCookie)
  app.get('/set', (_request, reply) => {
    setCookie(deps, reply, 'session', 'a value; of=its own', 60)
    setCookie(deps, reply, 'browser', 'b')
    setCookie(deps, reply, 'language', 'de', 60)
    return reply.send()
  })
  app.get('/clear', (_request, reply) => {
    clearCookie(deps, reply, 'session')
    return reply.send()
  })
  app.get('/read', (request) => ({ session: readCookie(deps, request, 'session') ?? 'none' }))
  t.teardown(() => app.close())
  return { app, deps }
}

const setCookies = (reply: { headers: Record<string, unknown> }) => [reply.headers['set-cookie']].flat()

t.test(
  'RFC 6265bis §4.1.3: over https a cookie is __Host-, Secure, HttpOnly and SameSite=None, a language Lax',
  async (t) => {
    const { app } = await givenApp(t, HTTPS)
    t.same(setCookies(await app.inject('/set')), [
      '__Host-vignette.default.session=a%20value%3B%20of%3Dits%20own; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=None',
      '__Host-vignette.default.browser=b; Path=/; HttpOnly; Secure; SameSite=None',
      '__Host-vignette.default.language=de; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    ])
  },
)

t.test('RFC 6265 §4.1.2: on plain-http loopback a cookie is HttpOnly and SameSite=Lax', async (t) => {
  const { app } = await givenApp(t)
  t.same(setCookies(await app.inject('/set')), [
    'vignette.default.session=a%20value%3B%20of%3Dits%20own; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
    'vignette.default.browser=b; Path=/; HttpOnly; SameSite=Lax',
    'vignette.default.language=de; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
  ])
})

t.test('RFC 6265 §3.1: a cookie is cleared under the attributes it was set with', async (t) => {
  const { app } = await givenApp(t, HTTPS)
  const [cleared] = setCookies(await app.inject('/clear'))
  t.match(
    cleared,
    /^__Host-vignette\.default\.session=; (Max-Age=0; )?Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None$/,
  )
})

t.test('Cookies: what was set is read again; a cookie of another tenant is not', async (t) => {
  const { app } = await givenApp(t)
  const read = async (cookie: string) =>
    (await app.inject({ url: '/read', headers: { cookie } })).json().session
  t.equal(await read('vignette.default.session=a%20value%3B%20of%3Dits%20own'), 'a value; of=its own')
  t.equal(await read('vignette.other.session=x'), 'none')
  t.equal(await read('__Host-vignette.default.session=x'), 'none')
  t.equal(await read(''), 'none')
})

t.test('Cookies: one name for each tenant and purpose', async (t) => {
  const server = await startServer(t)
  const [here, there] = [await server.tenant(), await server.tenant('other')]
  const names = [here, there].flatMap((deps) =>
    (['session', 'browser', 'known'] as const).map((purpose) => cookieName(deps, purpose)),
  )
  t.equal(new Set(names).size, 6)
})
