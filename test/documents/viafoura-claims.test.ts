/**
 * Viafoura: which claim identifies a person there, and what it shows of one, as a client's claim profile says.
 */
import t, { type Test } from 'tap'
import { updateUser } from '../../src/domain/users/user-administration.ts'
import { signIn, type VtsTenant, vtsTenant } from '../helpers/vts-claims.ts'

const PICTURE = 'https://pictures.example/bob.png'

/** A client whose ID tokens say all there is, in the shape of the profile. */
const viafoura = (t: Test, profile: object, claims: object = {}, metadata: object = {}) =>
  vtsTenant(t, { profile, claims, metadata: { id_token_claims: true, ...metadata } })

async function restate({ server }: VtsTenant, username: string, claims: Record<string, unknown>) {
  const stated = { username, email: undefined, email_verified: undefined, status: undefined, claims }
  await updateUser(await server.tenant(), 'bob', stated, undefined)
}

t.test(
  '3-8: the identifier is sub: unique, and the same as long as there is the person (Core §5.7)',
  async (t) => {
    const scene = await viafoura(t, {})
    const { claims } = await signIn(scene)
    t.equal(claims.sub, scene.bob.sub)
    await restate(scene, 'robert', { name: 'Robert' })
    const later = (await signIn(scene)).claims
    t.match(later, { sub: claims.sub, name: 'Robert', preferred_username: 'robert' })
  },
)

t.test('3-8: or any other claim, from what is as unique (Core §5.1.2)', async (t) => {
  const profile = { viafoura_id: { from: 'sub', prefix: 'vf-' }, handle: { from: 'username' } }
  const scene = await viafoura(t, profile)
  const { claims } = await signIn(scene)
  t.match(claims, { sub: scene.bob.sub, viafoura_id: `vf-${scene.bob.sub}`, handle: 'bob' })
  await restate(scene, 'bob', { name: 'Robert' })
  t.equal((await signIn(scene)).claims['viafoura_id'], claims['viafoura_id'])
  const redirect_uris = ['https://rp.example/callback']
  const pairwise = await viafoura(t, profile, {}, { subject_type: 'pairwise', redirect_uris })
  const told = (await signIn(pairwise)).claims
  t.equal(told['viafoura_id'], `vf-${told.sub}`, 'and no more than the client may know')
  t.not(told.sub, pairwise.bob.sub)
})

t.test('3-9: name, email and picture are in the ID token, as the scopes say (Core §5.4)', async (t) => {
  const scene = await viafoura(t, {}, { picture: PICTURE })
  const { claims } = await signIn(scene)
  t.match(claims, { name: 'Bob Marley', email: 'bob@marley.example', picture: PICTURE })
  const bare = (await signIn(scene, { scope: 'openid' })).claims
  for (const name of ['name', 'email', 'picture']) t.notOk(name in bare, name)
})

t.test(
  '3-9: another display claim, such as a nickname, or one that has always something (Core §5.1.2)',
  async (t) => {
    const profile = {
      display: { from: 'nickname', else: 'Reader' },
      name: { from: 'username', scope: 'profile' },
    }
    const nameless = await viafoura(t, profile)
    t.match((await signIn(nameless)).claims, { display: 'Reader', name: 'bob' })
    t.notOk('name' in (await signIn(nameless, { scope: 'openid' })).claims, 'with its scope alone')
    const named = await viafoura(t, profile, { nickname: 'Tuff Gong 😀' })
    t.match((await signIn(named)).claims, { display: 'Tuff Gong 😀', name: 'bob' })
  },
)
