import Fastify from 'fastify'
import t from 'tap'
import { replyWithJsonFile } from '../../src/http/attachment.ts'

t.test('RFC 6266 §5: a file is saved, under a name that every browser reads, and kept nowhere', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const file = { name: "ada's “file”.json", plain: 'ada.json', content: { name: '</script>' } }
  app.get('/', (_request, reply) => replyWithJsonFile(reply, file))
  const reply = await app.inject('/')
  t.match(reply.headers, {
    'content-disposition': `attachment; filename="ada.json"; filename*=UTF-8''ada%27s%20%E2%80%9Cfile%E2%80%9D.json`,
    'content-type': 'application/json; charset=utf-8',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  })
  t.same(reply.json(), file.content)
})
