/**
 * Wrong token exchanges, and wrong resources at the token endpoint: the exact answer to each, and that nothing was issued.
 */
import t, { type Test } from 'tap'
import { revokeAccessToken } from '../../src/store/access-tokens.ts'
import { answerOf, type Browser } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  allAccessTokens,
  allRefreshTokens,
  givenClient,
  post,
  redemption,
  refreshing,
  request,
  SECRET,
} from '../helpers/given.ts'
import { type Fields, judgeRefusals, type WrongRequest } from '../helpers/refusals.ts'
import {
  ACCESS_TOKEN,
  BOTH,
  EXCHANGE,
  exchanging,
  givenResources,
  NOTES,
  PHOTOS,
  tokensFor,
} from '../helpers/resources.ts'

const TYPE = 'urn:ietf:params:oauth:token-type:'
const INVALID = 'invalid_request'
const TARGET = 'invalid_target'

const wrong = (title: string, fields: Fields, error: string, rule: string, status = 400): WrongRequest => ({
  title,
  fields,
  status,
  error,
  rule,
})

async function judge(t: Test, server: TestServer, rows: readonly WrongRequest[]): Promise<void> {
  const issued = async () =>
    (await server.db.all(allAccessTokens, {})).length + (await server.db.all(allRefreshTokens, {})).length
  const before = await issued()
  await judgeRefusals(t, server, '/token', 'token', rows)
  t.equal(await issued(), before, 'nothing was issued')
}

async function given(metadata: Record<string, unknown> = {}, asked: Parameters<typeof tokensFor>[2] = BOTH) {
  const server = await startServer(t)
  const browser = await givenResources(server, metadata)
  const tokens = await tokensFor(server, browser, asked)
  const machine = { grant_types: ['client_credentials', EXCHANGE], response_types: [] }
  await givenClient(server, { client_id: 'worker', metadata: machine })
  return { server, browser, tokens }
}

const asWorker = (fields: Fields): Fields => ({ ...fields, client_id: 'worker' })

/** A token of `worker` for itself. */
const ofWorker = async (server: TestServer): Promise<string> =>
  (await request(server, asWorker({ grant_type: 'client_credentials', client_secret: SECRET }))).access_token

t.test('RFC 8693 §2.1: what is missing, repeated or of another kind', async (t) => {
  const { server, tokens } = await given()
  const { access_token, refresh_token, id_token } = tokens
  const of = (instead: Fields) => exchanging(access_token, instead) as Fields
  const kind = 'exchange-token-type-unsupported'
  await judge(t, server, [
    wrong('§2.1: no subject_token', of({ subject_token: undefined }), INVALID, 'parameter-missing'),
    wrong('§2.1: an empty one', of({ subject_token: '' }), INVALID, 'parameter-missing'),
    wrong('§2.1: no subject_token_type', of({ subject_token_type: undefined }), INVALID, 'parameter-missing'),
    ...['jwt', 'id_token', 'refresh_token', 'saml2', 'Access_Token'].map((type) =>
      wrong(`§3: a subject token as ${type}`, of({ subject_token_type: TYPE + type }), INVALID, kind),
    ),
    wrong('§3: a type that is none', of({ subject_token_type: 'access_token' }), INVALID, kind),
    wrong(
      '§2.1: a refresh token is asked for',
      of({ requested_token_type: `${TYPE}refresh_token` }),
      INVALID,
      kind,
    ),
    wrong('§2.1: an ID token is asked for', of({ requested_token_type: `${TYPE}id_token` }), INVALID, kind),
    wrong('§2.1: an actor token of no type', of({ actor_token: access_token }), INVALID, 'parameter-missing'),
    wrong(
      '§2.1: a type of no actor token',
      of({ actor_token_type: ACCESS_TOKEN }),
      INVALID,
      'actor-token-type-alone',
    ),
    wrong(
      '§3: an actor token of another kind',
      of({ actor_token: id_token, actor_token_type: `${TYPE}id_token` }),
      INVALID,
      kind,
    ),
    wrong('§2.2.2: no token at all', of({ subject_token: 'x' }), INVALID, 'token-unknown'),
    wrong('§2.2.2: a refresh token', of({ subject_token: refresh_token }), INVALID, 'token-unknown'),
    wrong('§2.2.2: an ID token', of({ subject_token: id_token }), INVALID, 'token-unknown'),
    wrong(
      'RFC 7515 §5.2: an altered one',
      of({ subject_token: `${access_token}A` }),
      INVALID,
      'token-unknown',
    ),
    wrong('RFC 6749 §A: a NUL', of({ subject_token: 'x\0' }), INVALID, 'parameter-nul'),
    wrong('RFC 6749 §A: a NUL in audience', of({ audience: 'x\0' }), INVALID, 'parameter-nul'),
    wrong('RFC 6749 §3.3: a malformed scope', of({ scope: 'a  b' }), 'invalid_scope', 'scope-malformed'),
  ])
  for (const name of [
    'subject_token',
    'subject_token_type',
    'scope',
    'actor_token',
    'requested_token_type',
  ]) {
    const reply = await post(server, '/token', { ...exchanging(access_token), [name]: ['a', 'a'] })
    t.match(reply.json(), { error: INVALID }, `RFC 6749 §3.2: ${name} twice`)
    t.match(server.notices.at(-1), { rule: 'parameter-repeated' }, name)
  }
})

t.test('RFC 8693 §2.2.2: targets and scopes that the token does not have', async (t) => {
  const { server, browser, tokens } = await given()
  const of = (instead: Fields) => exchanging(tokens.access_token, instead) as Fields
  const { access_token: notes } = await tokensFor(server, browser, {
    resource: NOTES,
    scope: 'openid notes.read',
  })
  const narrow = (instead: Fields) => exchanging(notes, instead) as Fields
  const userinfo = `${server.issuer}/userinfo`
  await judge(t, server, [
    wrong('RFC 8707 §2: no URI', of({ resource: 'photos' }), TARGET, 'resource-malformed'),
    wrong('RFC 8707 §2: a fragment', of({ resource: `${PHOTOS}#a` }), TARGET, 'resource-malformed'),
    wrong(
      'RFC 8707 §2: an unknown one',
      of({ resource: 'https://else.example/' }),
      TARGET,
      'resource-unknown',
    ),
    wrong('§2.1: an unknown audience', of({ audience: 'else' }), TARGET, 'audience-unknown'),
    wrong('§2.1: a client that is no resource', of({ audience: 'rp' }), TARGET, 'audience-unknown'),
    wrong('§2.2.2: another resource', narrow({ resource: PHOTOS }), TARGET, 'resource-not-granted'),
    wrong('§2.2.2: another audience', narrow({ audience: PHOTOS }), TARGET, 'resource-not-granted'),
    wrong(
      '§2.2.2: one of two',
      narrow({ resource: NOTES, audience: PHOTOS }),
      TARGET,
      'resource-not-granted',
    ),
    wrong('§2.2.2: userinfo', narrow({ resource: userinfo }), TARGET, 'resource-not-granted'),
    wrong(
      '§2.2.2: a wider scope',
      narrow({ scope: 'notes.read notes.write' }),
      'invalid_scope',
      'scope-widened',
    ),
    wrong('§2.2.2: another scope', narrow({ scope: 'email' }), 'invalid_scope', 'scope-widened'),
  ])
})

t.test('RFC 8693 §5: tokens that are over, of others, or in the wrong hands', async (t) => {
  const { server, browser, tokens } = await given()
  const worker = await ofWorker(server)
  const exchange = (token: string, instead: Fields = {}) => exchanging(token, instead) as Fields
  const actor = (token: string) => ({ actor_token: token, actor_token_type: ACCESS_TOKEN })
  const { access_token: photos } = await tokensFor(server, browser, { resource: PHOTOS })
  const { access_token: revoked } = await tokensFor(server, browser, BOTH)
  const [, , , last] = await server.db.all(allAccessTokens, {})
  if (!last) throw new Error('no token')
  await server.db.run(revokeAccessToken, { tenant_id: 'default', id: last.id, now: server.clock.seconds })
  const { access_token } = tokens
  const off = 'token-not-exchangeable'
  await judge(t, server, [
    wrong('§2.2.2: one that was revoked', exchange(revoked), INVALID, 'token-revoked'),
    wrong('§5: by a resource that it is not for', exchange(photos), INVALID, off),
    wrong('§5: by a client that has nothing to do with it', asWorker(exchange(access_token)), INVALID, off),
    wrong('§5: a client’s own token by another', exchange(worker), INVALID, off),
    wrong('§2.1: an unknown actor', exchange(access_token, actor('x')), INVALID, 'token-unknown'),
    wrong(
      '§2.1: the token of another as actor',
      exchange(access_token, actor(worker)),
      INVALID,
      'actor-token-of-another',
    ),
    wrong(
      '§2.1: its own subject as actor',
      exchange(access_token, actor(access_token)),
      INVALID,
      'actor-token-of-another',
    ),
  ])
  server.clock.seconds += 3600
  await judge(t, server, [
    wrong('§2.2.2: one that expired', exchange(access_token), INVALID, 'token-expired'),
  ])
})

t.test('RFC 8693 §2.1, §4.4: who may exchange, and act', async (t) => {
  const { server, tokens } = await given({ may_act: 'worker' })
  const { access_token } = tokens
  const exchange = (instead: Fields) => exchanging(access_token, instead) as Fields
  const none = { grant_types: ['authorization_code'] }
  await givenClient(server, { client_id: 'plain', metadata: none })
  await givenClient(server, { client_id: 'spa', client_type: 'public', metadata: none })
  await givenClient(server, { client_id: 'locked', locked: 1 })
  const [client, unauthorized] = ['invalid_client', 'unauthorized_client']
  await judge(t, server, [
    wrong('§4.4: whom may_act does not name', exchange({}), INVALID, 'actor-not-allowed'),
    wrong(
      '§2.1: no secret',
      exchange({ client_secret: undefined }),
      client,
      'authentication-method-unregistered',
      401,
    ),
    wrong('§2.1: a wrong secret', exchange({ client_secret: 'x' }), client, 'client-secret-wrong', 401),
    wrong('§2.1: a locked client', exchange({ client_id: 'locked' }), client, 'client-locked', 401),
    wrong(
      '§2.1: not registered for it',
      exchange({ client_id: 'plain' }),
      unauthorized,
      'grant-type-unregistered',
    ),
    wrong(
      '§5: a public client',
      exchange({ client_id: 'spa', client_secret: undefined }),
      unauthorized,
      'grant-type-unregistered',
    ),
  ])
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  const gone = asWorker(exchange({}))
  await judge(t, server, [wrong('§2.2.2: a person who may not sign in', gone, INVALID, 'user-inactive')])
})

async function codeOf(browser: Browser, resource: string): Promise<string> {
  return String(answerOf(await browser.authorize({ resource }))['code'])
}

t.test('RFC 8707 §2.2: wrong resources with a code, a refresh token, and none', async (t) => {
  const { server, browser } = await given({ resources: [NOTES] }, {})
  const code = await codeOf(browser, NOTES)
  const { refresh_token } = await tokensFor(server, browser, { resource: NOTES })
  const job = asWorker({ grant_type: 'client_credentials', client_secret: SECRET })
  for (const [grant, fields] of [
    ['a code', redemption(code)],
    ['a refresh token', refreshing(refresh_token)],
  ] as const) {
    await judge(t, server, [
      wrong(`§2: no URI with ${grant}`, { ...fields, resource: '/notes' }, TARGET, 'resource-malformed'),
      wrong(`§2: an unknown one with ${grant}`, { ...fields, resource: 'urn:x' }, TARGET, 'resource-unknown'),
      wrong(
        `§2: not for the client with ${grant}`,
        { ...fields, resource: PHOTOS },
        TARGET,
        'resource-unregistered',
      ),
      wrong(
        `§2.2: not granted with ${grant}`,
        { ...fields, resource: server.issuer },
        TARGET,
        'resource-not-granted',
      ),
    ])
  }
  await judge(t, server, [
    wrong('§2: no URI for itself', { ...job, resource: 'notes' }, TARGET, 'resource-malformed'),
    wrong('§2: an unknown one for itself', { ...job, resource: 'urn:x' }, TARGET, 'resource-unknown'),
  ])
  t.equal(
    (await post(server, '/token', refreshing(refresh_token))).statusCode,
    200,
    'it is as good as before',
  )
})
