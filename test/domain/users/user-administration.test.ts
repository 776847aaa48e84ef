import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { findUserByName } from '../../../src/domain/users/user.ts'
import {
  createUser,
  deleteUser,
  hasPasscode,
  listUsers,
  requireUser,
  updateUser,
} from '../../../src/domain/users/user-administration.ts'
import type { UserStatement } from '../../../src/domain/users/user-draft.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenApplication, givenTokens, refreshing, request } from '../../helpers/given.ts'
import { pngFile } from '../../helpers/pictures.ts'
import { takeTrail } from '../../helpers/trail.ts'

const stated = (username: string, changes: Partial<UserStatement> = {}): UserStatement => ({
  username,
  email: undefined,
  email_verified: undefined,
  claims: {},
  status: undefined,
  ...changes,
})

const PASSCODE = { picture: pngFile(), secret: { method: 'pin', typed: '271828' } } as const

/** The second half of what is written fails, as on a disk that is full. */
const REFUSE_PASSCODES = `CREATE TRIGGER refuse BEFORE INSERT ON passcode
  BEGIN SELECT RAISE(ABORT, 'no passcode today'); END`

t.test('Core §5.1: a person is made with claims, and can be found', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const about = { email: 'ada@example.org', email_verified: true, claims: { name: 'Ada' } }
  const made = await createUser(inside, stated('Ada', about), undefined)
  t.match(made, { username: 'Ada', ...about, active: true })
  t.same(await findUserByName(inside, 'ADA'), made)
  t.equal(await hasPasscode(inside, made), false)
  t.same(await listUsers(await server.tenant('other')), [], 'in this tenant only')
})

t.test('RFC 8265 §3.3: a username is taken once, however it is written', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const ada = await createUser(inside, stated('ada'), undefined)
  const exists = { name: 'Refusal', reason: 'exists' }
  await t.rejects(createUser(inside, stated('ADA'), PASSCODE), exists)
  t.equal(await hasPasscode(inside, ada), false, 'and nothing of hers is changed')
  await createUser(inside, stated('bob'), undefined)
  await t.rejects(updateUser(inside, 'bob', stated('Ada'), undefined), exists)
})

t.test('Visual passcode: a person with a passcode is made whole or not at all', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const faulty = { ...PASSCODE, secret: { method: 'pin', typed: '1' } } as const
  await t.rejects(createUser(inside, stated('ada'), faulty), { name: 'Refusal', reason: 'faulty' })
  t.same(await listUsers(inside), [])

  await server.db.execute(REFUSE_PASSCODES)
  await t.rejects(createUser(inside, stated('ada'), PASSCODE), /no passcode today/)
  t.same(await listUsers(inside), [])

  await server.db.execute('DROP TRIGGER refuse')
  t.equal(await hasPasscode(inside, await createUser(inside, stated('ada'), PASSCODE)), true)
})

t.test('Visual passcode: a person is changed with the passcode, or not at all', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  await createUser(inside, stated('ada'), undefined)
  await server.db.execute(REFUSE_PASSCODES)
  const change = stated('lovelace', { claims: { name: 'Ada' } })
  await t.rejects(updateUser(inside, 'ada', change, PASSCODE), /no passcode today/)
  t.match(await listUsers(inside), [{ username: 'ada', claims: {} }])
})

t.test('Core §5.7: a new name, a new passcode and other claims leave the sub as it is', async (t) => {
  const inside = await (await startServer(t)).tenant()
  const ada = await createUser(inside, stated('ada', { claims: { name: 'Ada' } }), undefined)
  const change = stated('lovelace', { claims: { gender: 'female' } })
  const changed = await updateUser(inside, 'ADA', change, PASSCODE)
  t.match(changed, { sub: ada.sub, username: 'lovelace', claims: { name: 'Ada', gender: 'female' } })
  t.same(await requireUser(inside, 'lovelace'), changed)
  t.equal(await hasPasscode(inside, changed), true)
  t.equal(await findUserByName(inside, 'ada'), undefined)
})

t.test('Users: one who is inactive has no passcode to sign in with', async (t) => {
  const inside = await (await startServer(t)).tenant()
  await createUser(inside, stated('ada'), PASSCODE)
  const asleep = await updateUser(inside, 'ada', stated('ada', { status: 'inactive' }), undefined)
  t.equal(asleep.active, false)
  t.equal(await hasPasscode(inside, asleep), false)
})

t.test(
  'RFC 6749 §10.4: a new passcode, or being inactive for a while, ends what was signed in before',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    const inside = await server.tenant()
    const bob = await createUser(inside, stated('bob'), undefined)
    for (const end of [
      () => updateUser(inside, 'ann', stated('ann'), PASSCODE),
      async () => {
        await updateUser(inside, 'ann', stated('ann', { status: 'inactive' }), undefined)
        await updateUser(inside, 'ann', stated('ann', { status: 'active' }), undefined)
      },
    ]) {
      const ann = await requireUser(inside, 'ann')
      await browser.signIn(ann.id)
      const { refresh_token } = await givenTokens(server, browser, { scope: 'openid offline_access' })
      const cookie = browser.cookies.get('vignette.default.session')
      await updateUser(inside, 'ann', stated('ann', { claims: { name: 'Ann' } }), undefined)
      await updateUser(inside, 'bob', stated('bob', { status: 'inactive' }), undefined)
      t.match(
        await findSession(inside, cookie),
        { user_id: ann.id },
        'another change, and another person, end nothing',
      )

      await end()
      t.equal(await findSession(inside, cookie), undefined)
      await t.rejects(request(server, refreshing(refresh_token)), {
        code: 'invalid_grant',
        reason: 'grant-revoked',
      })
    }
    t.equal(bob.active, true)
  },
)

t.test('Users: one who is deleted is gone, and one who is not there is named', async (t) => {
  const inside = await (await startServer(t)).tenant()
  await createUser(inside, stated('ada'), PASSCODE)
  await deleteUser(inside, 'Ada')
  const unknown = { name: 'Refusal', reason: 'unknown', message: /ada/ }
  await t.rejects(requireUser(inside, 'ada'), unknown)
  await t.rejects(deleteUser(inside, 'ada'), unknown)
  await t.rejects(updateUser(inside, 'ada', stated('ada'), undefined), unknown)
})

t.test('SP 800-92 §2.1.3: a person is changed and told of, or is as before', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const made = await createUser(inside, stated('ada', { email: 'ada@example.org' }), undefined)
  await takeTrail(server)
  server.clock.seconds += 9
  t.same(await updateUser(inside, 'ada', stated('ada', { email: 'ada@example.org' }), undefined), made)
  t.same(await takeTrail(server), [], 'nothing is changed')
  await updateUser(
    inside,
    'ada',
    stated('Ada', { email: 'new@example.org', claims: { name: 'Ada' } }),
    undefined,
  )
  t.same(await takeTrail(server), [
    'email-changed',
    'user-updated {"active":true,"passcode":false}',
    'username-changed',
  ])
})
