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
    response_types: ['id_token'],
    redirect_uris: ['http://a.example/cb', 'javascript:x', 3],
    post_logout_redirect_uris: ['/'],
  }
  refuses(t, stated(metadata), [
    /unheard_of/,
    /^redirect_uris\.2 /,
    /^response_types/,
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
  refuses(t, stated({ grant_types: ['refresh_token'] }), [/do not agree/, /refresh_token needs/])
  refuses(t, stated({ response_types: [] }), [/do not agree/])
  t.doesNotThrow(() => draftClient(stated({ grant_types: ['authorization_code'] }), undefined))
})
