import Fastify from 'fastify'
import t from 'tap'
import { buildAssets } from '../../src/http/assets.ts'
import { assetRoutes } from '../../src/routes/assets.ts'

const assets = buildAssets(new URL('../../', import.meta.url))
const app = Fastify().register(assetRoutes, { assets })
t.teardown(() => app.close())

t.test('RFC 8246 §2: an asset is answered at its address, packed as the client accepts', async (t) => {
  const reply = await app.inject({ url: assets.url('style.css'), headers: { 'accept-encoding': 'gzip, br' } })
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, {
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'content-type': 'text/css; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
})

t.test('RFC 9110 §15.5.5: an unknown file, another tree and a path that climbs are not found', async (t) => {
  for (const url of [
    assets.url('style.css').replace('style', 'other'),
    '/assets/another-tree/style.css',
    `/assets/${assets.hash}/`,
    `/assets/${assets.hash}/..%2f..%2fpackage.json`,
  ]) {
    const reply = await app.inject(url)
    t.equal(reply.statusCode, 404, url)
    t.notMatch(reply.headers['cache-control'], 'immutable')
  }
})
