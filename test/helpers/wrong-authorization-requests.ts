/**
 * Wrong authorization requests: what each sends instead, where its refusal goes, and which it is.
 */

import { RESPONSE_TYPES } from '../../src/domain/clients/response-type.ts'
import { CODE_CHALLENGE, REDIRECT_URI } from './authorization.ts'
import type { Answered } from './authorization-answer.ts'

type Value = string | readonly string[] | undefined

/** @param sent beside or instead of what is right; undefined leaves one out, and a list repeats it */
export type Row = readonly [
  title: string,
  sent: Readonly<Record<string, Value>>,
  at: Answered['at'],
  refusal: string,
]

/** Faults that leave no safe place to answer to. */
export const PAGES: readonly Row[] = [
  ['RFC 6749 §4.1.2.1: no client_id', { client_id: undefined }, 'page', 'invalid_request parameter-missing'],
  ['RFC 6749 §3.1: an empty client_id', { client_id: '' }, 'page', 'invalid_request parameter-missing'],
  [
    'RFC 6749 §3.1: client_id twice',
    { client_id: ['rp', 'rp'] },
    'page',
    'invalid_request parameter-repeated',
  ],
  [
    'RFC 6749 §4.1.2.1: an unknown client',
    { client_id: 'nobody' },
    'page',
    'unauthorized_client client-unknown',
  ],
  [
    'RFC 6749 §2.2: a client in other letters',
    { client_id: 'RP' },
    'page',
    'unauthorized_client client-unknown',
  ],
  [
    'Tenants: a client of another one',
    { client_id: 'foreign' },
    'page',
    'unauthorized_client client-unknown',
  ],
  ['Clients: a locked one', { client_id: 'locked' }, 'page', 'unauthorized_client client-locked'],
  ['RFC 6749 §A.1: a NUL in client_id', { client_id: 'rp\0' }, 'page', 'invalid_request parameter-nul'],
  [
    'Core §3.1.2.1: no redirect_uri',
    { redirect_uri: undefined },
    'page',
    'invalid_request redirect-uri-missing',
  ],
  [
    'RFC 6749 §3.1.2.3: none of two redirect_uris',
    { client_id: 'two', redirect_uri: undefined, scope: undefined },
    'page',
    'invalid_request redirect-uri-missing',
  ],
  [
    'RFC 6749 §3.1: redirect_uri twice',
    { redirect_uri: [REDIRECT_URI, REDIRECT_URI] },
    'page',
    'invalid_request parameter-repeated',
  ],
  ...[
    'https://evil.example/callback',
    'https://rp.example/Callback',
    'https://rp.example/callback/',
    'https://rp.example/callback?x=1',
    'https://rp.example/callback#x',
    'https://rp.example:443/callback',
    'http://rp.example/callback',
    'https://rp.example.evil.example/callback',
    'https://rp.example@evil.example/callback',
    'javascript:alert(1)',
    '//rp.example/callback',
    '/callback',
  ].map(
    (redirect_uri): Row => [
      `RFC 9700 §2.1: ${redirect_uri} is another address`,
      { redirect_uri },
      'page',
      'invalid_request redirect-uri-unregistered',
    ],
  ),
  [
    'RFC 9700 §4.1.3: the query of a registered address in another order',
    { client_id: 'two', redirect_uri: 'https://rp.example/callback?b=2&a=1' },
    'page',
    'invalid_request redirect-uri-unregistered',
  ],
  [
    'Form Post §2: no mode makes an unregistered address good',
    { redirect_uri: 'https://evil.example/', response_mode: 'form_post' },
    'page',
    'invalid_request redirect-uri-unregistered',
  ],
  [
    'Web Message §2: nor a message to its origin',
    { client_id: 'all', redirect_uri: 'https://rp.example/', response_mode: 'web_message' },
    'page',
    'invalid_request redirect-uri-unregistered',
  ],
]

const UNSUPPORTED = 'unsupported_response_type response-type-unsupported'
const UNREGISTERED = 'unauthorized_client response-type-unregistered'

export const RESPONSE_TYPE_ROWS: readonly Row[] = [
  ['RFC 6749 §3.1.1: none', { response_type: undefined }, 'query', 'invalid_request parameter-missing'],
  ['RFC 6749 §3.1: an empty one', { response_type: '' }, 'query', 'invalid_request parameter-missing'],
  [
    'RFC 6749 §4.2.2.1: none, from a client of the front channel',
    { client_id: 'implicit', response_type: undefined },
    'fragment',
    'invalid_request parameter-missing',
  ],
  [
    'RFC 6749 §3.1: twice',
    { response_type: ['code', 'code'] },
    'query',
    'invalid_request parameter-repeated',
  ],
  ['RFC 6749 §3.1.1: an unknown one', { response_type: 'magic' }, 'query', UNSUPPORTED],
  ['RFC 6749 §3.1.1: letters count', { response_type: 'Code' }, 'query', UNSUPPORTED],
  ['RFC 6749 §3.1.1: a word twice', { response_type: 'code code' }, 'query', UNSUPPORTED],
  [
    'RFC 6749 §3.1.1: two blanks',
    { client_id: 'all', response_type: 'code  token' },
    'fragment',
    UNSUPPORTED,
  ],
  ['Multiple Response Types §4: none, the word', { response_type: 'none' }, 'query', UNSUPPORTED],
  ['RFC 9700 §2.1.2: token alone', { client_id: 'all', response_type: 'token' }, 'fragment', UNSUPPORTED],
  [
    'Multiple Response Types §5: an unknown word among known ones',
    { client_id: 'all', response_type: 'code magic token' },
    'fragment',
    UNSUPPORTED,
  ],
  ['RFC 6749 §4.1.2.1: code unregistered', { client_id: 'implicit' }, 'query', UNREGISTERED],
  ...RESPONSE_TYPES.slice(1).flatMap((response_type): Row[] => [
    [`RFC 6749 §4.2.2.1: ${response_type} unregistered`, { response_type }, 'fragment', UNREGISTERED],
    [
      `Form Post §2: ${response_type} unregistered, told by form`,
      { response_type, response_mode: 'form_post' },
      'form_post',
      UNREGISTERED,
    ],
    [
      `Multiple Response Types §3: ${response_type} by query`,
      { client_id: 'all', response_type, response_mode: 'query' },
      'fragment',
      'invalid_request response-mode-unfit',
    ],
    [
      `Core §3.2.2.1, §3.3.2.1: ${response_type} with a scope that is malformed`,
      { client_id: 'all', response_type, scope: 'openid  email' },
      'fragment',
      'invalid_scope scope-malformed',
    ],
  ]),
  ...RESPONSE_TYPES.filter((type) => type.includes('id_token')).flatMap((response_type): Row[] => [
    [
      `Core §3.2.2.1, §3.3.2.11: ${response_type} without a nonce`,
      { client_id: 'all', response_type, nonce: undefined },
      'fragment',
      'invalid_request nonce-missing',
    ],
    [
      `Core §3.1.2.1: ${response_type} without openid`,
      { client_id: 'all', response_type, scope: 'email' },
      'fragment',
      'invalid_scope scope-without-openid',
    ],
  ]),
]

export const MODE_ROWS: readonly Row[] = [
  [
    'Multiple Response Types §2.1: an unknown mode',
    { response_mode: 'smoke' },
    'query',
    'invalid_request response-mode-unsupported',
  ],
  [
    'Multiple Response Types §2.1: an unknown mode for the front channel',
    { client_id: 'all', response_type: 'id_token', response_mode: 'smoke' },
    'fragment',
    'invalid_request response-mode-unsupported',
  ],
  [
    'RFC 6749 §3.1: response_mode twice',
    { response_mode: ['form_post', 'form_post'] },
    'query',
    'invalid_request parameter-repeated',
  ],
  [
    'Web Message §2: to an origin that is not registered',
    { response_mode: 'web_message' },
    'query',
    'invalid_request web-origin-unregistered',
  ],
  [
    'Web Message §2: likewise, for the front channel',
    { client_id: 'implicit', response_type: 'id_token', response_mode: 'web_message' },
    'fragment',
    'invalid_request web-origin-unregistered',
  ],
  [
    'Web Message §4: a refusal goes as a message too',
    { client_id: 'all', response_mode: 'web_message', prompt: 'none login' },
    'web_message',
    'invalid_request prompt-none-with-others',
  ],
  [
    'Form Post §2: a refusal goes by form too',
    { response_mode: 'form_post', prompt: 'none login' },
    'form_post',
    'invalid_request prompt-none-with-others',
  ],
  [
    'Multiple Response Types §2.1: a code by fragment, its refusal too',
    { response_mode: 'fragment', prompt: 'none login' },
    'fragment',
    'invalid_request prompt-none-with-others',
  ],
]

const REPEATED = 'invalid_request parameter-repeated'

export const PARAMETER_ROWS: readonly Row[] = [
  ...[
    'scope',
    'nonce',
    'prompt',
    'max_age',
    'login_hint',
    'email_hint',
    'id_token_hint',
    'display',
    'ui_locales',
    'claims_locales',
    'acr_values',
    'claims',
    'code_challenge',
    'code_challenge_method',
    'tenant_id',
  ].map((name): Row => [`RFC 6749 §3.1: ${name} twice`, { [name]: ['a', 'b'] }, 'query', REPEATED]),
  ...['scope', 'nonce', 'prompt', 'login_hint', 'claims', 'code_challenge'].map(
    (name): Row => [
      `RFC 6749 §A: a NUL in ${name}`,
      { [name]: 'a\0' },
      'query',
      'invalid_request parameter-nul',
    ],
  ),
  ['RFC 6749 §3.3: a quote in scope', { scope: 'open"id' }, 'query', 'invalid_scope scope-malformed'],
  ['RFC 6749 §3.3: a blank before scope', { scope: ' openid' }, 'query', 'invalid_scope scope-malformed'],
  ['RFC 6749 §3.3: letters beyond ASCII', { scope: 'openid é' }, 'query', 'invalid_scope scope-malformed'],
  [
    'Core §3.1.2.1: prompt=none with login',
    { prompt: 'none login' },
    'query',
    'invalid_request prompt-none-with-others',
  ],
  ['Core §3.1.2.1: an unknown prompt', { prompt: 'now' }, 'query', 'invalid_request prompt-unsupported'],
  [
    'Core §3.1.2.1: prompt in other letters',
    { prompt: 'None' },
    'query',
    'invalid_request prompt-unsupported',
  ],
  [
    'Initiating User Registration §4.1: prompt=create where nobody can sign up',
    { prompt: 'create' },
    'query',
    'invalid_request sign-up-closed',
  ],
  ...['soon', '-1', '1.5', '1e3', '99999999999', '0x10'].map(
    (max_age): Row => [
      `Core §3.1.2.1: max_age ${max_age}`,
      { max_age },
      'query',
      'invalid_request max-age-malformed',
    ],
  ),
  [
    'Core §3.1.2.1: a hint that is no token',
    { id_token_hint: 'x' },
    'query',
    'invalid_request id-token-hint-foreign',
  ],
  [
    'Core §3.1.2.1: a hint that nobody signed',
    { id_token_hint: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.' },
    'query',
    'invalid_request id-token-hint-foreign',
  ],
  [
    'Core §7.2.1: registration',
    { registration: '{}' },
    'query',
    'registration_not_supported parameter-not-offered',
  ],
  ['Tenants: tenant_id of another one', { tenant_id: 'other' }, 'query', 'invalid_request tenant-id-differs'],
]

const MALFORMED = 'invalid_request claims-malformed'

export const PKCE_AND_CLAIM_ROWS: readonly Row[] = [
  [
    'RFC 7636 §4.4.1: a public client without it',
    { client_id: 'spa' },
    'query',
    'invalid_request pkce-required',
  ],
  [
    'RFC 7636 §4.3: a challenge without its method',
    { code_challenge: CODE_CHALLENGE },
    'query',
    'invalid_request code-challenge-method',
  ],
  [
    'RFC 9700 §2.1.1: plain',
    { code_challenge: CODE_CHALLENGE, code_challenge_method: 'plain' },
    'query',
    'invalid_request code-challenge-method',
  ],
  [
    'RFC 7636 §4.3: a method without a challenge',
    { code_challenge_method: 'S256' },
    'query',
    'invalid_request code-challenge-missing',
  ],
  ...[CODE_CHALLENGE.slice(1), `${CODE_CHALLENGE}=`, `${CODE_CHALLENGE.slice(1)}+`].map(
    (code_challenge): Row => [
      `RFC 7636 §4.2: the challenge ${code_challenge}`,
      { client_id: 'spa', code_challenge, code_challenge_method: 'S256' },
      'query',
      'invalid_request code-challenge-malformed',
    ],
  ),
  [
    'RFC 7636 §4.4.1: a public client that asks for more than a code',
    { client_id: 'all-public', response_type: 'code id_token' },
    'fragment',
    'invalid_request pkce-required',
  ],
  ...['{', '[]', '"name"', '{"userinfo":[]}', '{"id_token":{"name":1}}'].map(
    (claims): Row => [`Core §5.5: claims ${claims}`, { claims }, 'query', MALFORMED],
  ),
  [
    'Core §5.5: claims for userinfo without an access token',
    { client_id: 'all', response_type: 'id_token', claims: '{"userinfo":{"name":null}}' },
    'fragment',
    MALFORMED,
  ],
  [
    'Core §3.1.2.2: claims with a sub that nobody can have',
    { claims: '{"id_token":{"sub":{"values":[]}}}' },
    'query',
    'invalid_request claims-subject-impossible',
  ],
  [
    'Core §5.5.1.1: an essential acr that is not offered',
    { claims: '{"id_token":{"acr":{"value":"gold","essential":true}}}' },
    'query',
    'unmet_authentication_requirements acr-not-offered',
  ],
  [
    'Core §3.1.2.2: prompt=none for another person, named in claims',
    { prompt: 'none', claims: '{"id_token":{"sub":{"value":"somebody"}}}' },
    'query',
    'login_required session-unfit',
  ],
  [
    'Core §3.1.2.6: prompt=none and max_age=0',
    { prompt: 'none', max_age: '0' },
    'query',
    'login_required session-unfit',
  ],
  [
    'Core §3.1.2.6: prompt=none without consent',
    { client_id: 'third', prompt: 'none' },
    'query',
    'consent_required no-consent',
  ],
  [
    'Core §5.5: prompt=none for a claim that nobody agreed to',
    { client_id: 'third', prompt: 'none', claims: '{"userinfo":{"gender":null}}' },
    'query',
    'consent_required no-consent',
  ],
]
