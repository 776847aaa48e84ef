/**
 * What the certification plans for logout send, module by module, with the findings that they fail on or warn of.
 */
import { createLocalJWKSet, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { claimsOf } from '../helpers/given.ts'
import { logoutReceiver, REACHABLE } from '../helpers/logout.ts'
import { SIGNED_OUT, STATE, SuiteModule, suiteTarget } from '../helpers/suite.ts'

const server = await suiteTarget(t, REACHABLE)

/** At both places: the browser's answer, and that nobody is signed in there any more. */
async function checkSignedOut(t: Test, module: SuiteModule) {
  const { fields } = await module.authorize({ prompt: 'none' })
  t.match(fields, { error: /^(login|interaction)_required$/, state: STATE })
}

async function signedIn(metadata: Readonly<Record<string, unknown>> = {}, response_type = 'code id_token') {
  const module = await SuiteModule.begin(server, { response_type }, metadata)
  const { id_token = '' } = await module.tokens()
  return { module, id_token, asked: { id_token_hint: id_token, post_logout_redirect_uri: SIGNED_OUT } }
}

t.test('Conformance oidcc-rp-initiated-logout: back with the state and nothing else', async (t) => {
  for (const response_type of ['code', 'code id_token']) {
    const { module, asked } = await signedIn({}, response_type)
    const { headers } = await module.logout({ ...asked, state: STATE })
    const back = new URL(String(headers.location))
    t.equal(`${back.origin}${back.pathname}`, SIGNED_OUT)
    t.same([...back.searchParams], [['state', STATE]])
    await checkSignedOut(t, module)
  }
})

t.test('Conformance oidcc-rp-initiated-logout-no-state: back with nothing', async (t) => {
  const { module, asked } = await signedIn()
  t.equal((await module.logout(asked)).headers.location, SIGNED_OUT)
  await checkSignedOut(t, module)
})

/** A token of nobody's: the header says that it is not signed. */
function unsigned(id_token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  return `${header}.${id_token.split('.')[1]}.`
}

t.test('Conformance oidcc-rp-initiated-logout-*: what is wrong is a page, and leads nowhere', async (t) => {
  const { module, id_token, asked } = await signedIn()
  const other = await module.another({})
  const foreign = claimsOf((await other.tokens())['id_token'])
  for (const [name, parameters] of Object.entries({
    'bad-post-logout-redirect-uri': { ...asked, post_logout_redirect_uri: `${SIGNED_OUT}X`, state: STATE },
    'query-added-to-post-logout-redirect-uri': {
      ...asked,
      post_logout_redirect_uri: `${SIGNED_OUT}?foo=bar`,
    },
    'no-id-token-hint': { post_logout_redirect_uri: SIGNED_OUT, state: STATE },
    'modified-id-token-hint': { ...asked, id_token_hint: unsigned(id_token), state: STATE },
    'bad-id-token-hint': {
      ...asked,
      id_token_hint: `${id_token.split('.')[0]}.${Buffer.from(JSON.stringify(foreign)).toString('base64url')}.AA`,
      state: STATE,
    },
  })) {
    const reply = await module.logout(parameters)
    t.equal(reply.headers.location, undefined, name)
    t.match(reply.headers['content-type'], /^text\/html/, name)
  }
})

t.test('Conformance oidcc-rp-initiated-logout-no-params, -only-state: asked, then signed out', async (t) => {
  for (const parameters of [{}, { state: STATE }]) {
    const { module } = await signedIn()
    const page = await module.logout(parameters)
    t.equal(page.statusCode, 200)
    const [, action = ''] = /<form [^>]*action="([^"]+)"/.exec(page.body) ?? []
    const done = await module.browser.submit(action, page.body)
    const own = new URL(String(done.headers.location))
    t.match(own.pathname, /\/logout$/)
    t.equal((await module.browser.get(own.href)).headers.location, undefined)
    await checkSignedOut(t, module)
  }
})

t.test('Conformance oidcc-rp-initiated-logout-no-post-logout-redirect-uri: signed out at once', async (t) => {
  const { module, id_token } = await signedIn()
  const page = await module.logout({ id_token_hint: id_token, state: STATE })
  t.equal(page.headers.location, undefined)
  await checkSignedOut(t, module)
})

t.test(
  'Conformance oidcc-backchannel-rp-initiated-logout: a logout token before the browser is back',
  async (t) => {
    const receiver = await logoutReceiver(t)
    const told = { backchannel_logout_uri: receiver.uri, backchannel_logout_session_required: true }
    const { module, id_token, asked } = await signedIn(told)
    t.ok((await module.logout({ ...asked, state: STATE })).headers.location?.startsWith(SIGNED_OUT))
    t.equal(receiver.taken.length, 1)
    const [form] = receiver.taken
    t.same([...(form?.keys() ?? [])], ['logout_token'])
    const jwks = createLocalJWKSet((await server.app.inject('/api/oidc/default/.well-known/jwks')).json())
    const { payload, protectedHeader } = await jwtVerify(String(form?.get('logout_token')), jwks, {
      issuer: server.issuer,
      audience: module.client.client_id,
      currentDate: new Date(server.clock.seconds * 1000),
    })
    const { sub, sid } = claimsOf(id_token)
    t.match(payload, { sub, sid, iat: server.clock.seconds, jti: /./ })
    t.same(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} })
    t.notOk('nonce' in payload)
    t.match(protectedHeader, { alg: 'ES256', kid: /./, typ: 'logout+jwt' })
    await checkSignedOut(t, module)
  },
)

t.test(
  'Conformance oidcc-frontchannel-rp-initiated-logout: a frame with iss and sid, then back',
  async (t) => {
    const uri = 'https://suite.example/test/1/frontchannel_logout'
    const told = { frontchannel_logout_uri: uri, frontchannel_logout_session_required: true }
    const { module, id_token, asked } = await signedIn(told)
    const { body } = await module.logout({ ...asked, state: 'x' })
    const attribute = (pattern: RegExp) => String(pattern.exec(body)?.[1]).replaceAll('&amp;', '&')
    const frame = new URL(attribute(/<iframe src="([^"]+)"/))
    t.equal(`${frame.origin}${frame.pathname}`, uri)
    t.same(Object.fromEntries(frame.searchParams), { iss: server.issuer, sid: claimsOf(id_token)['sid'] })
    t.equal(attribute(/id="back" href="([^"]+)"/), `${SIGNED_OUT}?state=x`)
    await checkSignedOut(t, module)
  },
)

/** As the page in the frame finds it. */
function frameSays({ browser, client }: SuiteModule, session_state: string | undefined): string {
  const [hash, salt] = String(session_state).split('.')
  const told = `${client.client_id} https://suite.example ${browser.cookies.get('vignette.default.state')} ${salt}`
  return sha256(told).toString('base64url') === hash ? 'unchanged' : 'changed'
}

t.test('Conformance oidcc-session-management-rp-initiated-logout: unchanged, then changed', async (t) => {
  const { module, asked } = await signedIn()
  const before = (await module.authorize()).fields['session_state']
  t.equal(frameSays(module, before), 'unchanged')
  await module.logout(asked)
  t.equal(frameSays(module, before), 'changed')
  const { fields } = await module.authorize({ prompt: 'none' })
  t.equal(frameSays(module, fields['session_state']), 'unchanged', 'that of nobody')
})
