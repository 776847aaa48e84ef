/**
 * VTS: the claims of its sample token, each by the tenant's claim profile.
 */
import t from 'tap'
import { updateUser } from '../../src/domain/users/user-administration.ts'
import { AVATAR, BUILDING, LIFETIME, PROFILE, signIn, vtsTenant } from '../helpers/vts-claims.ts'

/** Of the sample. */
const NONCE = 'fasrwjM4R0pFVm5Rb2w1RUhZSTNYM0ZLN0JMNU5+R2xlZm9pTkVYLWplZA=='

t.test(
  '4-8: the sample token, claim by claim, from attributes, constants and prefixes (Core §5.1.2)',
  async (t) => {
    const scene = await vtsTenant(t)
    const { claims, userinfo } = await signIn(scene, { nonce: NONCE })
    const { iat, exp, sid, auth_time, acr, amr, at_hash, ...others } = claims
    t.same(others, {
      mobile: null,
      tenant_id: BUILDING.tenant_ids[0],
      tenant: 'Cumin Kitchen',
      building_id: BUILDING.building_id,
      building: 'Sita Manhattan',
      given_name: 'Bob Marley',
      family_name: '-',
      nickname: 'Bob Marley',
      name: 'bob@marley.example',
      picture: AVATAR,
      updated_at: new Date(scene.bob.updated_at * 1000).toISOString().replace('.000Z', 'Z'),
      email: 'bob@marley.example',
      email_verified: true,
      iss: scene.server.issuer,
      aud: 'rp',
      sub: `auth0|${scene.bob.sub}`,
      nonce: NONCE,
    })
    t.match(sid, /^[A-Za-z0-9_-]{22}$/)
    t.equal(exp - iat, LIFETIME)
    t.match(
      [auth_time, acr, amr, at_hash],
      [Number, String, [String, String], String],
      'what Core adds to it',
    )
    const { iss: _iss, aud: _aud, nonce: _nonce, ...told } = others
    t.same(
      userinfo,
      { ...told, preferred_username: 'bob' },
      'and the same at userinfo, beside the scope’s others',
    )
  },
)

t.test('4-8: the ordinary given and family names, for who has no such profile (Core §5.1)', async (t) => {
  const claims = { given_name: 'Bob', family_name: 'Marley', nickname: 'Tuff Gong' }
  const metadata = { claim_profile: null, id_token_claims: true }
  const plain = await signIn(await vtsTenant(t, { claims, metadata }))
  t.match(plain.claims, { ...claims, name: 'Bob Marley', preferred_username: 'bob' })
  for (const name of ['mobile', 'tenant_id', 'tenant', 'building', 'sid']) t.notOk(name in plain.claims, name)
  const mapped = await signIn(await vtsTenant(t, { claims }))
  t.match(mapped.claims, { given_name: 'Bob Marley', family_name: '-', nickname: 'Bob Marley' })
})

t.test('4-9: mobile is a string, or null where there is none (Core §5.3.2)', async (t) => {
  const none = await signIn(await vtsTenant(t))
  t.equal(none.claims['mobile'], null)
  t.equal(none.userinfo['mobile'], null)
  const some = await signIn(await vtsTenant(t, { claims: { phone_number: '+1 212 555 0100' } }))
  t.equal(some.claims['mobile'], '+1 212 555 0100')
  const { mobile } = { mobile: { from: 'phone_number' } }
  const left_out = await signIn(await vtsTenant(t, { profile: { ...PROFILE, mobile } }))
  t.notOk('mobile' in left_out.claims, 'and left out, unless the profile says what stands for none')
})

t.test('4-10: email, and email_verified as a boolean, or as the text of the table (Core §5.1)', async (t) => {
  const { claims } = await signIn(await vtsTenant(t))
  t.same([claims['email'], claims['email_verified']], ['bob@marley.example', true])
  const email_verified = { from: 'email_verified', as: 'string' }
  const text = await signIn(await vtsTenant(t, { profile: { ...PROFILE, email_verified } }))
  t.equal(text.claims['email_verified'], 'true')
})

t.test('4-11: tenant_id is one id as in the sample, or the list of the table (Core §5.1.2)', async (t) => {
  const one = await signIn(await vtsTenant(t))
  t.match(one.claims, { ...BUILDING, tenant_ids: undefined, tenant_id: BUILDING.tenant_ids[0] })
  const tenant_id = { from: 'tenant_ids', as: 'array' }
  const all = await signIn(await vtsTenant(t, { profile: { ...PROFILE, tenant_id } }))
  t.same(all.claims['tenant_id'], BUILDING.tenant_ids)
  const single = { claims: { tenant_ids: 'one' }, profile: { ...PROFILE, tenant_id } }
  t.same((await signIn(await vtsTenant(t, single))).claims['tenant_id'], ['one'])
  const sent = await signIn(await vtsTenant(t), { tenant_id: 'default' })
  t.equal(sent.claims['tenant_id'], BUILDING.tenant_ids[0], 'it is not the parameter of that name')
})

t.test(
  '4-12: updated_at is a number, and an instant in ISO 8601 where the profile says so (Core §5.1)',
  async (t) => {
    const scene = await vtsTenant(t)
    const { claims, userinfo } = await signIn(scene)
    t.match(claims['updated_at'], /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    t.equal(Date.parse(String(claims['updated_at'])), scene.bob.updated_at * 1000)
    t.equal(userinfo['updated_at'], claims['updated_at'])
    const { updated_at: _, ...profile } = PROFILE
    const number = await vtsTenant(t, { profile, metadata: { id_token_claims: true } })
    t.equal((await signIn(number)).claims['updated_at'], number.bob.updated_at)
  },
)

t.test('4-13: sid, nonce, sub, iss, aud, iat and exp, for half a year (Core §2)', async (t) => {
  const scene = await vtsTenant(t, { metadata: { access_token_ttl: LIFETIME } })
  const { server, browser, bob } = scene
  const first = await signIn(scene, { nonce: NONCE })
  const second = await signIn(scene)
  t.match(first.claims, { nonce: NONCE, sub: `auth0|${bob.sub}`, iss: server.issuer, aud: 'rp' })
  t.match([first.claims.iat, first.claims.exp], [server.clock.seconds, server.clock.seconds + LIFETIME])
  t.equal(first.claims['sid'], second.claims['sid'], 'one session')
  await browser.signIn(bob.id)
  t.not((await signIn(scene)).claims['sid'], first.claims['sid'], 'and another one')
  t.equal(first.tokens.expires_in, LIFETIME, 'access tokens as well')
  server.clock.seconds += LIFETIME - 1
  const headers = { authorization: `Bearer ${first.tokens.access_token}` }
  const reply = await server.app.inject({ url: '/api/oidc/default/userinfo', headers })
  t.equal(reply.statusCode, 200, 'to its last second')
})

t.test('4-13: of the clients that no logout is told to, those of the profile have sid (6-5)', async (t) => {
  const { sid: _, ...profile } = PROFILE
  t.notOk('sid' in (await signIn(await vtsTenant(t, { profile }))).claims)
  t.ok('sid' in (await signIn(await vtsTenant(t))).claims)
})

t.test('4-15: picture is a generated one where the person has none (Core §5.1)', async (t) => {
  const scene = await vtsTenant(t)
  t.equal((await signIn(scene)).claims['picture'], AVATAR)
  const picture = 'https://pictures.example/bob.png'
  const stated = { username: 'bob', email: undefined, email_verified: undefined, status: undefined }
  await updateUser(await scene.server.tenant(), 'bob', { ...stated, claims: { picture } }, undefined)
  t.equal((await signIn(scene)).claims['picture'], picture)
})
