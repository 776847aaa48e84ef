import t, { type Test } from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { deleteClient, updateClient } from '../../../src/domain/clients/client-registration.ts'
import { isDocumentAddress, withClientDocument } from '../../../src/domain/registration/client-document.ts'
import { sweep } from '../../../src/domain/retention.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { documentServer, REACHES_DOCUMENTS } from '../../helpers/document-server.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const OPEN = { client_id_metadata_documents: true }
const HOUR = 3600

async function startDocuments(t: Test) {
  const server = await startServer(t, REACHES_DOCUMENTS)
  await givenPolicy(server, OPEN)
  const documents = await documentServer(t)
  const client_id = `${documents.origin}/client.json`
  const document = { client_id, client_name: 'Notebook', redirect_uris: ['http://127.0.0.1/cb'] }
  documents.tell(document)
  return { server, documents, client_id, document }
}

const REQUESTER = { address: '192.0.2.1', user_agent: undefined }

async function ask(server: TestServer, client_id: unknown, tenant_id = 'default', address = '192.0.2.1') {
  const inside = await server.tenant(tenant_id)
  const deps = await withClientDocument({ ...inside, requester: { ...REQUESTER, address } }, client_id)
  return findClient(deps, String(client_id))
}

t.test('Client ID Metadata Document §3: which addresses may stand for a client', async (t) => {
  const longest = `https://app.example/${'a'.repeat(1980)}`
  for (const right of ['https://app.example/client.json', 'https://app.example:8443/a/b?c=1', longest]) {
    t.ok(isDocumentAddress(right), right)
  }
  for (const wrong of [
    undefined,
    ['https://app.example/client.json'],
    'rp',
    'http://app.example/client.json',
    'https://app.example',
    'https://app.example/',
    'https://app.example/a/../client.json',
    'https://app.example/./client.json',
    'https://app.example/client.json#a',
    'https://app.example/client.json#',
    'https://user@app.example/client.json',
    'https://user:secret@app.example/client.json',
    'https://APP.example/client.json',
    'https://app.example:443/client.json',
    `https://app.example/${'a'.repeat(1981)}`,
    'https://',
  ]) {
    t.notOk(isDocumentAddress(wrong), String(wrong))
  }
})

t.test('Client ID Metadata Document §4: a document describes its client', async (t) => {
  const { server, client_id, documents } = await startDocuments(t)
  const client = await ask(server, client_id)
  t.match(client, { client_id, client_type: 'public', origin: 'document', secret: undefined })
  t.match(client?.metadata, {
    client_name: 'Notebook',
    token_endpoint_auth_method: 'none',
    first_party: false,
    id_token_claims: false,
  })
  t.same(documents.asked, ['/client.json'])
  t.same(await takeTrail(server), ['client-created {"origin":"document"}'])
  server.clock.seconds += HOUR
  await ask(server, client_id)
  t.same(await takeTrail(server), [], 'it is read anew, and says the same')
})

t.test('Client ID Metadata Document §4.4: it is fetched again when it is not fresh any more', async (t) => {
  const { server, client_id, document, documents } = await startDocuments(t)
  const nameAfter = async (seconds: number, client_name: string, headers: Record<string, string>) => {
    server.clock.seconds += seconds
    documents.tell({ ...document, client_name }, headers)
    return (await ask(server, client_id))?.metadata.client_name
  }
  t.equal(await nameAfter(0, 'A', {}), 'A')
  t.equal(await nameAfter(HOUR - 1, 'B', {}), 'A')
  await takeTrail(server)
  t.equal(
    await nameAfter(1, 'C', { 'cache-control': 'public, max-age=1' }),
    'C',
    'an hour where nothing is said',
  )
  t.same(await takeTrail(server), ['client-updated'])
  t.equal(await nameAfter(299, 'D', {}), 'C')
  t.equal(await nameAfter(1, 'E', { 'cache-control': 'max-age=999999999' }), 'E', 'five minutes at least')
  t.equal(await nameAfter(24 * HOUR - 1, 'F', {}), 'E')
  t.equal(await nameAfter(1, 'G', { 'cache-control': 'no-store, max-age=9000' }), 'G', 'a day at most')
  t.equal(await nameAfter(300, 'H', {}), 'H')
})

t.test('Client ID Metadata Document §4: two that ask at once are told the same', async (t) => {
  const { server, client_id } = await startDocuments(t)
  const [a, b] = await Promise.all([ask(server, client_id), ask(server, client_id)])
  t.same(a, b)
})

t.test(
  'Client ID Metadata Document §4: none where the tenant wants none, also of one that was known',
  async (t) => {
    const { server, client_id, documents } = await startDocuments(t)
    t.ok(await ask(server, client_id, 'other'))
    await givenPolicy(server, {})
    t.equal(await ask(server, client_id, 'other'), undefined)
    t.equal(await ask(server, client_id), undefined)
    t.equal(documents.asked.length, 1)
  },
)

t.test('Clients: an administrator’s client is asked for nothing, and a locked one stays so', async (t) => {
  const { server, client_id, documents } = await startDocuments(t)
  await ask(server, client_id)
  await server.db.execute('UPDATE client SET locked = 1')
  await server.db.run(bumpConfigVersion, {})
  server.clock.seconds += HOUR
  t.match(await ask(server, client_id), { locked: true })
  t.equal(documents.asked.length, 2)
  await server.db.execute('UPDATE client SET origin = NULL, fresh_until = NULL')
  await server.db.run(bumpConfigVersion, {})
  server.clock.seconds += HOUR
  t.ok(await ask(server, client_id))
  t.equal(documents.asked.length, 2)
})

t.test('Client ID Metadata Document §4.4: what an administrator decided is not the document’s', async (t) => {
  const { server, client_id, documents, document } = await startDocuments(t)
  await ask(server, client_id)
  const inside = await server.tenant()
  await updateClient(inside, { client_id, client_type: undefined, metadata: { assigned_only: true } })
  documents.tell({ ...document, client_name: 'Another', assigned_only: false })
  server.clock.seconds += HOUR
  t.match(await ask(server, client_id), { metadata: { client_name: 'Another', assigned_only: true } })
})

const PRIVATE_KEY = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' }] }

t.test('Client ID Metadata Document §4.1: what describes no client', async (t) => {
  const { server, client_id, document, documents } = await startDocuments(t)
  const rows: Record<string, readonly [changes: unknown, reason: string]> = {
    'another client_id': [{ ...document, client_id: `${client_id}x` }, 'client-document-of-another'],
    'no client_id': [{ ...document, client_id: undefined }, 'client-document-of-another'],
    'a secret': [{ ...document, client_secret: 'x' }, 'client-document-with-secret'],
    'the end of a secret': [{ ...document, client_secret_expires_at: 0 }, 'client-document-with-secret'],
    ...Object.fromEntries(
      ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'].map((method) => [
        method,
        [{ ...document, token_endpoint_auth_method: method }, 'client-document-with-secret'],
      ]),
    ),
    'no redirect_uris': [{ ...document, redirect_uris: [] }, 'client-document-faulty'],
    'a redirect URI with a fragment': [
      { ...document, redirect_uris: ['https://app.example/#'] },
      'client-document-faulty',
    ],
    'a private key': [{ ...document, jwks: PRIVATE_KEY }, 'client-document-faulty'],
    'a software statement': [{ ...document, software_statement: 'x' }, 'client-document-faulty'],
    'pairwise without a sector': [
      { ...document, redirect_uris: ['https://a.example/', 'https://b.example/'], subject_type: 'pairwise' },
      'client-document-faulty',
    ],
    'a list': [[document], 'client-document-no-json'],
    null: [null, 'client-document-no-json'],
  }
  for (const [name, [told, reason]] of Object.entries(rows)) {
    documents.tell(told)
    await t.rejects(ask(server, client_id), { code: 'unauthorized_client', reason }, name)
  }
  t.equal(await findClient(await server.tenant(), client_id), undefined, 'none of them is kept')
})

t.test('Client ID Metadata Document §4.2: what is no document', async (t) => {
  const { server, client_id, documents } = await startDocuments(t)
  const json = { 'content-type': 'application/json' }
  const unreachable = 'client-document-unreachable'
  const answers: Record<string, readonly [Parameters<typeof documents.answer>[0], string]> = {
    'that is not there': [(_, reply) => reply.writeHead(404, json).end('{}'), unreachable],
    'that is elsewhere': [
      (_, reply) => reply.writeHead(301, { location: 'https://169.254.169.254/' }).end(),
      unreachable,
    ],
    'without end': [(_, reply) => reply.writeHead(200, json).end(' '.repeat(20_000)), unreachable],
    'of another type': [
      (_, reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('{}'),
      'client-document-no-json',
    ],
    'of no type': [(_, reply) => reply.end('{}'), 'client-document-no-json'],
    'that is broken': [(_, reply) => reply.writeHead(200, json).end('{'), 'client-document-no-json'],
  }
  for (const [name, [answer, reason]] of Object.entries(answers)) {
    documents.answer(answer)
    await t.rejects(ask(server, client_id), { code: 'unauthorized_client', reason }, name)
  }
  documents.answer((_, reply) =>
    reply
      .writeHead(200, { 'content-type': 'application/client+json' })
      .end(JSON.stringify({ client_id, redirect_uris: ['https://app.example/cb'] })),
  )
  t.ok(await ask(server, client_id))
})

t.test('Client ID Metadata Document §6.5: no private address is asked', async (t) => {
  const server = await startServer(t)
  await givenPolicy(server, OPEN)
  for (const host of [
    '127.0.0.1',
    '[::1]',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    'localhost',
    '[fd00::1]',
  ]) {
    await t.rejects(
      ask(server, `https://${host}/client.json`),
      {
        code: 'unauthorized_client',
        reason: 'client-document-unreachable',
        detail: { sent: /^address-refused/ },
      },
      host,
    )
  }
})

t.test('RFC 6585 §4: nobody has us fetch without end', async (t) => {
  const server = await startServer(t)
  await givenPolicy(server, OPEN)
  const reasonOf = (each: number, address?: string) =>
    ask(server, `https://127.0.0.1/${each}`, 'default', address).catch(({ reason }) => reason)
  for (let each = 0; each < 60; each += 1) t.equal(await reasonOf(each), 'client-document-unreachable')
  t.equal(await reasonOf(60), 'client-documents-too-many')
  t.equal(await reasonOf(60, '192.0.2.2'), 'client-document-unreachable')
})

t.test('Retention: one that nobody allowed anything goes, and comes back when it is asked for', async (t) => {
  const { server, client_id, documents } = await startDocuments(t)
  await ask(server, client_id)
  server.clock.seconds += 7 * 24 * HOUR
  t.match(await sweep(server.deps), { client: 1 })
  t.ok(await ask(server, client_id))
  await deleteClient(await server.tenant(), client_id)
  t.equal(await findClient(await server.tenant(), client_id), undefined)
  t.equal(documents.asked.length, 2)
})

t.test('Client ID Metadata Document §4: our own faults are not the document’s', async (t) => {
  const { server, client_id, document, documents } = await startDocuments(t)
  documents.tell({ ...document, sector_identifier_uri: 'https://app.example/sector' })
  const inside = await server.tenant()
  const fetch: typeof inside.fetch = (request) =>
    request.url === client_id ? inside.fetch(request) : Promise.reject(new Error('ours'))
  await t.rejects(withClientDocument({ ...inside, fetch }, client_id), { message: 'ours' })
})
