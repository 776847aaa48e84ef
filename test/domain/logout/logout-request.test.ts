import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { clientOf } from '../../../src/domain/clients/client.ts'
import { isVouchedFor, readLogoutRequest } from '../../../src/domain/logout/logout-request.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenClient, givenTokens } from '../../helpers/given.ts'
import { clientRow } from '../../helpers/store-rows.ts'

const ADDRESS = 'https://rp.example/signed-out'
const metadata = { post_logout_redirect_uris: [ADDRESS] }

const read = async (server: TestServer, parameters: Record<string, string | string[]>, tenant_id?: string) =>
  readLogoutRequest(await server.tenant(tenant_id), parameters)

t.test('RP-Initiated Logout §3: an address is followed when it is registered, byte for byte', async (t) => {
  const server = await startServer(t)
  const { id_token: hint = '' } = await givenTokens(server, await givenApplication(server, { metadata }))
  await givenClient(server, { client_id: 'locked', locked: 1, metadata })
  const named = { id_token_hint: hint, post_logout_redirect_uri: ADDRESS, state: 'a b', ui_locales: 'fr' }
  t.match(await read(server, named), {
    client: { client_id: 'rp' },
    hint: { sub: claimsOf(hint)['sub'], client_id: 'rp' },
    post_logout_redirect_uri: ADDRESS,
    state: 'a b',
  })
  t.match(await read(server, { client_id: 'rp', post_logout_redirect_uri: ADDRESS }), {
    hint: undefined,
    hinted_session: undefined,
    post_logout_redirect_uri: ADDRESS,
    unused_address: undefined,
  })
  t.equal((await read(server, { id_token_hint: hint })).post_logout_redirect_uri, undefined)

  await t.rejects(read(server, { id_token_hint: hint, post_logout_redirect_uri: `${ADDRESS}?a=b` }), {
    code: 'invalid_request',
    reason: 'post-logout-redirect-uri-unregistered',
  })
  for (const client_id of [undefined, 'nobody', 'locked']) {
    const named = client_id === undefined ? {} : { client_id }
    t.match(await read(server, { ...named, post_logout_redirect_uri: ADDRESS }), {
      client: undefined,
      post_logout_redirect_uri: undefined,
      unused_address: ADDRESS,
    })
    const rule = 'client-unnamed'
    t.match(server.notices.at(-1), { flow: 'end-session', step: 'address-not-followed', rule, sent: ADDRESS })
  }
})

t.test('RP-Initiated Logout §2: a hint counts when it has expired, and only here', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata })
  const { id_token: hint = '', access_token } = await givenTokens(server, browser)
  server.clock.seconds += 86_400 * 365
  t.equal((await read(server, { id_token_hint: hint })).hint?.sub, claimsOf(hint)['sub'])

  const foreign = { code: 'invalid_request', reason: 'id-token-hint-foreign' }
  const [header, payload] = hint.split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const forged of [`${header}.${payload}.AAAA`, `${none}.${payload}.`, access_token, 'nonsense']) {
    await t.rejects(read(server, { id_token_hint: forged }), foreign)
  }
  await t.rejects(read(server, { id_token_hint: hint }, 'other'), foreign, 'another tenant')
})

t.test('Back-Channel Logout §2.1: the sid of a hint names the session, while it is live', async (t) => {
  const server = await startServer(t)
  const told = { ...metadata, backchannel_logout_uri: 'https://rp.example/back' }
  const browser = await givenApplication(server, { metadata: told })
  const { id_token: hint = '' } = await givenTokens(server, browser)
  const { hinted_session } = await read(server, { id_token_hint: hint })
  t.same(
    hinted_session,
    await findSession(await server.tenant(), browser.cookies.get('vignette.default.session')),
  )
  server.clock.seconds += 86_400
  t.equal((await read(server, { id_token_hint: hint })).hinted_session, undefined)
})

t.test('RP-Initiated Logout §2: client_id is the client of the hint, and nothing comes twice', async (t) => {
  const server = await startServer(t)
  const { id_token: hint = '' } = await givenTokens(server, await givenApplication(server, { metadata }))
  t.ok((await read(server, { id_token_hint: hint, client_id: 'rp' })).client)
  await t.rejects(read(server, { id_token_hint: hint, client_id: 'rival' }), {
    code: 'invalid_request',
    reason: 'client-id-differs',
  })
  await t.rejects(read(server, { logout_hint: ['a', 'b'] }), {
    code: 'invalid_request',
    reason: 'parameter-repeated',
  })
})

t.test(
  'RP-Initiated Logout §3: nobody stands by the address of a client that anybody made known',
  async (t) => {
    const of = (origin: 'open' | 'document' | 'token' | null) => clientOf(clientRow({ origin }))
    const hint = { sub: 'ann', client_id: 'rp' }
    for (const origin of ['open', 'document'] as const) {
      t.equal(isVouchedFor({ client: of(origin), hint: undefined }), false)
      t.equal(isVouchedFor({ client: of(origin), hint }), true)
    }
    for (const origin of ['token', null] as const) {
      t.equal(isVouchedFor({ client: of(origin), hint: undefined }), true)
    }
    t.equal(isVouchedFor({ client: undefined, hint: undefined }), true, 'there is none to follow')
  },
)
