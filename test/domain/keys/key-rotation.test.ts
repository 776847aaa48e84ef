/**
 * Signing keys give way to one another without a gap, on both databases and whatever the clock does.
 */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import t from 'tap'
import { keySet } from '../../../src/domain/discovery/key-set.ts'
import { KEY_LEAD, keepSigningKeys, rotateSigningKey } from '../../../src/domain/keys/key-rotation.ts'
import { readOwnToken } from '../../../src/domain/keys/own-token.ts'
import { currentKey } from '../../../src/domain/keys/signing-keys.ts'
import { rowsBy } from '../../../src/store/rows-by.ts'
import { listSigningKeys } from '../../../src/store/signing-keys.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import { givenClient, givenQuickKeys } from '../../helpers/given.ts'

const allEvents = rowsBy('audit_event', [])

const HOUR = 3600
const DAY = 24 * HOUR

async function given(t: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(t)
  await givenQuickKeys(server)
  await current(server)
  return server
}

async function current(server: TestServer, alg = 'ES256') {
  const { tenant, parsed } = await server.tenant()
  return (await currentKey(server.deps, parsed, tenant, alg)).kid
}

const published = async (server: TestServer) => (await keySet(await server.tenant())).keys
const kids = async (server: TestServer) => (await published(server)).map((key) => key['kid'])
const rowsOf = ({ db }: TestServer) => db.all(listSigningKeys, { tenant_id: 'default' })
const rotate = async (server: TestServer, at_once = false, alg = 'ES256') =>
  rotateSigningKey(await server.tenant(), alg, at_once)

async function sign(server: TestServer): Promise<string> {
  const { tenant, parsed } = await server.tenant()
  const claims = { iss: server.issuer, exp: server.clock.seconds + HOUR }
  return server.deps.sign({ tenant, parsed, client_id: undefined, kind: 'id', alg: 'ES256', claims })
}

const verify = (token: string, keys: unknown, seconds: number) =>
  jwtVerify(token, createLocalJWKSet(keys as JSONWebKeySet), { currentDate: new Date(seconds * 1000) })

t.test(
  'Core §10.1.1: the next key is published behind the current one, then signs and stands first',
  async (t) => {
    const server = await given(t)
    const [first] = await published(server)
    const { kid, signs_from, is_new } = await rotate(server)
    t.same([is_new, signs_from], [true, START + KEY_LEAD])
    t.equal(KEY_LEAD, 120, 'twice as long as the key set may be kept')
    t.same(await kids(server), [first?.['kid'], kid])
    server.clock.seconds = START + KEY_LEAD - 1
    t.equal(await current(server), first?.['kid'])
    server.clock.seconds += 1
    t.equal(await current(server), kid)
    t.same(await kids(server), [kid, first?.['kid']])
    t.equal(JSON.stringify((await published(server))[1]), JSON.stringify(first), 'byte for byte')
    const again = await rotate(server)
    t.same(await kids(server), [kid, again.kid, first?.['kid']], 'current, next, former')
  },
)

t.test('Core §10.1.1: a former key is published until nothing that it signed can be valid', async (t) => {
  const server = await given(t)
  const former = await current(server)
  await givenClient(server, { metadata: { id_token_ttl: 5 * HOUR, access_token_ttl: 60 } })
  const { kid, signs_from } = await rotate(server)
  server.clock.seconds = signs_from + 5 * HOUR - 1
  t.same(await kids(server), [kid, former])
  server.clock.seconds += 1
  t.same(await kids(server), [kid])
})

t.test(
  'Core §3.1.2.1: a hint of long ago is known while its key is kept, though it is published no more',
  async (t) => {
    const server = await given(t)
    const hint = await sign(server)
    await rotate(server)
    server.clock.seconds += 30 * DAY
    t.equal((await published(server)).length, 1)
    t.match(await readOwnToken(await server.tenant(), hint, undefined), { iss: server.issuer })
    server.clock.seconds += 155 * DAY
    await keepSigningKeys(server.deps)
    t.equal(await readOwnToken(await server.tenant(), hint, undefined), undefined)
  },
)

t.test(
  'Core §10.1.1: in an emergency the new key signs at once, and the former one stays published',
  async (t) => {
    const server = await given(t)
    const former = await current(server)
    const { kid, signs_from } = await rotate(server, true)
    t.equal(signs_from, START)
    t.equal(await current(server), kid)
    t.same(await kids(server), [kid, former])
    t.match(await rowsOf(server), [{ retired_at: START + HOUR }, { retired_at: null }])
  },
)

t.test('Core §10.1.1: a rotation under way is not begun again, but may be hastened', async (t) => {
  const server = await given(t)
  const next = await rotate(server)
  server.clock.seconds += 10
  t.same(await rotate(server), { ...(await rowsOf(server)).at(-1), is_new: false })
  t.equal((await rowsOf(server)).length, 2)
  const hastened = await rotate(server, true)
  t.match(hastened, { kid: next.kid, signs_from: START + 10, is_new: false })
  t.equal(await current(server), next.kid)
  t.match(await rowsOf(server), [{ retired_at: START + 10 + HOUR }, { signs_from: START + 10 }])
})

t.test('Core §10.1.1: an algorithm that is not used has no key to replace', async (t) => {
  const server = await given(t)
  await t.rejects(rotate(server, false, 'EdDSA'), {
    name: 'Refusal',
    message: 'tenant default has no key for EdDSA: it is made when it is first needed',
  })
})

t.test('Core §10.1.1: each algorithm rotates for itself, and the tenant’s own stays first', async (t) => {
  const server = await given(t)
  const [own, other] = [await current(server), await current(server, 'EdDSA')]
  const { kid } = await rotate(server, false, 'EdDSA')
  t.same(await kids(server), [own, other, kid])
  server.clock.seconds += KEY_LEAD
  t.same(await kids(server), [own, kid, other])
})

t.test('RFC 9700 §2.6: a tenant’s keys rotate by themselves, as it says', async (t) => {
  const server = await given(t)
  const first = await current(server)
  server.clock.seconds += 90 * DAY - 1
  t.equal(await keepSigningKeys(server.deps), 0)
  server.clock.seconds += 1
  t.equal(await keepSigningKeys(server.deps), 1)
  t.equal(await keepSigningKeys(server.deps), 0)
  t.equal(await current(server), first)
  server.clock.seconds += KEY_LEAD
  t.not(await current(server), first)
  t.equal(await keepSigningKeys(server.deps), 0, 'the new one has its own time')
  t.match(await server.db.all(allEvents, {}), [
    {
      action: 'key-rotated',
      actor: 'system',
      detail: /^\{"alg":"ES256","kid":"[\w-]{43}","at_once":false\}$/,
    },
  ])

  const policy = (signing_key_ttl: number) =>
    JSON.stringify({ id_token_signed_response_alg: 'ES256', signing_key_ttl })
  await server.db.execute(`UPDATE tenant SET policy = '${policy(0)}'; UPDATE config_version SET version = 99`)
  server.clock.seconds += 1000 * DAY
  t.equal(await keepSigningKeys(server.deps), 0, 'never')
  await server.db.execute(
    `UPDATE tenant SET policy = '${policy(HOUR)}'; UPDATE config_version SET version = 100`,
  )
  t.equal(await keepSigningKeys(server.deps), 1)
})

await onBothDatabases(t, 'Core §10.1.1: of many processes that rotate at once one does', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  await givenQuickKeys(server)
  await current(server)
  const scoped = await server.tenant()
  const rotations = await Promise.all(
    Array.from({ length: 8 }, () => rotateSigningKey(scoped, 'ES256', false)),
  )
  t.equal(new Set(rotations.map(({ kid }) => kid)).size, 1)
  t.equal(rotations.filter(({ is_new }) => is_new).length, 1)
  t.match(await rowsOf(server), [
    { generation: 1, retired_at: START + KEY_LEAD + HOUR },
    { generation: 2, signs_from: START + KEY_LEAD, retired_at: null },
  ])
  server.clock.seconds += KEY_LEAD + 90 * DAY
  const replaced = await Promise.all(Array.from({ length: 4 }, () => keepSigningKeys(server.deps)))
  t.equal(
    replaced.reduce((sum, count) => sum + count, 0),
    1,
  )
})

t.test('Core §10.1.1: whoever keeps the key set no longer than he may can verify every token', async (t) => {
  const server = await given(t)
  const seen: { at: number; set: unknown }[] = []
  const tokens: string[] = []
  for (let second = 0; second <= 400; second += 20) {
    server.clock.seconds = START + second
    if (second === 100) await rotate(server)
    const reply = await server.app.inject('/api/oidc/default/.well-known/jwks')
    t.equal(reply.headers['cache-control'], 'public, max-age=60')
    seen.push({ at: second, set: reply.json() })
    const token = await sign(server)
    tokens.push(token)
    const oldest = seen.find(({ at }) => at >= second - 60)
    await t.resolves(verify(token, oldest?.set, server.clock.seconds), `after ${second} seconds`)
  }
  t.equal(new Set(tokens.map((token) => token.split('.')[0])).size, 2, 'two keys signed')
  for (const token of tokens) await t.resolves(verify(token, seen.at(-1)?.set, server.clock.seconds))
})

t.test('Core §10.1.1: the key set has another tag as soon as another key signs', async (t) => {
  const server = await given(t)
  const tag = async () => (await server.app.inject('/api/oidc/default/.well-known/jwks')).headers.etag
  const tags = [await tag()]
  await rotate(server)
  tags.push(await tag())
  server.clock.seconds += KEY_LEAD
  tags.push(await tag())
  server.clock.seconds += HOUR
  tags.push(await tag())
  t.equal(new Set(tags).size, 4)
})

t.test('NIST SP 800-57 §5.3: a clock that runs ahead and is set right again leaves no gap', async (t) => {
  const server = await given(t)
  const before = await sign(server)
  const first = await current(server)
  server.clock.seconds += 100 * DAY
  t.equal(await keepSigningKeys(server.deps), 1)
  server.clock.seconds += HOUR
  const ahead = await sign(server)
  const second = await current(server)
  t.not(second, first)
  await keepSigningKeys(server.deps)

  server.clock.seconds = START + HOUR
  t.equal(await current(server), first, 'whose time it is')
  t.same(await kids(server), [first, second])
  t.equal(await keepSigningKeys(server.deps), 0)
  server.clock.seconds += KEY_LEAD
  t.equal(await current(server), second, 'not in a hundred days')
  const keys = { keys: await published(server) }
  for (const token of [before, ahead, await sign(server)]) await t.resolves(verify(token, keys, START))
})
