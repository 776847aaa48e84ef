import t from 'tap'
import { parseAuthorizationRequest } from '../../../src/domain/authorization/authorization-request.ts'
import type { RedirectTarget } from '../../../src/domain/authorization/redirect-target.ts'
import { clientOf } from '../../../src/domain/clients/client.ts'
import { parseParameters } from '../../../src/domain/parameters.ts'
import { type Tenant, tenantOf } from '../../../src/domain/tenants/tenant.ts'
import { makeMail } from '../../../src/outgoing/make-mail.ts'
import type { ClientType, TenantType } from '../../../src/store/schema.ts'
import { CODE_CHALLENGE } from '../../helpers/authorization.ts'
import { clientRow, tenantRow } from '../../helpers/store-rows.ts'

const target = (metadata: Record<string, unknown> = {}, client_type: ClientType = 'confidential') =>
  ({
    client: clientOf(clientRow({ client_type, metadata: JSON.stringify(metadata) })),
    redirect_uri: 'https://rp.example/callback',
    response_mode: 'query',
    state: undefined,
  }) satisfies RedirectTarget

const NO_MAIL = makeMail(new URL('../../../views/', import.meta.url), undefined)

const tenantWith = (policy: Record<string, unknown>, type: TenantType = 'regular') =>
  tenantOf(tenantRow({ type, policy: JSON.stringify(policy) }), 'https://login.example', undefined)

const parse = (query: string, to: RedirectTarget = target(), tenant = tenantWith({})) =>
  parseAuthorizationRequest(parseParameters(query), to, { mail: NO_MAIL, tenant }, 1_800_000_000)

const CODE = 'response_type=code'

t.test('Core §3.1.2.1: the smallest request, and what it means', async (t) => {
  t.same(parse(CODE), {
    response_type: 'code',
    scope: new Set(),
    prompt: new Set(),
    max_age: undefined,
    nonce: undefined,
    code_challenge: undefined,
    id_token_hint: undefined,
    login_hint: undefined,
    claims: { id_token: [], userinfo: [] },
    beyond_scope: new Set(),
    acr: undefined,
    resources: [],
    services: [],
    subjects: undefined,
    claim_set_id: undefined,
    organization_id: undefined,
    connection_id: undefined,
    pushed_request_id: undefined,
    received_at: 1_800_000_000,
  })
})

t.test('Core §3.1.2.1: every parameter that is served', async (t) => {
  const query = `${CODE}&scope=openid%20email&prompt=login%20consent&max_age=300&nonce=n-0S6_WzA2Mj&login_hint=ada&code_challenge=${CODE_CHALLENGE}&code_challenge_method=S256&id_token_hint=x&tenant_id=default&display=page&ui_locales=de&acr_values=a&response_mode=form_post&unknown=1`
  t.match(parse(query), {
    scope: new Set(['openid', 'email']),
    prompt: new Set(['login', 'consent']),
    max_age: 300,
    nonce: 'n-0S6_WzA2Mj',
    login_hint: 'ada',
    code_challenge: CODE_CHALLENGE,
    id_token_hint: 'x',
  })
  t.match(parse(`${CODE}&email_hint=ada@example.com`), { login_hint: 'ada@example.com' })
})

t.test(
  'Core §3.1.2.1: scopes that are not served are ignored, the client’s default stands in for a missing one',
  async (t) => {
    t.same(parse(`${CODE}&scope=openid+read:all+profile`).scope, new Set(['openid', 'profile']))
    t.same(parse(CODE, target({ scope: 'openid phone' })).scope, new Set(['openid', 'phone']))
  },
)

t.test('Core §11: offline_access is for clients that may refresh', async (t) => {
  const query = `${CODE}&scope=openid+offline_access`
  t.same(parse(query).scope, new Set(['openid', 'offline_access']))
  t.same(parse(query, target({ grant_types: ['authorization_code'] })).scope, new Set(['openid']))
})

t.test('OpenID Connect Registration §2: default_max_age stands in for max_age', async (t) => {
  t.equal(parse(CODE, target({ default_max_age: 60 })).max_age, 60)
  t.equal(parse(`${CODE}&max_age=0`, target({ default_max_age: 60 })).max_age, 0)
})

t.test(
  'Initiating User Registration §4.1: prompt=create where tenant and client let people sign up',
  async (t) => {
    const open = tenantWith({ self_registration: true })
    const create = `${CODE}&prompt=create`
    t.same(parse(create, target(), open).prompt, new Set(['create']))
    t.same(parse(`${create}+consent`, target(), open).prompt, new Set(['create', 'consent']))
    t.throws(() => parse(`${create}+none`, target(), open), {
      code: 'invalid_request',
      reason: 'prompt-none-with-others',
    })
    const refused = { code: 'invalid_request', reason: 'sign-up-closed' }
    const closed: readonly (readonly [RedirectTarget, Tenant])[] = [
      [target({ self_registration: false }), open],
      [target(), tenantWith({ self_registration: false })],
      [target(), tenantWith({ self_registration: true }, '2fa')],
      [target(), tenantWith({ self_registration: true, hide_accounts: true })],
    ]
    for (const [to, tenant] of closed) t.throws(() => parse(create, to, tenant), refused)
  },
)

const WRONG: readonly (readonly [section: string, query: string, code: string, reason: string])[] = [
  ['RFC 6749 §3.1.1', '', 'invalid_request', 'parameter-missing'],
  ['RFC 6749 §3.1.1', 'response_type=token', 'unsupported_response_type', 'response-type-unsupported'],
  ['RFC 6749 §3.1', 'response_type=code&response_type=code', 'invalid_request', 'parameter-repeated'],
  ['RFC 6749 §3.1', `${CODE}&state=a&state=b`, 'invalid_request', 'parameter-repeated'],
  ['RFC 6749 §3.1', `${CODE}&nonce=a&nonce=b`, 'invalid_request', 'parameter-repeated'],
  ['RFC 6749 §3.1', `${CODE}&display=a&display=b`, 'invalid_request', 'parameter-repeated'],
  ['RFC 6749 §3.3', `${CODE}&scope=openid++email`, 'invalid_scope', 'scope-malformed'],
  ['RFC 6749 §3.3', `${CODE}&scope=open%22id`, 'invalid_scope', 'scope-malformed'],
  ['Core §3.1.2.6', `${CODE}&registration=x`, 'registration_not_supported', 'parameter-not-offered'],
  [
    'Multiple Response Types §2.1',
    `${CODE}&response_mode=smoke`,
    'invalid_request',
    'response-mode-unsupported',
  ],
  ['Core §3.1.2.1', `${CODE}&prompt=none+login`, 'invalid_request', 'prompt-none-with-others'],
  ['Core §3.1.2.1', `${CODE}&prompt=now`, 'invalid_request', 'prompt-unsupported'],
  ['Initiating User Registration §4.1', `${CODE}&prompt=create`, 'invalid_request', 'sign-up-closed'],
  ['RFC 6749 §3.1.1', 'response_type=code+code', 'unsupported_response_type', 'response-type-unsupported'],
  ['RFC 6749 §3.1.1', 'response_type=id_token', 'unauthorized_client', 'response-type-unregistered'],
  ['Core §5.5', `${CODE}&claims=%7B`, 'invalid_request', 'claims-malformed'],
  ['Core §5.2', `${CODE}&claims_locales=a&claims_locales=b`, 'invalid_request', 'parameter-repeated'],
  ['Core §3.1.2.1', `${CODE}&max_age=soon`, 'invalid_request', 'max-age-malformed'],
  ['Core §3.1.2.1', `${CODE}&max_age=-1`, 'invalid_request', 'max-age-malformed'],
  ['RFC 7636 §4.3', `${CODE}&code_challenge=${CODE_CHALLENGE}`, 'invalid_request', 'code-challenge-method'],
  [
    'RFC 7636 §4.3',
    `${CODE}&code_challenge=x&code_challenge_method=plain`,
    'invalid_request',
    'code-challenge-method',
  ],
  [
    'RFC 7636 §4.2',
    `${CODE}&code_challenge=x&code_challenge_method=S256`,
    'invalid_request',
    'code-challenge-malformed',
  ],
  ['RFC 7636 §4.3', `${CODE}&code_challenge_method=S256`, 'invalid_request', 'code-challenge-missing'],
  ['Tenants', `${CODE}&tenant_id=other`, 'invalid_request', 'tenant-id-differs'],
]

for (const [section, query, code, reason] of WRONG) {
  t.test(`${section}: ${query || 'nothing at all'} is ${code}`, async (t) => {
    t.throws(() => parse(query), { code, reason })
  })
}

t.test(
  'RFC 6749 §3.1.1: a client that is not registered for the response type is unauthorized',
  async (t) => {
    t.throws(() => parse(CODE, target({ response_types: [] })), {
      code: 'unauthorized_client',
      reason: 'response-type-unregistered',
    })
  },
)

const legacy = (...response_types: string[]) =>
  target({ response_types, grant_types: ['authorization_code', 'implicit', 'refresh_token'] })

t.test('RFC 6749 §3.1.1: the words of a response type come in any order', async (t) => {
  const { response_type } = parse(
    'response_type=token+id_token+code&scope=openid&nonce=n',
    legacy('code id_token token'),
  )
  t.equal(response_type, 'code id_token token')
})

t.test('Core §3.2.2.1, §3.3.2.11: an ID token from the front channel needs openid and a nonce', async (t) => {
  for (const type of ['id_token', 'id_token token', 'code id_token', 'code id_token token']) {
    const query = `response_type=${type.replaceAll(' ', '+')}`
    const to = legacy(type)
    t.throws(() => parse(`${query}&scope=openid`, to), { code: 'invalid_request', reason: 'nonce-missing' })
    for (const scope of ['', '&scope=email']) {
      t.throws(() => parse(`${query}&nonce=n${scope}`, to), {
        code: 'invalid_scope',
        reason: 'scope-without-openid',
      })
    }
    t.equal(parse(`${query}&nonce=n&scope=openid`, to).nonce, 'n')
  }
  t.equal(parse('response_type=code+token&scope=openid', legacy('code token')).nonce, undefined)
})

t.test('Core §11: offline_access is ignored where no code is given', async (t) => {
  const scope = 'scope=openid+offline_access&nonce=n'
  t.notOk(
    parse(`response_type=id_token+token&${scope}`, legacy('id_token token')).scope.has('offline_access'),
  )
  t.ok(parse(`response_type=code+token&${scope}`, legacy('code token')).scope.has('offline_access'))
})

t.test(
  'Core §5.5, §5.2: single claims that a person can have, by their names without a language',
  async (t) => {
    const claims = JSON.stringify({
      userinfo: { 'name#de': null, name: null, gender: { essential: true }, shoe_size: null, sub: null },
      id_token: { 'family_name#ja-Kana-JP': null, auth_time: { essential: true } },
    })
    t.same(parse(`${CODE}&claims=${encodeURIComponent(claims)}`).claims, {
      userinfo: ['name', 'gender'],
      id_token: ['family_name'],
    })
  },
)

t.test('RFC 7636 §4.4.1: without a code there is nothing to challenge', async (t) => {
  const to = target({ response_types: ['id_token'], grant_types: ['implicit'] }, 'public')
  t.equal(parse('response_type=id_token&scope=openid&nonce=n', to).code_challenge, undefined)
})

t.test('RFC 7636 §4.4.1: a public client must send a challenge', async (t) => {
  t.throws(() => parse(CODE, target({}, 'public')), { code: 'invalid_request', reason: 'pkce-required' })
})

t.test(
  'Core §3.1.2.1: whose claims, whose members, and where the person signs in; an empty one is none',
  async (t) => {
    const named = parse(`${CODE}&ext-integration-id=tower&organization=org_1&connection=staff`)
    t.match(named, { claim_set_id: 'tower', organization_id: 'org_1', connection_id: 'staff' })
    const empty = parse(`${CODE}&ext-integration-id=&organization=&connection=`)
    t.match(empty, { claim_set_id: undefined, organization_id: undefined, connection_id: undefined })
  },
)
