/**
 * What requests are spoiled with.
 */

/** What stands in a page as it was sent is a hole in it. */
export const MARKUP = '"><mutant onclick=x>'
/** What stands among the headers of an answer as it was sent splits it. */
export const SPLIT = 'x-mutant'

export const HOSTILE = [
  '',
  ' ',
  '\0',
  '%00',
  '%',
  '%zz',
  '%ff%fe',
  '%C0%AF',
  '%ED%A0%80',
  '+',
  '&',
  '=',
  MARKUP,
  encodeURIComponent(MARKUP),
  `%0d%0a${SPLIT}:%201`,
  `\r\n${SPLIT}: 1`,
  "'; DROP TABLE user; --",
  '\u{1F600}',
  '\u202Eevil',
  'ﬁ\u0301\uFEFF',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '9007199254740993',
  '[object Object]',
  '{"a":1}',
  '{"id_token":{"sub":{"value":"x"}},"userinfo":null}',
  '[[[[[[[[]]]]]]]]',
  '../../../etc/passwd',
  'https://evil.example/callback',
  '//evil.example',
  'javascript:alert(1)',
  'http://127.0.0.1:1/',
  'https://169.254.169.254/latest',
  'eyJhbGciOiJub25lIn0.e30.',
  'eyJhbGciOiJub25lIn0.bnVsbA.',
  '..',
  'a.b.c',
  'e30.e30.e30.e30.e30',
  'urn:ietf:params:oauth:request_uri:x',
  'openid openid offline_access',
  'code id_token token',
  'none login',
  'form_post',
  'web_message',
  'fragment',
  'S256',
  'plain',
]

/** Each may be taken for another type than it is sent as. */
export const WRONG_TYPES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  [],
  {},
  [null],
  ['a', ['b']],
  { value: {} },
  { toString: 1 },
  '',
  'x'.repeat(5000),
]

/** Of every endpoint, so that each meets those of the others. */
export const NAMES =
  `client_id client_secret redirect_uri response_type response_mode scope state nonce prompt max_age ui_locales
  claims_locales id_token_hint login_hint acr_values claims request request_uri registration display code_challenge
  code_challenge_method resource audience grant_type code code_verifier refresh_token username password assertion device_code
  user_code client_assertion client_assertion_type token token_type_hint subject_token subject_token_type actor_token
  requested_token_type post_logout_redirect_uri logout_hint tenant_id access_token csrf_token iss dpop_jkt web_message_uri
  __proto__ constructor toString hasOwnProperty`.split(/\s+/)

export const HEADERS: readonly (readonly [string, string])[] = [
  ['x-forwarded-for', "'; --"],
  ['x-forwarded-for', '::ffff:1.2.3.4, \u00e9, 10.0.0.1'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-proto', 'javascript'],
  ['forwarded', 'for=evil;host=evil.example'],
  ['host', 'evil.example'],
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['referer', 'https://evil.example/'],
  ['accept', 'application/token-introspection+jwt'],
  ['accept', '*/*;q=banana,,;;'],
  ['accept-language', 'x-\u00e9;q=9, *;q=, -, aa-'.repeat(20)],
  ['accept-encoding', 'gzip;q=0, *;q=0'],
  ['authorization', 'Basic'],
  ['authorization', 'Basic ====='],
  ['authorization', 'Basic JTAwOiUwMA=='],
  ['authorization', 'Basic OjpvJQ=='],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer e30.e30.e30'],
  ['authorization', 'DPoP x'],
  ['cookie', '=; ;;=x; vignette.default.session'],
  ['cookie', 'vignette.default.session=%; vignette.default.browser="'],
  ['cookie', 'vignette.default.session=%00; __proto__=x; vignette.default.browser=\u00e9'],
  ['content-encoding', 'gzip'],
  ['transfer-encoding', 'identity'],
  ['content-length', '3'],
  ['expect', '100-continue'],
  ['upgrade', 'websocket'],
  ['if-none-match', '*'],
  ['if-modified-since', 'never'],
  ['range', 'bytes=9-1'],
  ['user-agent', MARKUP],
  ['user-agent', '\u00ff'.repeat(4000)],
  ['x-http-method-override', 'DELETE'],
  ['access-control-request-method', 'PUT'],
]

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE', 'get']

export const CONTENT_TYPES = [
  '',
  ';',
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded; charset=latin1',
  'application/x-www-form-urlencoded, application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/jwt',
  'APPLICATION/JSON+x',
]

export const PATHS: readonly ((path: string, text: string) => string)[] = [
  (path) => path.replace('/default/', '/other/'),
  (path) => path.replace('/default/', '/Default/'),
  (path) => path.replace('/default/', '/nowhere/'),
  (path, text) => path.replace('/default/', `/${encodeURIComponent(text.toWellFormed())}/`),
  (path) => path.replace('/default/', '/%00/'),
  (path) => path.replace('/default/', '/de%66ault/'),
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.replace('/api/', '/api//'),
  (path) => `${path}/%2e%2e/${path}`,
  (path) => `${path}%`,
  (path) => `${path}%ff`,
  (path) => `${path}/${'x'.repeat(4000)}`,
  (path) => `http://evil.example${path}`,
  (path) => `${path}#x`,
  (path) => `${path};x=1`,
  (path, text) => path.replace(/[^/]*$/, () => encodeURIComponent(text.toWellFormed())),
]
