import t from 'tap'
import { revokeToken } from '../../../src/domain/tokens/revocation.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  allAccessTokens,
  allGrants,
  givenApplication,
  givenClient,
  givenTokens,
  refreshing,
  request,
  SECRET,
} from '../../helpers/given.ts'

const client = { client_id: 'rp', client_secret: SECRET }

async function revoke(server: TestServer, parameters: Record<string, string>, tenant_id?: string) {
  await revokeToken(await server.tenant(tenant_id), {
    basic: undefined,
    parameters: { ...client, ...parameters },
  })
  return server.notices.at(-1)?.step
}

const tokensRevoked = async ({ db }: TestServer) =>
  (await db.all(allAccessTokens, {})).map((row) => row.revoked_at !== null)
const grantRevoked = async ({ db }: TestServer) =>
  (await db.all(allGrants, {})).map((row) => row.revoked_at !== null)

t.test('RFC 7009 §2.1: an access token ends alone, of either form and whatever the hint says', async (t) => {
  for (const access_token_format of ['jwt', 'opaque']) {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { access_token_format } })
    const { access_token, refresh_token } = await givenTokens(server, browser)
    const hinted = { token: access_token, token_type_hint: 'refresh_token' }
    t.equal(await revoke(server, hinted), 'access-token-revoked', access_token_format)
    t.same(await tokensRevoked(server), [true])
    t.same(await grantRevoked(server), [false])
    t.ok(await request(server, refreshing(refresh_token)))
  }
})

t.test(
  'RFC 7009 §2.1: with a refresh token ends all of its grant, also with one that was used',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    const { refresh_token = '' } = await givenTokens(server, browser)
    t.equal(await revoke(server, { token: refresh_token }), 'grant-revoked')
    t.same(await grantRevoked(server), [true])

    const { refresh_token: used = '' } = await givenTokens(server, browser)
    await request(server, refreshing(used))
    t.equal(await revoke(server, { token: used }), 'grant-revoked')
    t.same(await grantRevoked(server), [true, true])
  },
)

t.test('RFC 7009 §2.2: what is unknown or belongs to others is left alone without a word', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'rival' })
  await givenClient(server, { tenant_id: 'other' })
  const { access_token, refresh_token = '', id_token = '' } = await givenTokens(server, browser)
  const altered = `${refresh_token.slice(0, -1)}${refresh_token.endsWith('A') ? 'B' : 'A'}`
  const left_alone: [string, Record<string, string>, string?][] = [
    ['nonsense', { token: 'nonsense' }],
    ['an ID token', { token: id_token }],
    ['an altered refresh token', { token: altered }],
    ['the access token of another client', { token: access_token, client_id: 'rival' }],
    ['the refresh token of another client', { token: refresh_token, client_id: 'rival' }],
    ['an access token of another tenant', { token: access_token }, 'other'],
    ['a refresh token of another tenant', { token: refresh_token }, 'other'],
  ]
  for (const [title, parameters, tenant_id] of left_alone) {
    t.equal(await revoke(server, parameters, tenant_id), 'nothing-to-revoke', title)
  }
  t.same(await tokensRevoked(server), [false])
  t.same(await grantRevoked(server), [false])
})

t.test('RFC 7009 §2.1: the client authenticates, and the request is whole', async (t) => {
  const server = await startServer(t)
  await givenApplication(server)
  const wrong: [string, Record<string, string>, string, string][] = [
    ['a wrong secret', { token: 'x', client_secret: 'wrong' }, 'invalid_client', 'client-secret-wrong'],
    ['no token', {}, 'invalid_request', 'parameter-missing'],
    ['another tenant_id', { token: 'x', tenant_id: 'other' }, 'invalid_request', 'tenant-id-differs'],
  ]
  for (const [title, parameters, code, reason] of wrong) {
    await t.rejects(revoke(server, parameters), { code, reason }, title)
  }
})
