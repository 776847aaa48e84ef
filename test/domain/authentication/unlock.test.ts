import t from 'tap'
import { unlock } from '../../../src/domain/authentication/unlock.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenEnrolled, PasscodeBrowser, startUntilRefused } from '../../helpers/passcode.ts'
import { takeTrail } from '../../helpers/trail.ts'

t.test('Visual passcode: an unlock clears all that was counted of a name', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await givenEnrolled(server, 'bob')
  const own = await PasscodeBrowser.open(server)
  await own.signIn()
  t.match(await startUntilRefused(own), { passed: 10 })
  const stranger = await PasscodeBrowser.open(server, 'browser-2')
  stranger.address = '198.51.100.1'
  t.match(await startUntilRefused(stranger), { passed: 5 })
  const { deps } = own
  t.equal(await unlock(deps, 'bob'), false)
  t.equal(await unlock(deps, 'ann'), true)
  t.match(await startUntilRefused(own), { passed: 10 })
  t.match(await startUntilRefused(stranger), { passed: 5 })
  t.match(await startUntilRefused(stranger, 'nobody'), { passed: 5 })
  t.equal(await unlock(deps, 'nobody'), true, 'a name that nobody has may be unlocked too')
  const told = (await takeTrail(server)).filter((event) => event.startsWith('user-'))
  t.same(told, ['user-unlocked'], 'of nobody there is nothing to tell')
})
