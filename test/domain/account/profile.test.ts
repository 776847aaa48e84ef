/**
 * What people say of themselves.
 */
import t from 'tap'
import { changeProfile, profileOf } from '../../../src/domain/account/profile.ts'
import { findUser } from '../../../src/domain/users/user.ts'
import { deleteUser } from '../../../src/store/users.ts'
import { accountIn, accountScene } from '../../helpers/account.ts'
import { takeTrail } from '../../helpers/trail.ts'

const EMPTY = { name: '', picture: '', phone_number: '', locale: '' }
const NUMBER = '+44 20 7946 0000'

t.test('Core §5.1: another number is as unproved as a new one, and the same one stays proved', async (t) => {
  const claims = { phone_number: NUMBER, phone_number_verified: true, zoneinfo: 'Europe/London' }
  const scene = await accountScene(t, { claims })
  const deps = await scene.server.tenant()
  const account = await accountIn(scene)
  const claimsAfter = async (phone_number: string) => {
    t.same(await changeProfile(deps, account, { ...EMPTY, phone_number }), [])
    return (await findUser(deps, scene.ann))?.claims
  }
  t.same(await claimsAfter(` ${NUMBER} `), claims)
  t.same(await takeTrail(scene.server), [], 'nothing is changed')
  t.same(await claimsAfter('+44 20 7946 0001'), {
    phone_number: '+44 20 7946 0001',
    zoneinfo: 'Europe/London',
  })
  t.same(await claimsAfter(NUMBER), { phone_number: NUMBER, zoneinfo: 'Europe/London' })
  t.same(await claimsAfter(''), { zoneinfo: 'Europe/London' })
  t.same(await takeTrail(scene.server), ['user-updated', 'user-updated', 'user-updated'])
})

t.test(
  'Core §5.1: two tabs at once: the later one counts, and what was saved elsewhere is not lost',
  async (t) => {
    const scene = await accountScene(t)
    const deps = await scene.server.tenant()
    const account = await accountIn(scene)
    await scene.server.db.execute(`UPDATE "user" SET claims = '{"zoneinfo":"Europe/London"}'`)
    const names = ['Ann', 'Anna'].map((name) => changeProfile(deps, account, { ...EMPTY, name }))
    t.same(await Promise.all(names), [[], []])
    t.match((await findUser(deps, scene.ann))?.claims, { name: 'Anna', zoneinfo: 'Europe/London' })
    await scene.server.db.run(deleteUser, { tenant_id: 'default', id: scene.ann })
    t.same(await changeProfile(deps, account, { ...EMPTY, name: 'Ann' }), [], 'gone meanwhile')
    t.equal(await findUser(deps, scene.ann), undefined)
  },
)

t.test('Core §5.1: claims that are no text are none for the form', async (t) => {
  t.same(profileOf({ claims: { name: 7, locale: 'en', picture: null } }), { ...EMPTY, locale: 'en' })
})
