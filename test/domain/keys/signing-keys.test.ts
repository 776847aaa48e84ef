/**
 * Signing keys: made when first needed, once, and published as they should be.
 */
import { calculateJwkThumbprint } from 'jose'
import t from 'tap'
import { currentKey, publishedKeys } from '../../../src/domain/keys/signing-keys.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { makeParsedCache } from '../../../src/store/parsed-cache.ts'
import { insertSigningKey, listSigningKeys } from '../../../src/store/signing-keys.ts'
import { updateTenant } from '../../../src/store/tenants.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import { signingKeyRow } from '../../helpers/store-rows.ts'

const current = async (server: TestServer, alg: string, id = 'default') => {
  const { tenant, parsed } = await server.tenant(id)
  return currentKey(server.deps, parsed, tenant, alg)
}

const published = async (server: TestServer, id = 'default') => {
  const { tenant, parsed } = await server.tenant(id)
  return publishedKeys(server.deps, parsed, tenant)
}

const setDefaultAlg = ({ db }: TestServer, alg: string) =>
  db.transaction(async (tx) => {
    const policy = JSON.stringify({ id_token_signed_response_alg: alg })
    await tx.run(updateTenant, { id: 'default', name: 'Northlight', policy, now: START })
    await tx.run(bumpConfigVersion, {})
  })

await onBothDatabases(t, 'Signing keys: the first is made once, however many ask at once', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const keys = await Promise.all(Array.from({ length: 20 }, () => current(server, 'ES256')))
  t.equal(new Set(keys.map(({ kid }) => kid)).size, 1)
  const again = await current(server, 'ES256')
  t.equal(again.kid, keys[0]?.kid)
  t.equal((await db.all(listSigningKeys, { tenant_id: 'default' })).length, 1)
})

await onBothDatabases(t, 'Signing keys: of two processes that make the first, one does', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const { tenant } = await server.tenant()
  const caches = [makeParsedCache(db), makeParsedCache(db), makeParsedCache(db)]
  const keys = await Promise.all(
    caches.map(async (cache) => currentKey(server.deps, await cache.current(), tenant, 'ES256')),
  )
  t.equal(new Set(keys.map(({ kid }) => kid)).size, 1)
  t.equal((await db.all(listSigningKeys, { tenant_id: 'default' })).length, 1)
})

t.test('RFC 7517 §4: a published key has kid, use and alg, and no private member', async (t) => {
  const server = await startServer(t)
  await current(server, 'ES256')
  await current(server, 'EdDSA')
  const keys = await published(server)
  t.equal(keys.length, 3)
  for (const { kid, alg, public_jwk } of keys) {
    t.match(public_jwk, { kid, alg, use: 'sig' })
    t.equal(await calculateJwkThumbprint({ ...public_jwk }), kid)
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) t.notOk(member in public_jwk, member)
  }
})

t.test('OpenID Connect Core 1.0 §10.1: the key of the default algorithm is the first', async (t) => {
  const server = await startServer(t)
  await current(server, 'ES256')
  for (const alg of ['RS256', 'EdDSA', 'ES256']) {
    await setDefaultAlg(server, alg)
    const algs = (await published(server)).map((key) => key.alg)
    t.equal(algs[0], alg)
    // The very request in which it was made has it too.
    t.same(
      algs,
      (await published(server)).map((key) => key.alg),
    )
  }
})

t.test('OpenID Connect Core 1.0 §10.1.1: a key is published before it signs and after it has', async (t) => {
  const server = await startServer(t)
  await setDefaultAlg(server, 'ES256')
  const first = await current(server, 'ES256')
  const next = signingKeyRow({ alg: 'ES256', generation: 2, kid: 'next', signs_from: START + 100 })
  await server.db.transaction(async (tx) => {
    await tx.run(insertSigningKey, next)
    await tx.run(bumpConfigVersion, {})
  })
  const kids = async () => (await published(server)).map(({ kid }) => kid)
  t.same(await kids(), [first.kid, 'next'])
  t.equal((await current(server, 'ES256')).kid, first.kid)
  server.clock.seconds = START + 100
  t.equal((await current(server, 'ES256')).kid, 'next')
  t.same(await kids(), ['next', first.kid], 'the one that signs is the first')
  server.clock.seconds = START - 1000
  t.equal((await current(server, 'ES256')).kid, first.kid, 'a clock that was set back')
})

t.test('Signing keys: a tenant whose keys have all retired has none to sign with', async (t) => {
  const server = await startServer(t)
  const retired = signingKeyRow({ alg: 'ES256', kid: 'old', retired_at: START })
  await server.db.run(insertSigningKey, retired)
  await t.rejects(current(server, 'ES256'), { message: 'no key signs by ES256 in tenant default' })
})

t.test('Signing keys: those of one tenant are not those of another', async (t) => {
  const server = await startServer(t)
  const [here, there] = [await current(server, 'ES256'), await current(server, 'ES256', 'other')]
  t.not(here.kid, there.kid)
  t.equal(
    (await published(server, 'other')).some(({ kid }) => kid === here.kid),
    false,
  )
})

t.test('Signing keys: an algorithm that is none has no key', async (t) => {
  const server = await startServer(t)
  await t.rejects(current(server, 'none'), { message: 'none is no signature algorithm of this server' })
  t.same(await server.db.all(listSigningKeys, { tenant_id: 'default' }), [])
})

t.test('Signing keys: the private part is sealed, and to its own row', async (t) => {
  const server = await startServer(t)
  await current(server, 'ES256')
  await current(server, 'ES256', 'other')
  await server.db.execute(
    "UPDATE signing_key SET private_sealed = (SELECT private_sealed FROM signing_key WHERE tenant_id = 'other') WHERE tenant_id = 'default'",
  )
  await server.db.run(bumpConfigVersion, {})
  const moved = await current(server, 'ES256')
  await t.rejects(async () => moved.signer(), { name: 'UnsealError' })
})

t.test('Signing keys: a signer is imported once', async (t) => {
  const server = await startServer(t)
  const key = await current(server, 'ES256')
  t.equal(key.signer(), key.signer())
})
