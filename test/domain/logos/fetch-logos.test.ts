import t, { type Test } from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { registerClient, updateClient } from '../../../src/domain/clients/client-registration.ts'
import { fetchLogos } from '../../../src/domain/logos/fetch-logos.ts'
import { findLogoFile } from '../../../src/domain/logos/logo.ts'
import { findConfigVersion } from '../../../src/store/config-version.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { LOGO, type LogoServer, logoServer, plainLogo } from '../../helpers/logo-server.ts'

const DAY = 86_400

/** A client `rp` that has its logo at a server of its own. */
async function scene(t: Test, allow_private_fetch = ['127.0.0.1']) {
  const server = await startServer(t, { allow_private_fetch })
  const source = await logoServer(t)
  const metadata = { logo_uri: source.uri }
  await registerClient(await server.tenant(), { client_id: 'rp', client_type: 'public', metadata })
  return { server, source }
}

const shown = async (server: TestServer) => (await findClient(await server.tenant(), 'rp'))?.logo
const versionOf = async ({ db }: TestServer) => (await db.first(findConfigVersion, {}))?.version
const lastFault = ({ notices }: TestServer) => notices.at(-1)

const gone = (source: LogoServer, status = 404) => source.answer((_, reply) => reply.writeHead(status).end())

t.test('RFC 7591 §2: a logo is fetched beside, kept, and shown from our own address', async (t) => {
  const { server, source } = await scene(t)
  t.equal(await shown(server), undefined, 'nobody waits for it')
  t.equal(source.asked.length, 0)
  t.equal(await fetchLogos(server.deps), 1)
  t.match(source.asked, [{ accept: /^image\/png,/, 'if-none-match': undefined }])
  const logo = await shown(server)
  t.match(logo, {
    url: /^http:\/\/localhost:3000\/api\/oidc\/default\/logo\/[\w-]{43}$/,
    width: 40,
    height: 40,
  })
  const hash = logo?.url.split('/').at(-1) ?? ''
  const file = await findLogoFile(server.db, 'default', hash)
  t.equal(file?.media_type, 'image/png')
  t.ok(file?.bytes.equals(LOGO))
  t.equal(await fetchLogos(server.deps), 0)
})

t.test('RFC 9110 §13.1.2: a day later it is asked for only if it changed', async (t) => {
  const { server, source } = await scene(t)
  await fetchLogos(server.deps)
  const before = await shown(server)
  const version = await versionOf(server)

  server.clock.seconds += DAY
  source.answer((_, reply) => reply.writeHead(304).end())
  t.equal(await fetchLogos(server.deps), 1)
  t.equal(source.asked.at(-1)?.['if-none-match'], '"1"')
  source.answer((_, reply) => reply.end(LOGO))
  server.clock.seconds += DAY
  await fetchLogos(server.deps)
  t.same(await shown(server), before)
  t.equal(await versionOf(server), version, 'nothing that others keep parsed has changed')

  const blue = await plainLogo('blue', 80, 20)
  source.answer((_, reply) => reply.setHeader('etag', 'x'.repeat(201)).end(blue))
  server.clock.seconds += DAY
  await fetchLogos(server.deps)
  t.match(await shown(server), { width: 80, height: 20 })
  t.not((await shown(server))?.url, before?.url)
  server.clock.seconds += DAY
  await fetchLogos(server.deps)
  t.equal(source.asked.at(-1)?.['if-none-match'], undefined, 'a tag of any length is not kept')
})

t.test('RFC 7591 §5: what is no logo is not shown, and the log says why', async (t) => {
  const { server, source } = await scene(t)
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const faults: [LogoServer['answer'] extends (a: infer A) => void ? A : never, RegExp][] = [
    [(_, reply) => reply.writeHead(404).end(), /status 404$/],
    [(_, reply) => reply.writeHead(304).end(), /status 304$/],
    [(_, reply) => reply.writeHead(302, { location: source.uri }).end(), /redirected \(status 302\)$/],
    [(_, reply) => reply.setHeader('content-type', 'image/svg+xml').end(svg), /no-picture$/],
    [(_, reply) => reply.setHeader('content-type', 'image/png').end(svg), /no-picture$/],
    [(_, reply) => reply.end(Buffer.alloc(20 * 1024 * 1024)), /too-large/],
    [(_, reply) => reply.destroy(), /unreachable/],
  ]
  for (const [answer, said] of faults) {
    source.answer(answer)
    server.clock.seconds += DAY
    t.equal(await fetchLogos(server.deps), 1)
    t.equal(await shown(server), undefined)
    t.match(lastFault(server), { flow: 'logo', step: 'fetch', rule: 'logo-not-fetched', sent: said })
  }
  t.equal(source.asked.length, faults.length)
})

t.test('RFC 7591 §5: no logo leads into our own network', async (t) => {
  const { server, source } = await scene(t, [])
  await fetchLogos(server.deps)
  t.match(lastFault(server), { sent: `${source.uri}: address-refused (http://127.0.0.1 is 127.0.0.1)` })
  t.same(source.asked, [])
})

t.test('Logos: after a failure the next try comes later and later', async (t) => {
  const { server, source } = await scene(t)
  gone(source, 503)
  for (const wait of [300, 1800, 7200, 43_200, DAY, DAY]) {
    t.equal(await fetchLogos(server.deps), 1)
    server.clock.seconds += wait - 1
    t.equal(await fetchLogos(server.deps), 0)
    server.clock.seconds += 1
  }
  source.answer((_, reply) => reply.end(LOGO))
  t.equal(await fetchLogos(server.deps), 1)
  t.ok(await shown(server))
  gone(source)
  server.clock.seconds += DAY
  await fetchLogos(server.deps)
  server.clock.seconds += 300
  t.equal(await fetchLogos(server.deps), 1, 'the count begins anew')
})

t.test('Logos: what was there is shown for thirty days more', async (t) => {
  const { server, source } = await scene(t)
  await fetchLogos(server.deps)
  gone(source)
  for (let day = 0; day < 29; day++) {
    server.clock.seconds += DAY
    await fetchLogos(server.deps)
    t.ok(await shown(server))
  }
  server.clock.seconds += DAY
  await fetchLogos(server.deps)
  t.equal(await shown(server), undefined)
  server.clock.seconds += DAY
  source.answer((_, reply) => reply.end(LOGO))
  await fetchLogos(server.deps)
  t.ok(await shown(server))
})

t.test('Logos: of several processes one fetches, and a change on the way wins', async (t) => {
  const { server, source } = await scene(t)
  const counts = await Promise.all(Array.from({ length: 5 }, () => fetchLogos(server.deps)))
  t.equal(
    counts.reduce((sum, count) => sum + count),
    1,
  )
  t.equal(source.asked.length, 1)

  server.clock.seconds += DAY
  const blue = await plainLogo('blue')
  const withdraw = async () =>
    updateClient(await server.tenant(), {
      client_id: 'rp',
      client_type: undefined,
      metadata: { logo_uri: null },
    })
  source.answer((_, reply) => void withdraw().then(() => reply.end(blue)))
  await fetchLogos(server.deps)
  t.equal(await shown(server), undefined)
  t.equal(await fetchLogos(server.deps), 0)
})
