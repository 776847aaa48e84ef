import t, { type Test } from 'tap'
import { clientKey, keySetOf as of, privateJwk, verdict } from '../../helpers/client-key.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { type KeyServer, keyServer } from '../../helpers/key-server.ts'

const one = await clientKey('ES256', { kid: 'one' })
const two = await clientKey('ES256', { kid: 'two' })

async function scene(t: Test, document: unknown = of(one)) {
  const server = await startServer(t, { allow_private_fetch: ['127.0.0.1'] })
  const source = await keyServer(t, document)
  return { server, source, stated: { jwks_uri: source.uri } }
}

const faultOf = ({ notices }: TestServer) => notices.at(-1)?.sent

t.test('OpenID Connect Core §10.1.1: keys are fetched when first wanted, and kept for an hour', async (t) => {
  const { server, source, stated } = await scene(t)
  const verdicts = await Promise.all([1, 2, 3, 4].map(() => verdict(server, stated, one)))
  t.same(verdicts, ['signed', 'signed', 'signed', 'signed'])
  t.equal(source.asked.length, 1, 'those who ask at once share one')
  t.match(source.asked[0], { accept: /application\/json/ })
  server.clock.seconds += 3599
  t.equal(await verdict(server, stated, one), 'signed')
  t.equal(source.asked.length, 1)
  server.clock.seconds += 1
  source.put(of(two))
  t.equal(await verdict(server, stated, one), 'client-key-unknown', 'a key that is gone ends within the hour')
  t.equal(source.asked.length, 2)
})

t.test('OpenID Connect Core §10.1.1: an unknown kid is asked for once in half a minute', async (t) => {
  const { server, source, stated } = await scene(t)
  t.equal(await verdict(server, stated, one), 'signed')
  source.put(of(one, two))
  t.equal(await verdict(server, stated, two), 'client-key-unknown')
  t.equal(source.asked.length, 1)
  server.clock.seconds += 30
  t.equal(await verdict(server, stated, two), 'signed')
  t.equal(await verdict(server, stated, await clientKey('ES256', { kid: 'no' })), 'client-key-unknown')
  t.equal(source.asked.length, 2)
})

t.test('RFC 7517 §5: while the keys cannot be had, the former ones stay in use', async (t) => {
  const { server, source, stated } = await scene(t)
  t.equal(await verdict(server, stated, one), 'signed')
  const faults: [Parameters<KeyServer['answer']>[0], RegExp][] = [
    [(_, reply) => reply.writeHead(500).end(), /: status 500$/],
    [(_, reply) => reply.end('<html>'), /: no JSON$/],
    [(_, reply) => reply.end('null'), /: no JSON$/],
    [(_, reply) => reply.end('{"keys":{}}'), /: no array of keys$/],
    [(_, reply) => reply.writeHead(302, { location: source.uri }).end(), /: redirected /],
    [(_, reply) => reply.end('x'.repeat(65_537)), /: too-large /],
  ]
  for (const [listener, fault] of faults) {
    source.answer(listener)
    server.clock.seconds += 3600
    t.equal(await verdict(server, stated, one), 'signed')
    t.match(faultOf(server), fault)
    t.match(server.notices.at(-1), { flow: 'client-keys', client_id: 'rp', rule: 'client-keys-not-fetched' })
  }
  const asked = source.asked.length
  t.equal(await verdict(server, stated, one), 'signed')
  t.equal(source.asked.length, asked, 'nor is it asked again at once')
  source.put(of(two))
  server.clock.seconds += 30
  t.equal(await verdict(server, stated, two), 'signed')
})

t.test('RFC 7517 §5: keys that were never to be had are no keys', async (t) => {
  const { server, source, stated } = await scene(t)
  source.answer((_, reply) => reply.writeHead(404).end())
  t.equal(await verdict(server, stated, one), 'client-key-unknown')
  t.equal(await verdict(server, stated, one), 'client-key-unknown')
  t.equal(source.asked.length, 1)
  const closed = await startServer(t)
  t.equal(await verdict(closed, stated, one), 'client-key-unknown')
  t.match(faultOf(closed), /address-refused/)
})

t.test('RFC 7517 §5: of a fetched set the keys that are no public ones are passed over', async (t) => {
  const keys = [null, 'x', { kty: 'oct', k: 'AA' }, await privateJwk(two), { kty: 'RSA' }, one.jwk]
  const { server, stated } = await scene(t, { keys })
  t.equal(await verdict(server, stated, one), 'signed')
  t.equal(await verdict(server, stated, { ...two, kid: undefined }), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
})
