/**
 * Whose page sent a request.
 */
import Fastify from 'fastify'
import t from 'tap'
import { checkOrigin, isOwnOrigin } from '../../src/http/origin.ts'
import { PUBLIC_URL, testConfig } from '../helpers/fixtures.ts'

t.test('RFC 6454 §7: only our own origin is ours', async (t) => {
  const deps = { config: testConfig() }
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/is', (request) => ({ own: isOwnOrigin(deps, request) }))
  app.post('/check', (request) => {
    checkOrigin(deps, request)
    return 'ours'
  })
  app.setErrorHandler((error) => error)
  const sent = (url: string, headers: Record<string, string>) => app.inject({ method: 'POST', url, headers })

  t.same((await sent('/is', { origin: PUBLIC_URL })).json(), { own: true })
  t.equal((await sent('/check', { origin: PUBLIC_URL })).body, 'ours')
  const others: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: PUBLIC_URL.toUpperCase() },
  ]
  for (const headers of others) {
    t.same((await sent('/is', headers)).json(), { own: false })
    t.not((await sent('/check', headers)).statusCode, 200)
  }
})

t.test('RFC 6454 §7: a refusal tells the log who sent it, and the wire does not', async (t) => {
  const deps = { config: testConfig() }
  const app = Fastify()
  t.teardown(() => app.close())
  const seen: unknown[] = []
  app.post('/', (request) => checkOrigin(deps, request))
  app.setErrorHandler((error, _request, reply) => {
    seen.push(error)
    return reply.code(403).send()
  })
  await app.inject({ method: 'POST', url: '/', headers: { origin: 'https://evil.example' } })
  await app.inject({ method: 'POST', url: '/' })
  const refused = { code: 'access_denied', reason: 'origin-foreign' }
  t.match(seen, [
    { ...refused, detail: { sent: 'https://evil.example', expected: PUBLIC_URL } },
    { ...refused, detail: { sent: 'none' } },
  ])
  t.notMatch((seen[0] as { description: string }).description, /evil/)
})
