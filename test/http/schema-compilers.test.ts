import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { SCHEMA_COMPILERS } from '../../src/http/schema-compilers.ts'
import { array, integer, object, optional, string } from '../../src/primitives/json-schema.ts'

/** With the compilers of ours or those that Fastify would take by itself. */
function appWith(t: Test, compilersFactory: typeof SCHEMA_COMPILERS | undefined) {
  const app = Fastify({
    ...(compilersFactory ? { schemaController: { compilersFactory } } : {}),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  t.teardown(() => app.close())
  return app
}

const Body = object({ id: string({ format: 'uuid' }), age: optional(integer({ minimum: 1 })) })
const Answer = object({ id: string(), keys: array(object({ kid: string() })) })

const UUID = '00112233-4455-6677-8899-aabbccddeeff'

t.test('Schemas: what is sent and what is answered is judged as by Fastify itself', async (t) => {
  const [ours, theirs] = [appWith(t, SCHEMA_COMPILERS), appWith(t, undefined)]
  for (const app of [ours, theirs]) {
    const schema = { body: Body, response: { 200: Answer } }
    app.post('/', { schema }, async ({ body }) => ({ ...Object(body), keys: [{ kid: 'a', d: 'secret' }] }))
  }
  for (const [status, payload] of [
    [200, { id: UUID }],
    [200, { id: UUID, age: 3, more: true }],
    [400, { id: UUID, age: 0 }],
    [400, { id: 'no uuid' }],
    [400, { id: UUID, age: '3' }],
    [400, {}],
  ] as const) {
    const [own, other] = await Promise.all(
      [ours, theirs].map((app) => app.inject({ method: 'POST', url: '/', payload })),
    )
    t.equal(own?.statusCode, status, JSON.stringify(payload))
    t.equal(own?.body, other?.body)
    t.notMatch(own?.body, 'secret')
  }
})

t.test(
  'Schemas: none is compiled before its route is asked for, and one that is wrong is told then',
  async (t) => {
    const app = appWith(t, SCHEMA_COMPILERS)
    const wrong = { type: 'nothing' }
    app.post('/sent', { schema: { body: wrong } }, async () => 'ok')
    app.get('/answered', { schema: { response: { 200: wrong } } }, async () => ({}))
    app.get('/right', { schema: { response: { 200: Answer } } }, async () => ({ id: 'x', keys: [] }))
    await app.ready()
    const sent = await app.inject({ method: 'POST', url: '/sent', payload: {} })
    t.equal(sent.statusCode, 500)
    t.equal((await app.inject('/answered')).statusCode, 500)
    for (const time of ['first', 'second']) {
      t.same((await app.inject('/right')).json(), { id: 'x', keys: [] }, time)
    }
  },
)
