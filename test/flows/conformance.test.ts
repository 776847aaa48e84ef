/**
 * What the certification plans for the code flow, form post, implicit and hybrid send, module by module, with the findings that
 * they fail on or warn of. Clients register themselves, and the person signs in with a passcode.
 */
import t, { type Test } from 'tap'
import type { Answered } from '../helpers/authorization-answer.ts'
import { claimsOf, FORM } from '../helpers/given.ts'
import { CLAIMS_BY_SCOPE, ID_TOKEN_CLAIMS } from '../helpers/metadata-rules.ts'
import { CALLBACK, STATE, SuiteModule, suiteTarget } from '../helpers/suite.ts'

const server = await suiteTarget(t)
const { clock } = server

const SCOPES = Object.keys(CLAIMS_BY_SCOPE) as (keyof typeof CLAIMS_BY_SCOPE)[]
const ERROR_MEMBERS = ['error', 'error_description', 'error_uri', 'iss', 'session_state', 'state']
const UI_ERRORS = /^(login|interaction|account_selection|consent)_required$/

/** An error that is fit to be sent: where, with which members, in which characters. */
function checkError(t: Test, { at, to, fields }: Answered, where: Answered['at'], error: string | RegExp) {
  t.equal(at, where)
  t.equal(to, CALLBACK)
  t.match(fields, { error, iss: server.issuer })
  t.equal(fields['state'], STATE)
  t.same(
    Object.keys(fields).filter((name) => !ERROR_MEMBERS.includes(name)),
    [],
  )
  t.match(fields['error_description'] ?? '', /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
}

function checkIdToken(t: Test, id_token: string | undefined, { client }: SuiteModule, nonce?: string) {
  const claims = claimsOf(id_token)
  const now = clock.seconds
  t.match(claims, {
    iss: server.issuer,
    aud: client.client_id,
    iat: now,
    auth_time: Number,
    sub: /^[\x21-\x7e]{1,255}$/,
  })
  t.ok(Number(claims['exp']) > now && Number(claims['auth_time']) <= now)
  t.equal(claims['nonce'], nonce)
  t.same(
    Object.keys(claims).filter((name) => !ID_TOKEN_CLAIMS.includes(name)),
    [],
  )
  return claims
}

t.test('Conformance oidcc-server: the whole way, and nothing more than was asked for', async (t) => {
  const module = await SuiteModule.begin(server)
  const { at, fields } = await module.authorize()
  t.equal(at, 'query')
  t.match(fields, { state: STATE, iss: server.issuer, code: /^[\w-]{22,}$/ })
  const reply = await module.redeem(fields['code'])
  t.match(reply.headers, { 'cache-control': 'no-store', 'content-type': /^application\/json/ })
  const tokens = reply.json()
  t.match(tokens, { token_type: /^bearer$/i, expires_in: Number })
  const { sub } = checkIdToken(t, tokens.id_token, module, 'n-0S6_WzA2Mj')
  t.same((await module.userinfo(tokens.access_token)).json(), { sub })
})

t.test('Conformance oidcc-response-type-missing, oidcc-ensure-request-without-nonce-fails', async (t) => {
  for (const [response_mode, where] of [
    [undefined, 'query'],
    ['form_post', 'form_post'],
  ] as const) {
    const module = await SuiteModule.begin(server, { response_mode })
    const missing = await module.authorize({ response_type: undefined })
    checkError(t, missing, where, /^(unsupported_response_type|invalid_request)$/)
  }
  for (const response_type of ['id_token', 'id_token token', 'code id_token', 'code id_token token']) {
    for (const [response_mode, where] of [
      [undefined, 'fragment'],
      ['form_post', 'form_post'],
    ] as const) {
      const module = await SuiteModule.begin(server, { response_type, response_mode })
      checkError(t, await module.authorize({ nonce: undefined }), where, 'invalid_request')
    }
  }
})

t.test('Conformance oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async (t) => {
  for (const response_type of ['code', 'code token']) {
    const module = await SuiteModule.begin(server, { response_type })
    const { id_token } = await module.tokens({ nonce: undefined })
    checkIdToken(t, id_token, module)
  }
})

t.test('Conformance oidcc-userinfo-get, -post-header, -post-body', async (t) => {
  const module = await SuiteModule.begin(server)
  const { access_token = '', id_token } = await module.tokens()
  const { sub } = claimsOf(id_token)
  const url = '/api/oidc/default/userinfo'
  const headers = { authorization: `Bearer ${access_token}` }
  for (const reply of [
    await module.userinfo(access_token),
    await server.app.inject({ method: 'POST', url, headers }),
    await server.app.inject({ method: 'POST', url, headers: FORM, payload: `access_token=${access_token}` }),
  ]) {
    t.equal(reply.statusCode, 200)
    t.same(reply.json(), { sub })
  }
})

for (const scope of [...SCOPES, 'all'] as const) {
  t.test(
    `Conformance oidcc-scope-${scope}: each claim at userinfo, none of them in the ID token`,
    async (t) => {
      const asked = scope === 'all' ? SCOPES : [scope]
      const names = asked.flatMap((word) => [...CLAIMS_BY_SCOPE[word]])
      const module = await SuiteModule.begin(server, { response_type: 'code id_token' })
      const { fields } = await module.authorize({ scope: ['openid', ...asked].join(' ') })
      checkIdToken(t, fields['id_token'], module, 'n-0S6_WzA2Mj')
      const { access_token, id_token } = (await module.redeem(fields['code'])).json()
      checkIdToken(t, id_token, module, 'n-0S6_WzA2Mj')
      const { sub, ...claims } = (await module.userinfo(access_token)).json()
      t.same(Object.keys(claims).sort(), [...names].sort())
      for (const [name, value] of Object.entries(claims)) {
        const type = name === 'updated_at' ? 'number' : name.endsWith('_verified') ? 'boolean' : 'string'
        t.equal(typeof value, name === 'address' ? 'object' : type, name)
        t.notMatch(value, /^$/, name)
      }
      t.equal(sub, claimsOf(id_token)['sub'])
    },
  )
}

t.test(
  'Conformance oidcc-scope-all, oidcc-claims-essential with response_type=id_token: in the ID token',
  async (t) => {
    const module = await SuiteModule.begin(server, { response_type: 'id_token' })
    const { at, fields } = await module.authorize({ scope: `openid ${SCOPES.join(' ')}` })
    t.equal(at, 'fragment')
    t.same(Object.keys(fields).sort(), ['id_token', 'iss', 'session_state', 'state'])
    const told = Object.keys(claimsOf(fields['id_token']))
    for (const name of SCOPES.flatMap((word) => [...CLAIMS_BY_SCOPE[word]])) t.ok(told.includes(name), name)
    const claims = JSON.stringify({ id_token: { name: { essential: true } } })
    const asked = await module.authorize({ claims })
    t.match(claimsOf(asked.fields['id_token']), { name: 'Ann King Lee' })
  },
)

t.test('Conformance oidcc-claims-essential: a claim at userinfo, and not in the ID token', async (t) => {
  const module = await SuiteModule.begin(server)
  const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
  const { access_token, id_token } = await module.tokens({ claims })
  checkIdToken(t, id_token, module, 'n-0S6_WzA2Mj')
  t.match((await module.userinfo(access_token)).json(), { name: 'Ann King Lee' })
})

/** What a request may have beside the usual, and is answered all the same. */
const HARMLESS = {
  'oidcc-alternate-happy-flow': { scope: 'phone address email profile openid' },
  'oidcc-display-page': { display: 'page' },
  'oidcc-display-popup': { display: 'popup' },
  'oidcc-ensure-request-with-unknown-parameter-succeeds': { extra: 'foobar' },
  'oidcc-login-hint': { login_hint: 'buffy@login.example.org' },
  'oidcc-ui-locales': { ui_locales: 'se' },
  'oidcc-claims-locales': { claims_locales: 'se' },
}

for (const [name, parameters] of Object.entries(HARMLESS)) {
  t.test(`Conformance ${name}`, async (t) => {
    for (const response_type of ['code', 'code id_token']) {
      const module = await SuiteModule.begin(server, { response_type })
      checkIdToken(t, (await module.tokens(parameters))['id_token'], module, 'n-0S6_WzA2Mj')
      t.equal(module.browser.sign_ins, 1)
    }
  })
}

t.test(
  'Conformance oidcc-prompt-login, oidcc-max-age-1: she signs in again, later than before',
  async (t) => {
    for (const again of [{ prompt: 'login' }, { max_age: '1' }]) {
      const module = await SuiteModule.begin(server)
      const before = claimsOf((await module.tokens())['id_token'])
      clock.seconds += 2
      const after = claimsOf((await module.tokens(again))['id_token'])
      t.equal(module.browser.sign_ins, 2)
      t.equal(after['sub'], before['sub'])
      t.equal(after['auth_time'], clock.seconds)
      t.ok(Number(after['auth_time']) > Number(before['auth_time']))
    }
  },
)

t.test('Conformance oidcc-prompt-none-not-logged-in: told to the client, wherever it listens', async (t) => {
  for (const [response_type, response_mode, where] of [
    ['code', undefined, 'query'],
    ['code', 'form_post', 'form_post'],
    ['id_token', undefined, 'fragment'],
    ['id_token token', 'form_post', 'form_post'],
    ['code id_token token', undefined, 'fragment'],
  ] as const) {
    const module = await SuiteModule.begin(server, { response_type, response_mode })
    checkError(t, await module.authorize({ prompt: 'none' }), where, UI_ERRORS)
  }
})

t.test(
  'Conformance oidcc-prompt-none-logged-in, oidcc-max-age-10000, oidcc-id-token-hint: without a page',
  async (t) => {
    const module = await SuiteModule.begin(server)
    const { id_token = '' } = await module.tokens({ max_age: '15000' })
    const before = claimsOf(id_token)
    const shown = module.browser.pages.length
    for (const silently of [
      { prompt: 'none' },
      { max_age: '10000' },
      { prompt: 'none', id_token_hint: id_token },
    ]) {
      clock.seconds += 100
      const after = claimsOf((await module.tokens(silently))['id_token'])
      t.equal(after['sub'], before['sub'])
      t.equal(after['auth_time'], before['auth_time'])
    }
    clock.seconds += 5000
    const { fields } = await module.authorize({ prompt: 'none', id_token_hint: id_token })
    t.match(fields, { code: /./ }, 'a hint that has expired says whom it is about all the same')
    t.equal(module.browser.pages.length, shown)
  },
)

t.test(
  'Conformance oidcc-ensure-request-with-acr-values-succeeds: one of those that were asked for',
  async (t) => {
    const { acr_values_supported } = (
      await server.app.inject('/api/oidc/default/.well-known/openid-configuration')
    ).json()
    const module = await SuiteModule.begin(server)
    const { id_token } = await module.tokens({ acr_values: acr_values_supported.join(' ') })
    t.ok(acr_values_supported.includes(claimsOf(id_token)['acr']))
  },
)

t.test(
  'Conformance oidcc-codereuse, oidcc-codereuse-30seconds: and the token of the first use is void',
  async (t) => {
    for (const response_type of ['code', 'code token', 'code id_token token']) {
      for (const seconds of [0, 30]) {
        const module = await SuiteModule.begin(server, { response_type })
        const { fields } = await module.authorize()
        const { access_token } = (await module.redeem(fields['code'])).json()
        t.equal((await module.userinfo(access_token)).statusCode, 200)
        clock.seconds += seconds
        const again = await module.redeem(fields['code'])
        t.equal(again.statusCode, 400)
        t.match(again.json(), { error: 'invalid_grant' })
        t.equal((await module.userinfo(access_token)).statusCode, 401)
      }
    }
  },
)

t.test(
  'Conformance oidcc-ensure-registered-redirect-uri, oidcc-redirect-uri-query-*: else it is a page',
  async (t) => {
    const registered = `${CALLBACK}?bar=foo&x=%20a`
    const module = await SuiteModule.begin(server, {}, { redirect_uris: [CALLBACK, registered] })
    for (const redirect_uri of [
      undefined,
      `${CALLBACK}/other`,
      `${CALLBACK}?foo=bar`,
      `${registered}&foo=bar`,
      `${CALLBACK}?bar=baz&x=%20a`,
      `${CALLBACK}?x=%20a&bar=foo`,
    ]) {
      const { at, fields } = await module.authorize({ redirect_uri })
      t.equal(at, 'page', String(redirect_uri))
      t.same(fields, {})
    }
    const first = await module.browser.authorize(module.request({ redirect_uri: registered }))
    const { headers } = await module.browser.follow(first, module.client.client_id)
    t.ok(String(headers.location).startsWith(`${registered}&code=`), 'oidcc-redirect-uri-query-OK')
  },
)

t.test('Conformance oidcc-ensure-post-request-succeeds: from a page of another site', async (t) => {
  const module = await SuiteModule.begin(server)
  for (const sign_ins of [1, 1]) {
    const { at, fields } = await module.postRequest()
    t.equal(at, 'query')
    t.equal(fields['state'], STATE)
    t.equal((await module.redeem(fields['code'])).statusCode, 200)
    t.equal(module.browser.sign_ins, sign_ins)
  }
})

t.test(
  'Conformance oidcc-*request-object-supported-correctly-or-rejected*: unsigned ones are rejected',
  async (t) => {
    for (const [response_type, response_mode, where] of [
      ['code', undefined, 'query'],
      ['code', 'form_post', 'form_post'],
      ['id_token token', undefined, 'fragment'],
    ] as const) {
      const module = await SuiteModule.begin(server, { response_type, response_mode })
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const request = `${part({ alg: 'none' })}.${part({ ...module.request(), scope: 'openid' })}.`
      checkError(
        t,
        await module.authorize({ request }),
        where,
        /^(request_not_supported|invalid_request_object)$/,
      )
    }
  },
)

t.test('Conformance oidcc-refresh-token: two clients, each with its own', async (t) => {
  const refreshing = { grant_types: ['authorization_code', 'refresh_token'] }
  const first = await SuiteModule.begin(server, {}, refreshing)
  const second = await first.another(refreshing)
  const asked = { scope: 'openid offline_access', prompt: 'consent' }
  const [of_first, of_second] = [await first.tokens(asked), await second.tokens(asked)]
  clock.seconds += 10
  for (const [module, before, scope] of [
    [first, of_first, 'openid offline_access'],
    [second, of_second, undefined],
  ] as const) {
    t.match(before['refresh_token'], /^[\x20-\x7e]{22,}$/)
    const { refresh_token: held } = before
    const reply = await module.token({ grant_type: 'refresh_token', refresh_token: held, scope })
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, { 'cache-control': 'no-store', 'content-type': /^application\/json/ })
    const after = reply.json()
    t.not(after.access_token, before['access_token'])
    const { iss, sub, aud, auth_time } = claimsOf(before['id_token'])
    t.match(claimsOf(after.id_token), { iss, sub, aud, auth_time, iat: clock.seconds })
    t.equal((await module.userinfo(after.access_token)).statusCode, 200)
    const { refresh_token = held } = after
    const stolen = await (module === first ? second : first).token({
      grant_type: 'refresh_token',
      refresh_token,
    })
    t.equal(stolen.statusCode, 400)
    t.match(stolen.json(), { error: 'invalid_grant' })
  }
})
