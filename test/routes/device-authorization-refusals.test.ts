/**
 * Wrong requests at the device authorization endpoint: the exact answer to each, and that no code was given.
 */
import t, { type Test } from 'tap'
import { DEVICE_CODE_GRANT } from '../../src/domain/clients/client-metadata.ts'
import { allDeviceCodes, askAsDevice, givenTv, TV } from '../helpers/device.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { basic, FORM, givenClient, post, SECRET } from '../helpers/given.ts'
import { judgeRefusals, type WrongRequest } from '../helpers/refusals.ts'
import { givenClients, proof, wrongProofs } from '../helpers/wrong-client-proofs.ts'

const PATH = '/device_authorization'
const DEVICE = { grant_types: [DEVICE_CODE_GRANT], response_types: [] }

const given = async ({ db }: TestServer): Promise<number> => (await db.all(allDeviceCodes, {})).length

async function judge(t: Test, server: TestServer, requests: readonly WrongRequest[]): Promise<void> {
  await judgeRefusals(t, server, PATH, 'device-authorization', requests)
  t.equal(await given(server), 0, 'no code was given')
}

t.test('RFC 8628 §3.1: who does not prove itself gets no code', async (t) => {
  const server = await startServer(t)
  await givenClient(server, { metadata: DEVICE })
  await givenClients(server, DEVICE)
  await judge(
    t,
    server,
    (await wrongProofs()).map((each) => ({ ...each, fields: { scope: 'openid', ...each.fields } })),
  )
  t.equal((await post(server, PATH, await proof())).statusCode, 200, 'the proof itself was right')
  t.equal(
    (await post(server, PATH, await proof({ aud: `${server.issuer}${PATH}`, jti: 'k' }))).statusCode,
    200,
    'RFC 7523 §3: the endpoint as its audience',
  )
})

const wrong = (
  title: string,
  fields: WrongRequest['fields'],
  error: string,
  rule: string,
  headers = {},
): WrongRequest => ({ title, fields: { client_id: 'tv', ...fields }, headers, status: 400, error, rule })

t.test('RFC 8628 §3.1, RFC 6749 §5.2: what is asked wrongly', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  await givenClient(server, { client_id: 'web' })
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
  const robot = { grant_types: ['client_credentials'], response_types: [] }
  await givenClient(server, { client_id: 'robot', metadata: robot })
  await givenClient(server, { ...TV, client_id: 'elsewhere', tenant_id: 'other' })
  const [scope, malformed, unregistered] = ['invalid_scope', 'invalid_request', 'unauthorized_client']
  const secret = { client_secret: SECRET }
  await judge(t, server, [
    wrong('a browser’s client', { client_id: 'spa' }, unregistered, 'grant-type-unregistered'),
    wrong('a site’s client', { client_id: 'web', ...secret }, unregistered, 'grant-type-unregistered'),
    wrong('a machine', { client_id: 'robot', ...secret }, unregistered, 'grant-type-unregistered'),
    wrong(
      'a site’s client by header',
      { client_id: undefined },
      unregistered,
      'grant-type-unregistered',
      basic('web', SECRET),
    ),
    wrong('§3.3: two spaces in the scope', { scope: 'openid  profile' }, scope, 'scope-malformed'),
    wrong('§3.3: a space before it', { scope: ' openid' }, scope, 'scope-malformed'),
    wrong('§3.3: a space after it', { scope: 'openid ' }, scope, 'scope-malformed'),
    wrong('§3.3: a tab', { scope: 'openid\tprofile' }, scope, 'scope-malformed'),
    wrong('§3.3: a quote', { scope: '"openid"' }, scope, 'scope-malformed'),
    wrong('§3.3: a backslash', { scope: 'open\\id' }, scope, 'scope-malformed'),
    wrong('§3.3: letters beyond ASCII', { scope: 'öffnen' }, scope, 'scope-malformed'),
    wrong('§A: a NUL in the scope', { scope: 'open\0id' }, malformed, 'parameter-nul'),
    wrong('Tenants: another one’s name', { tenant_id: 'other' }, malformed, 'tenant-id-differs'),
  ])
  await judge(t, server, [
    {
      title: 'Tenants: a client of another one',
      fields: { client_id: 'elsewhere' },
      status: 401,
      error: 'invalid_client',
      rule: 'client-unknown',
    },
  ])
})

t.test('RFC 8628 §3.1, RFC 6749 §3.2: what is no request', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const url = `/api/oidc/default${PATH}`
  const payload = 'client_id=tv'
  const json = { 'content-type': 'application/json' }
  const rows = [
    ['by GET', 404, { url: `${url}?${payload}`, method: 'GET' }],
    ['by PUT', 404, { url, method: 'PUT', headers: FORM, payload }],
    ['a JSON body', 400, { url, method: 'POST', headers: json, payload: '{"client_id":"tv"}' }],
    ['a body of no type', 401, { url, method: 'POST' }],
    ['all in the query', 401, { url: `${url}?${payload}`, method: 'POST', headers: FORM, payload: '' }],
    ['a client_id twice', 400, { url, method: 'POST', headers: FORM, payload: `${payload}&${payload}` }],
    ['a scope twice', 400, { url, method: 'POST', headers: FORM, payload: `${payload}&scope=a&scope=b` }],
    [
      'larger than any form',
      413,
      { url, method: 'POST', headers: FORM, payload: `${payload}&x=${'x'.repeat(70_000)}` },
    ],
    [
      'an issuer that is not there',
      400,
      { url: url.replace('default', 'no'), method: 'POST', headers: FORM, payload },
    ],
  ] as const
  for (const [title, status, request] of rows) {
    const reply = await server.app.inject({ ...request })
    t.equal(reply.statusCode, status, title)
    t.notMatch(reply.body, /_code/, title)
  }
  t.equal(await given(server), 0)
})

t.test('RFC 6585 §4: too many devices of one network wait', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  for (let count = 0; count < 300; count += 1) await askAsDevice(server)
  await judgeRefusals(t, server, PATH, 'device-authorization', [
    {
      title: 'one more',
      fields: { client_id: 'tv' },
      status: 503,
      error: 'temporarily_unavailable',
      rule: 'devices-too-many',
    },
  ])
})
