/**
 * Another username.
 */
import t from 'tap'
import { changeUsername, mayChangeUsername } from '../../../src/domain/account/username-change.ts'
import { findUser } from '../../../src/domain/users/user.ts'
import { accountIn, accountScene } from '../../helpers/account.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { takeTrail } from '../../helpers/trail.ts'

const from = (username: string) => ({ username, address: '192.0.2.1' })

t.test('RFC 8265 §3.3: of two who ask for a name at the same time, one gets it', async (t) => {
  const scene = await accountScene(t)
  const { server } = scene
  const deps = await server.tenant()
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'bob'))
  const accounts = [await accountIn(scene), await accountIn({ server, browser })]
  const outcomes = await Promise.all(accounts.map((account) => changeUsername(deps, account, from('carol'))))
  t.same(outcomes.map(({ next }) => next).sort(), ['changed', 'refuse'])
  t.same(await takeTrail(server), ['username-changed'])
})

t.test(
  'Unicode TS #39 §4: one’s own name may be written otherwise, and looks like nobody else’s',
  async (t) => {
    const scene = await accountScene(t)
    const deps = await scene.server.tenant()
    const account = await accountIn(scene)
    t.same(await changeUsername(deps, account, from('ANN')), { next: 'changed' })
    t.match(await findUser(deps, scene.ann), { username: 'ANN' })
    t.match(scene.server.notices.at(-1), { flow: 'account', step: 'username-changed' })
    t.same(await takeTrail(scene.server), ['username-changed'])
    t.same(await changeUsername(deps, account, from('ANN')), { next: 'changed' })
    t.same(await takeTrail(scene.server), [], 'it is that already')
    t.same(await changeUsername(deps, account, from('')), { next: 'refuse', fault: 'name_invalid' })
  },
)

t.test('Accounts: what the database refuses for another reason is not called a taken name', async (t) => {
  const scene = await accountScene(t)
  const deps = await scene.server.tenant()
  await scene.server.db.execute(
    `CREATE TRIGGER full BEFORE UPDATE ON "user" BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  )
  await t.rejects(changeUsername(deps, await accountIn(scene), from('carol')), /disk full/)
})

t.test('Accounts: where a first step names people, they do not name themselves', async (t) => {
  t.equal(mayChangeUsername({ type: 'regular' }), true)
  t.equal(mayChangeUsername({ type: '2fa' }), false)
})
