import t, { type Test } from 'tap'
import { type ClientStatement, draftClient } from '../../../src/domain/clients/client-draft.ts'
import type { ClientRow } from '../../../src/store/schema.ts'
import { START } from '../../helpers/fixtures.ts'

const stated = (metadata: ClientStatement['metadata'] = {}, changes: Partial<ClientStatement> = {}) => ({
  client_id: 'app',
  client_type: 'confidential' as const,
  metadata,
  ...changes,
})

const row: ClientRow = {
  tenant_id: 'default',
  client_id: 'app',
  client_type: 'public',
  secret_kind: null,
  secret_hash: null,
  metadata: '{"client_name":"App","scope":"openid"}',
  locked: 0,
  origin: null,
  registration_hash: null,
  fresh_until: null,
  created_at: START,
  updated_at: START,
}

const refuses = (t: Test, statement: ClientStatement, faults: RegExp[], existing?: ClientRow) => {
  t.throws(() => draftClient(statement, existing), { name: 'Refusal', reason: 'faulty', faults })
}

t.test('RFC 6749 Appendix A.1: a client_id is printable ASCII, and of one piece', async (t) => {
  for (const client_id of ['a', 'https://a.example/app', '!~', 'x'.repeat(200)]) {
    t.doesNotThrow(() => draftClient(stated({}, { client_id }), undefined), client_id)
  }
  for (const client_id of ['', 'a b', 'ä', 'a\n', 'x'.repeat(201)]) {
    refuses(t, stated({}, { client_id }), [/^client_id /])
  }
})

t.test('RFC 6749 §2.1: the type is stated, and does not change', async (t) => {
  refuses(t, stated({}, { client_type: undefined }), [/^type /])
  refuses(t, stated({}, { client_type: 'native' as 'public' }), [/^type /])
  refuses(t, stated(), [/^type .*does not change/], row)
  t.same(draftClient(stated({ scope: null, contacts: ['a'] }, { client_type: undefined }), row), {
    client_type: 'public',
    metadata: { client_name: 'App', contacts: ['a'] },
  })
})

t.test('RFC 7591 §2: every fault of the metadata is told at once', async (t) => {
  const metadata = {
    unheard_of: 1,
    response_types: ['token', 4],
    redirect_uris: ['http://a.example/cb', 'javascript:x', 3],
    post_logout_redirect_uris: ['/'],
  }
  refuses(t, stated(metadata), [
    /unheard_of/,
    /^redirect_uris\.2 /,
    /^response_types\.0/,
    /^response_types\.1/,
    /^redirect_uris: "http/,
    /^redirect_uris: "javascript/,
    /^post_logout_redirect_uris: /,
  ])
})

t.test('RFC 7591 §2: the authentication method goes with the type', async (t) => {
  const by = (token_endpoint_auth_method: string, client_type: 'public' | 'confidential') =>
    stated({ token_endpoint_auth_method }, { client_type })
  for (const method of ['client_secret_basic', 'client_secret_post']) {
    t.doesNotThrow(() => draftClient(by(method, 'confidential'), undefined))
    refuses(t, by(method, 'public'), [/has none/])
  }
  t.doesNotThrow(() => draftClient(by('none', 'public'), undefined))
  refuses(t, by('none', 'confidential'), [/confidential/])
})

t.test('RFC 7591 §2.1: grant types and response types agree', async (t) => {
  refuses(t, stated({ grant_types: ['refresh_token'] }), [/refresh_token needs/])
  const grant_types = ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token']
  const { metadata: device } = draftClient(stated({ grant_types, redirect_uris: [] }), undefined)
  t.same(device['response_types'], [], 'RFC 8628 §4: a device asks nobody by way of a browser')
  refuses(t, stated({ response_types: [] }), [/do not agree/])
  t.doesNotThrow(() => draftClient(stated({ grant_types: ['authorization_code'] }), undefined))
  const metadata = { response_types: ['token code id_token', 'id_token'], grant_types: ['implicit'] }
  refuses(t, stated(metadata), [/code id_token token needs authorization_code/])
  const { metadata: kept } = draftClient(
    stated({ ...metadata, grant_types: ['implicit', 'authorization_code'] }),
    undefined,
  )
  t.same(kept['response_types'], ['code id_token token', 'id_token'], 'RFC 6749 §3.1.1: in one order')
})

t.test('RFC 6454 §4: the web origins of a client are origins', async (t) => {
  const origins = (...web_origins: string[]) => stated({ web_origins })
  t.doesNotThrow(() => draftClient(origins('https://app.example', 'http://localhost:8080'), undefined))
  refuses(t, origins('https://app.example/'), [/^web_origins: .* is no web origin/])
})
