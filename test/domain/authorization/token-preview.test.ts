import { decodeProtectedHeader } from 'jose'
import t from 'tap'
import { type PreviewWish, previewTokens } from '../../../src/domain/authorization/token-preview.ts'
import { CLAIM_PROFILE, CLAIM_SET, createNamed } from '../../../src/domain/claims/named-claims.ts'
import { userinfo } from '../../../src/domain/claims/userinfo.ts'
import {
  addMembers,
  createOrganization,
} from '../../../src/domain/organizations/organization-administration.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

const SCOPE = 'openid profile email'

async function preview(server: TestServer, wish: Partial<PreviewWish> = {}) {
  const nothing = { scope: undefined, claim_set_id: undefined, organization_id: undefined }
  return previewTokens(await server.tenant(), { client_id: 'rp', username: 'ann', ...nothing, ...wish })
}

/** Which differ each time. */
const without = (claims: object | undefined) => {
  const {
    jti: _jti,
    sid,
    at_hash,
    nonce,
    ...others
  } = { sid: '', at_hash: '', nonce: '', jti: '', ...claims }
  return { ...others, has: [typeof sid, sid.length, at_hash.length, nonce !== ''] }
}

const PROFILE = {
  sub: { from: 'sub', prefix: 'auth0|' },
  sid: { from: 'sid' },
  nickname: { from: 'name' },
  mobile: { from: 'phone_number', in: ['access_token', 'id_token'] },
}

t.test('Core §3.1.3.3: a preview says what the tokens then say, and writes nothing', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  await createNamed(inside, CLAIM_PROFILE, { id: 'vts', claims: PROFILE })
  await createNamed(inside, CLAIM_SET, { id: 'sita', claims: { building_address: '1 Pier' } })
  await createOrganization(inside, { id: 'org_kitchen', name: 'Cumin Kitchen' })
  const browser = await givenApplication(server, { metadata: { claim_profile: 'vts' } })
  await addMembers(inside, 'org_kitchen', ['ann'])
  const first = await preview(server, { scope: SCOPE })
  t.same(first.id_token?.header, { alg: 'ES256' }, 'no key is made for it')

  const asked = { scope: SCOPE, 'ext-integration-id': 'sita', organization: 'org_kitchen', nonce: 'n' }
  const tokens = await givenTokens(server, browser, asked)
  const scoped = await server.tenant()
  const { db, ran } = countingDb(scoped.db)
  const wish = { scope: SCOPE, claim_set_id: 'sita', organization_id: 'org_kitchen' }
  const previewed = await previewTokens({ ...scoped, db }, { client_id: 'rp', username: 'ann', ...wish })
  t.same(new Set(ran), new Set(['read']))
  t.match(previewed, { preview: true, asks_first: undefined, scope: SCOPE })
  t.same(without(previewed.id_token?.claims), without(claimsOf(tokens.id_token)))
  t.match(previewed.id_token?.claims, {
    org_id: 'org_kitchen',
    building_address: '1 Pier',
    nickname: 'Ann Lee',
  })
  t.same(without(previewed.access_token?.claims), without(claimsOf(tokens.access_token)))
  t.same(previewed.userinfo, (await userinfo(scoped, tokens.access_token)).claims)
  t.same(previewed.id_token?.header, decodeProtectedHeader(tokens.id_token ?? ''))
  t.same(previewed.access_token?.header, decodeProtectedHeader(tokens.access_token))
})

t.test('Core §3.1.2.4: what would be asked of the person first', async (t) => {
  const server = await startServer(t)
  await givenApplication(server, { metadata: { first_party: false } })
  t.equal((await preview(server)).asks_first, 'consent')
  await server.db.execute(`UPDATE "user" SET email_verified = 0`)
  const policy = { id_token_signed_response_alg: 'ES256', require_verified_email: true }
  await server.db.execute(`UPDATE tenant SET policy = '${JSON.stringify(policy)}'`)
  await server.db.run(bumpConfigVersion, {})
  t.equal((await preview(server)).asks_first, 'verify-email')
})

t.test('Core §3, §5.4: which tokens there are follows from the client', async (t) => {
  const server = await startServer(t)
  await givenApplication(server)
  const metadata = { response_types: ['id_token'], grant_types: ['implicit'], id_token_claims: false }
  await givenRp(server, { client_id: 'front', metadata })
  await givenRp(server, { client_id: 'opaque', metadata: { access_token_format: 'opaque', scope: 'email' } })
  await givenRp(server, { client_id: 'app', client_type: 'public' })
  const front = await preview(server, { client_id: 'front' })
  t.match(front.id_token?.claims, { name: 'Ann Lee', email: 'ann@example.com', at_hash: undefined })
  t.same([front.access_token, front.userinfo], [undefined, undefined])
  const opaque = await preview(server, { client_id: 'opaque' })
  t.match(opaque, { scope: 'email', id_token: undefined, access_token: undefined, userinfo: undefined })
  t.equal((await preview(server, { client_id: 'app' })).scope, SCOPE)
})

t.test('Core §3.1.2.6: what a sign-in would be refused for, a preview is', async (t) => {
  const server = await startServer(t)
  await givenApplication(server)
  await givenRp(server, { client_id: 'service', metadata: { redirect_uris: [], response_types: [] } })
  await givenRp(server, { client_id: 'ours', metadata: { assigned_only: true } })
  const refused = (wish: Partial<PreviewWish>, ...faults: (string | RegExp)[]) =>
    t.rejects(preview(server, wish), { name: 'Refusal', faults })
  await refused({ username: 'bob' }, /^there is no user bob/)
  await refused({ client_id: 'none' }, /^there is no client none/)
  await refused({ claim_set_id: 'x' }, 'no tokens: invalid_request: ext-integration-id is not known.')
  await refused({ organization_id: 'x' }, 'no tokens: invalid_request: organization is not known.')
  await refused({ client_id: 'service' }, 'no tokens: invalid_request: redirect_uri is missing.')
  await refused({ client_id: 'ours' }, 'no tokens: access_denied: The client is not for this person.')
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  await refused({}, 'user ann is inactive, and cannot sign in')
})

t.test('A fault of ours is not taken for a refusal', async (t) => {
  const server = await startServer(t)
  await givenApplication(server, { metadata: { claim_profile: 'gone' } })
  await t.rejects(preview(server), /no claim profile gone/)
})
