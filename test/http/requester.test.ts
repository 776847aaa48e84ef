/**
 * Who sends a request.
 */
import Fastify from 'fastify'
import t from 'tap'
import { requesterOf } from '../../src/http/requester.ts'

t.test(
  'RFC 9110 §10.1.5: an address, what the browser calls itself, and the id that the log knows it by',
  async (t) => {
    const app = Fastify({ genReqId: () => 'of-the-log' })
    app.get('/', async (request) => requesterOf(request))
    const headers = { 'user-agent': 'Quill/2' }
    const reply = await app.inject({ url: '/', remoteAddress: '203.0.113.7', headers })
    t.same(reply.json(), { address: '203.0.113.7', user_agent: 'Quill/2', request_id: 'of-the-log' })
    await app.close()
  },
)
