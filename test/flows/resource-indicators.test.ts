/**
 * Tokens for services of others: asked for, allowed, narrowed, and told of to the service.
 */
import t from 'tap'
import { answerOf, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, bearer, claimsOf, givenClient, post, refreshing, request, SECRET } from '../helpers/given.ts'
import {
  ALL_SCOPES,
  BOTH,
  givenResources,
  NOTES,
  PHOTOS,
  RESOURCES,
  tokensFor,
} from '../helpers/resources.ts'

t.test(
  'RFC 8707 §2.2: a token is for what is asked for with the code, and has its scopes alone',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenResources(server)
    const both = await tokensFor(server, browser, BOTH)
    t.match(claimsOf(both.access_token), { aud: [NOTES, PHOTOS], scope: ALL_SCOPES })
    t.match(claimsOf(both.id_token), { aud: 'rp' })
    const notes = await tokensFor(server, browser, BOTH, { resource: NOTES })
    t.match(claimsOf(notes.access_token), { aud: NOTES, scope: 'openid notes.read notes.write' })
    t.equal(notes.scope, 'openid notes.read notes.write')
    const none = await tokensFor(server, browser, { scope: ALL_SCOPES })
    t.match(
      claimsOf(none.access_token),
      { aud: server.issuer, scope: 'openid' },
      'without a resource no scope of one',
    )
  },
)

t.test('RFC 8707 §2.2: a refresh gives a token for another of those that were granted', async (t) => {
  const server = await startServer(t)
  const browser = await givenResources(server)
  const { refresh_token } = await tokensFor(server, browser, BOTH, { resource: NOTES })
  const photos = await request(server, refreshing(refresh_token, { resource: PHOTOS }))
  t.match(claimsOf(photos.access_token), { aud: PHOTOS, scope: 'openid photos' })
  const userinfo = request(
    server,
    refreshing(photos.refresh_token, { resource: `${server.issuer}/userinfo` }),
  )
  await t.rejects(userinfo, { code: 'invalid_target', reason: 'resource-not-granted' })
  const all = await request(server, refreshing(photos.refresh_token))
  t.match(claimsOf(all.access_token), { aud: [NOTES, PHOTOS] }, 'the refusal left the token as it was')
})

t.test('RFC 8707 §2.2: a code is spent by a request for more than was granted', async (t) => {
  const server = await startServer(t)
  const browser = await givenResources(server)
  const { code = '' } = answerOf(await browser.authorize({ resource: NOTES }))
  const redeem = (fields: Record<string, string> = {}) =>
    request(server, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      client_id: 'rp',
      client_secret: SECRET,
      ...fields,
    })
  await t.rejects(redeem({ resource: PHOTOS }), { code: 'invalid_target', reason: 'resource-not-granted' })
  await t.rejects(redeem(), { code: 'invalid_grant', reason: 'code-replayed' })
})

t.test('RFC 8707 §2: a client acts for itself at a resource', async (t) => {
  const server = await startServer(t)
  await givenResources(server)
  const metadata = { grant_types: ['client_credentials'], response_types: [], scope: 'notes.read photos own' }
  await givenClient(server, { client_id: 'job', metadata })
  const fields = { grant_type: 'client_credentials', client_id: 'job', client_secret: SECRET }
  const { access_token } = await request(server, { ...fields, resource: NOTES })
  t.match(claimsOf(access_token), { aud: NOTES, sub: 'job', scope: 'notes.read own' })
  const unasked = await request(server, fields)
  t.match(claimsOf(unasked.access_token), { aud: server.issuer, scope: 'notes.read photos own' })
  const unknown = request(server, { ...fields, resource: 'https://elsewhere.example/' })
  await t.rejects(unknown, { code: 'invalid_target', reason: 'resource-unknown' })
})

t.test('RFC 9068 §4: userinfo takes tokens that are for it, beside others or alone', async (t) => {
  const server = await startServer(t)
  const browser = await givenResources(server)
  const userinfo = `${server.issuer}/userinfo`
  const ask = async (asked: Record<string, string | string[]>) => {
    const { access_token } = await tokensFor(server, browser, { scope: 'openid', ...asked })
    return server.app.inject({ url: '/api/oidc/default/userinfo', headers: bearer(access_token) })
  }
  for (const resource of [userinfo, server.issuer, [NOTES, userinfo]]) {
    t.equal((await ask({ resource })).statusCode, 200, String(resource))
  }
  const refused = await ask({ resource: NOTES })
  t.match(refused.headers['www-authenticate'], 'Bearer error="invalid_token"')
  t.match(server.notices.at(-1), { flow: 'userinfo', rule: 'token-for-another' })
})

t.test('RFC 7662 §4: a resource may know of the tokens that are meant for it', async (t) => {
  for (const access_token_format of ['jwt', 'opaque']) {
    const server = await startServer(t)
    const browser = await givenResources(server, { access_token_format })
    const ask = async (asked: Record<string, string | string[]>) => {
      const { access_token } = await tokensFor(server, browser, asked)
      return (await post(server, '/introspect', { token: access_token }, basic('notes', SECRET))).json()
    }
    const told = { active: true, client_id: 'rp', scope: 'openid notes.read' }
    t.match(await ask({ resource: NOTES, scope: 'openid notes.read' }), { ...told, aud: NOTES })
    t.match(await ask(BOTH), { active: true, aud: [NOTES, PHOTOS] }, access_token_format)
    t.same(await ask({ resource: PHOTOS }), { active: false })
    t.same(await ask({}), { active: false })
  }
})

t.test('Core §3.1.2.4: a person is told of the services, and asked again for another one', async (t) => {
  const server = await startServer(t)
  const browser = await givenResources(server, { first_party: false })
  const allow = async (asked: Record<string, string | string[]>) => {
    const url = String((await browser.authorize(asked)).headers['location'])
    if (!url.includes('/consent/')) return undefined
    const { body } = await browser.get(url)
    await browser.submit(url, body)
    return body.replace(/<\/?bdi>/g, '')
  }
  const first = await allow({ resource: NOTES, scope: 'openid notes.read' })
  t.match(first, 'Act for you at Notes')
  t.match(first, NOTES)
  t.match(first, 'Read your notes')
  t.match(first, 'From the service “Notes”.')
  t.equal(await allow({ resource: NOTES, scope: 'openid' }), undefined, 'it is remembered')
  t.equal(await allow({ resource: server.issuer, scope: 'openid' }), undefined, 'the scopes say it already')
  const second = await allow({ resource: [NOTES, PHOTOS], scope: 'openid notes.read photos' })
  t.match(second, 'Act for you at Photos')
  t.match(second, '<code>photos</code>')
  t.match(second, /<details.*Act for you at Notes.*<\/details>/s)
})

t.test('RFC 8707 §2: resources that are pushed, by code and token and in one go', async (t) => {
  const server = await startServer(t)
  const browser = await givenResources(server, {
    grant_types: ['authorization_code', 'implicit'],
    response_types: ['code', 'id_token token'],
  })
  const asked = { ...REQUEST, resource: [NOTES, PHOTOS], client_secret: SECRET }
  const { request_uri } = (await post(server, '/par', asked)).json()
  const pushed = await tokensFor(server, browser, { ...NOTHING, request_uri })
  t.match(claimsOf(pushed.access_token), { aud: [NOTES, PHOTOS] })
  const fragment = {
    response_type: 'id_token token',
    nonce: 'n',
    resource: NOTES,
    scope: 'openid notes.read',
  }
  const { hash } = new URL(String((await browser.authorize(fragment)).headers['location']))
  const token = new URLSearchParams(hash.slice(1)).get('access_token')
  t.match(claimsOf(String(token)), { aud: NOTES, scope: 'openid notes.read' })
})

/** But for the client, everything is in what was pushed. */
const NOTHING = { response_type: undefined, redirect_uri: undefined, scope: undefined, state: undefined }

t.test('RFC 9728 §4: discovery tells of the resources and of their scopes', async (t) => {
  const server = await startServer(t)
  const urn = {
    resource: 'urn:example:files',
    name: 'Files',
    scopes: [{ scope: 'photos' }, { scope: 'files' }],
  }
  await givenResources(server, {}, { resources: [...RESOURCES, urn] })
  const reply = await server.app.inject('/api/oidc/default/.well-known/openid-configuration')
  const { protected_resources, scopes_supported } = reply.json()
  t.same(protected_resources, [`${server.issuer}/userinfo`, NOTES, PHOTOS])
  t.same(scopes_supported.slice(-4), ['notes.read', 'notes.write', 'photos', 'files'])
  t.equal(new Set(scopes_supported).size, scopes_supported.length)
})
