/**
 * Forms of ours, and forms of others.
 */
import fastifyFormbody from '@fastify/formbody'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { checkCsrf, csrfToken } from '../../src/http/csrf.ts'
import { PUBLIC_URL, startServer } from '../helpers/fixtures.ts'

async function givenForm(t: Test) {
  const { deps } = await startServer(t)
  const app = Fastify()
  app.register(fastifyFormbody)
  app.post<{ Querystring: { cookie?: string } }>('/form', (request) => {
    checkCsrf(deps, request, request.query.cookie)
    return 'ours'
  })
  app.setErrorHandler((error, _request, reply) => reply.code(400).send((error as { reason?: string }).reason))
  t.teardown(() => app.close())
  const send = async (
    payload: string,
    headers: Record<string, string> = { origin: PUBLIC_URL },
    url = '/form?cookie=a',
  ) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
    return (await app.inject({ method: 'POST', url, headers: type, payload })).body
  }
  return { app, send, token: (cookie: string) => csrfToken(deps, cookie) }
}

t.test('RFC 9700 §4.7: a form with the token of its browser, from our origin, is ours', async (t) => {
  const { send, token } = await givenForm(t)
  t.match(token('a'), /^[A-Za-z0-9_-]{43}$/)
  t.equal(token('a'), token('a'))
  t.equal(await send(`csrf_token=${token('a')}`), 'ours')
})

t.test(
  'RFC 9700 §4.7: a token that is missing, wrong, twice there or of another browser is not',
  async (t) => {
    const { send, token } = await givenForm(t)
    const payloads = [
      '',
      'x=y',
      'csrf_token=',
      'csrf_token=x',
      `csrf_token=${token('b')}`,
      `csrf_token=${token('a')}A`,
    ]
    for (const payload of payloads) t.equal(await send(payload), 'form-forged', payload)
    const twice = `csrf_token=${token('a')}&csrf_token=${token('a')}`
    t.equal(await send(twice), 'form-forged')
    t.equal(await send(`csrf_token=${token('a')}`, { origin: PUBLIC_URL }, '/form?cookie=b'), 'form-forged')
  },
)

t.test('RFC 9700 §4.7: a browser without its cookie sends no form of ours', async (t) => {
  const { send, token } = await givenForm(t)
  for (const cookie of ['', 'undefined']) {
    t.equal(await send(`csrf_token=${token(cookie)}`, { origin: PUBLIC_URL }, '/form'), 'form-forged')
  }
})

t.test('RFC 6454 §7: another origin, or none, sends no form of ours', async (t) => {
  const { send, token } = await givenForm(t)
  const origins = [
    'null',
    'https://evil.example',
    'http://localhost:3001',
    'https://localhost:3000',
    `${PUBLIC_URL}.evil.example`,
    `${PUBLIC_URL}/`,
    '',
  ]
  for (const origin of origins)
    t.equal(await send(`csrf_token=${token('a')}`, { origin }), 'form-forged', origin)
  t.equal(await send(`csrf_token=${token('a')}`, {}), 'form-forged')
})

t.test('RFC 9700 §4.7: a body that is no form, or none, is not ours', async (t) => {
  const { app, send } = await givenForm(t)
  t.equal(
    await send('"csrf_token"', { origin: PUBLIC_URL, 'content-type': 'application/json' }),
    'form-forged',
  )
  t.equal(await send('csrf_token', { origin: PUBLIC_URL, 'content-type': 'text/plain' }), 'form-forged')
  const none = await app.inject({ method: 'POST', url: '/form?cookie=a', headers: { origin: PUBLIC_URL } })
  t.equal(none.body, 'form-forged')
})
