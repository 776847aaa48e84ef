/**
 * Wrong requests at the revocation endpoint: the exact answer to each, and that every token is as good as before.
 */
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  allAccessTokens,
  allGrants,
  basic,
  givenApplication,
  givenClient,
  givenTokens,
  post,
  SECRET,
} from '../helpers/given.ts'
import { judgeRefusals } from '../helpers/refusals.ts'
import { givenClients, proof, wrongProofs } from '../helpers/wrong-client-proofs.ts'

async function scene() {
  const server = await startServer(t)
  const tokens = await givenTokens(server, await givenApplication(server))
  await givenClients(server)
  return { server, ...tokens }
}

async function nothingRevoked(t: Test, { db }: TestServer): Promise<void> {
  const rows = [...(await db.all(allAccessTokens, {})), ...(await db.all(allGrants, {}))]
  t.same(
    rows.map(({ revoked_at }) => revoked_at),
    [null, null],
  )
}

t.test('RFC 7009 §2.1: who does not prove itself takes nothing back', async (t) => {
  const { server, access_token: token } = await scene()
  const wrong = await wrongProofs()
  const requests = wrong.map((request) => ({ ...request, fields: { token, ...request.fields } }))
  await judgeRefusals(t, server, '/revoke', 'revocation', requests)
  t.equal(
    (await post(server, '/revoke', { ...(await proof()), token })).statusCode,
    200,
    'the proof itself was right',
  )
  await nothingRevoked(t, server)
})

t.test('RFC 7009 §2.1: what is asked wrongly', async (t) => {
  const { server, access_token: token } = await scene()
  const common = { status: 400, error: 'invalid_request', headers: basic('rp', SECRET) }
  await judgeRefusals(t, server, '/revoke', 'revocation', [
    { ...common, title: '§2.1: no token', fields: {}, rule: 'parameter-missing' },
    { ...common, title: '§2.1: an empty token', fields: { token: '' }, rule: 'parameter-missing' },
    { ...common, title: '§2.1: a token with a NUL', fields: { token: 'a\0b' }, rule: 'parameter-nul' },
    { ...common, title: 'another tenant', fields: { token, tenant_id: 'other' }, rule: 'tenant-id-differs' },
  ])
  const url = '/api/oidc/default/revoke'
  const headers = basic('rp', SECRET)
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  const sent: [string, number, InjectOptions][] = [
    ['GET', 404, { url: `${url}?token=${token}`, headers }],
    ['DELETE', 404, { url, method: 'DELETE', headers }],
    ['JSON', 400, { url, method: 'POST', headers, payload: { token } }],
    ['no body', 400, { url, method: 'POST', headers }],
    ['the token in the query', 400, { url: `${url}?token=${token}`, method: 'POST', headers }],
    ['a token twice', 400, { url, method: 'POST', headers: form, payload: `token=${token}&token=${token}` }],
    [
      'a hint twice',
      400,
      { url, method: 'POST', headers: form, payload: `token=${token}&token_type_hint=a&token_type_hint=b` },
    ],
    ['an issuer that is not there', 400, { url: url.replace('default', 'no'), method: 'POST', headers }],
  ]
  for (const [title, status, request] of sent) {
    t.equal((await server.app.inject(request)).statusCode, status, title)
  }
  await nothingRevoked(t, server)
})

t.test('RFC 7009 §2.2: what is another client’s stays, and the answer does not say so', async (t) => {
  const { server, access_token, refresh_token, id_token } = await scene()
  await givenClient(server, { client_id: 'nosy' })
  for (const token of [access_token, refresh_token, id_token, 'x', 'a.b.c']) {
    const reply = await post(server, '/revoke', { token }, basic('nosy', SECRET))
    t.same([reply.statusCode, reply.body], [200, '{}'])
  }
  await nothingRevoked(t, server)
})
