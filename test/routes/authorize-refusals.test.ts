/**
 * Wrong authorization requests, by GET and by POST, and the exact answer to each: nothing is given, and what may be told
 * to the client reaches it by the way that it asked for.
 */
import t, { type Test } from 'tap'
import { RESPONSE_TYPES } from '../../src/domain/clients/response-type.ts'
import { Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { answeredBy } from '../helpers/authorization-answer.ts'
import { startServer } from '../helpers/fixtures.ts'
import { allAccessTokens, allGrants, FORM } from '../helpers/given.ts'
import {
  MODE_ROWS,
  PAGES,
  PARAMETER_ROWS,
  PKCE_AND_CLAIM_ROWS,
  RESPONSE_TYPE_ROWS,
  type Row,
} from '../helpers/wrong-authorization-requests.ts'

const STATE = 'a~b c&d=é"<'
const GRANTS = ['authorization_code', 'implicit', 'refresh_token']

/** What `rp` would be answered with a code. */
const REQUEST = {
  client_id: 'rp',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid',
  state: STATE,
  nonce: 'n-0S6_WzA2Mj',
}

async function scene(t: Test) {
  const server = await startServer(t)
  await givenRp(server)
  const all = { response_types: RESPONSE_TYPES, grant_types: GRANTS }
  await givenRp(server, { client_id: 'all', metadata: { ...all, web_origins: ['https://rp.example'] } })
  await givenRp(server, { client_id: 'all-public', client_type: 'public', metadata: all })
  await givenRp(server, { client_id: 'spa', client_type: 'public' })
  const implicit = { response_types: ['id_token', 'id_token token'], grant_types: ['implicit'] }
  await givenRp(server, { client_id: 'implicit', client_type: 'public', metadata: implicit })
  const redirect_uris = [REDIRECT_URI, 'https://rp.example/callback?a=1&b=2']
  await givenRp(server, { client_id: 'two', metadata: { redirect_uris } })
  await givenRp(server, { client_id: 'third', metadata: { first_party: false } })
  await givenRp(server, { client_id: 'locked', locked: 1 })
  await givenRp(server, { client_id: 'foreign', tenant_id: 'other' })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  return { server, browser }
}

type Scene = Awaited<ReturnType<typeof scene>>

const SENDING = {
  GET: ({ browser }: Scene, form: string) => browser.send({ url: `/api/oidc/default/authorize?${form}` }),
  POST: ({ browser }: Scene, form: string) =>
    browser.send({ method: 'POST', url: '/api/oidc/default/authorize', headers: FORM, payload: form }),
}

const formOf = (sent: Row[1]): string =>
  new URLSearchParams(
    Object.entries({ ...REQUEST, ...sent }).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
  ).toString()

type Reply = Awaited<ReturnType<Browser['send']>>

const STATUS = { page: 400, query: 303, fragment: 303, form_post: 200, web_message: 200 }
const TO = { page: undefined, query: REDIRECT_URI, fragment: REDIRECT_URI, form_post: REDIRECT_URI }

function isAnswered(t: Test, title: string, at: Row[2], told: Record<string, string>, reply: Reply) {
  const { to, fields, ...where } = answeredBy(reply)
  const { error_description = 'none', session_state, ...others } = fields
  t.equal(where.at, at, title)
  t.equal(to, { ...TO, web_message: 'https://rp.example' }[at], title)
  t.equal(reply.statusCode, STATUS[at], title)
  t.equal(reply.headers['cache-control'], 'no-store', title)
  t.match(error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, title)
  t.same(others, at === 'page' ? {} : told, title)
}

const RESOURCE_ROWS: readonly Row[] = [
  [
    'RFC 8707 §2: a resource that is no URI',
    { resource: 'notes' },
    'query',
    'invalid_target resource-malformed',
  ],
  ['RFC 8707 §2: one with a fragment', { resource: 'urn:x#' }, 'query', 'invalid_target resource-malformed'],
  ['RFC 8707 §2: an unknown one', { resource: 'urn:x' }, 'query', 'invalid_target resource-unknown'],
  [
    'RFC 8707 §2: an unknown one beside userinfo',
    { resource: ['http://localhost:3000/api/oidc/default/userinfo', 'urn:x'] },
    'query',
    'invalid_target resource-unknown',
  ],
  [
    'RFC 8707 §2: userinfo of another tenant',
    { resource: 'http://localhost:3000/api/oidc/other/userinfo' },
    'query',
    'invalid_target resource-unknown',
  ],
  [
    'RFC 8707 §2: in a fragment',
    { client_id: 'all', response_type: 'id_token token', resource: 'urn:x' },
    'fragment',
    'invalid_target resource-unknown',
  ],
  ['RFC 6749 §A: a NUL in resource', { resource: 'urn:x\0' }, 'query', 'invalid_request parameter-nul'],
]

const UNKNOWN = 'invalid_request organization-unknown'

const NAMED_ROWS: readonly Row[] = [
  ['organization: one that is not there', { organization: 'org_none' }, 'query', UNKNOWN],
  ['organization: none can be called so', { organization: '../org' }, 'query', UNKNOWN],
  ['organization: under prompt=none', { organization: 'org_none', prompt: 'none' }, 'query', UNKNOWN],
  [
    'organization: in a fragment',
    { client_id: 'all', response_type: 'id_token', organization: 'org_none' },
    'fragment',
    UNKNOWN,
  ],
  [
    'organization: by form_post',
    { organization: 'org_none', response_mode: 'form_post' },
    'form_post',
    UNKNOWN,
  ],
  [
    'organization: as a message',
    { client_id: 'all', organization: 'org_none', response_mode: 'web_message' },
    'web_message',
    UNKNOWN,
  ],
  [
    'RFC 6749 §3.1: organization twice',
    { organization: ['a', 'a'] },
    'query',
    'invalid_request parameter-repeated',
  ],
  [
    'connection: one that is not there',
    { connection: 'none' },
    'query',
    'invalid_request connection-unknown',
  ],
  [
    'ext-integration-id: one that is not there',
    { 'ext-integration-id': 'none' },
    'query',
    'invalid_request claim-set-unknown',
  ],
  ['RFC 6749 §A: a NUL in organization', { organization: 'a\0' }, 'query', 'invalid_request parameter-nul'],
]

const TABLES = {
  PAGES,
  RESPONSE_TYPE_ROWS,
  MODE_ROWS,
  PARAMETER_ROWS,
  PKCE_AND_CLAIM_ROWS,
  RESOURCE_ROWS,
  NAMED_ROWS,
}

for (const [name, rows] of Object.entries(TABLES)) {
  for (const [method, send] of Object.entries(SENDING)) {
    t.test(`${name.toLowerCase().replaceAll('_', ' ')}, by ${method}`, async (t) => {
      const place = await scene(t)
      for (const [title, sent, at, refusal] of rows) {
        const reply = await send(place, formOf(sent))
        const [error = '', rule] = refusal.split(' ')
        t.match(place.server.notices.at(-1), { flow: 'authorize', step: 'refused', error, rule }, title)
        isAnswered(t, title, at, { error, state: STATE, iss: place.server.issuer }, reply)
      }
      t.same(await place.server.db.all(allGrants, {}), [], 'nothing was granted')
      t.same(await place.server.db.all(allAccessTokens, {}), [])
    })
  }
}

t.test('RFC 6749 §3.1: state twice is refused without one', async (t) => {
  const { browser, server } = await scene(t)
  const reply = await browser.send({ url: `/api/oidc/default/authorize?${formOf({ state: ['a', 'b'] })}` })
  const { error_description, session_state, ...fields } = answeredBy(reply).fields
  t.same(fields, { error: 'invalid_request', iss: server.issuer })
})

t.test('Core §3.1.2.6: prompt=none by a stranger is refused in each mode', async (t) => {
  const { server } = await scene(t)
  const stranger = new Browser(server)
  for (const response_type of RESPONSE_TYPES) {
    for (const response_mode of ['fragment', 'form_post', 'web_message'] as const) {
      const sent = formOf({ client_id: 'all', response_type, response_mode, prompt: 'none' })
      const answered = answeredBy(await stranger.send({ url: `/api/oidc/default/authorize?${sent}` }))
      t.match(answered, { at: response_mode, fields: { error: 'login_required', state: STATE } })
    }
  }
})

t.test('RFC 6749 §3.1: a body that is no form, or too large, and another method', async (t) => {
  const { browser } = await scene(t)
  const url = '/api/oidc/default/authorize'
  const json = { 'content-type': 'application/json' }
  const sent = await browser.send({ method: 'POST', url, headers: json, payload: JSON.stringify(REQUEST) })
  const large = formOf({ claims: `"${'x'.repeat(70_000)}"` })
  const refused = [sent, await browser.send({ method: 'POST', url, headers: FORM, payload: large })]
  for (const reply of refused) {
    t.equal(reply.statusCode, 400)
    t.match(reply.headers, { 'content-type': /^text\/html/, location: undefined })
  }
  for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
    t.equal((await browser.send({ method, url: `${url}?${formOf({})}` })).statusCode, 404, method)
  }
})
