import t from 'tap'
import { statement } from '../../../src/store/statement.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { clientSide, givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'

const listAccounts = statement((q) => q.selectFrom('attempt').select('starts').where('pool', '=', 'account'))

/** Guesses at one name from 50 addresses, as fast as they come; @returns how many of them the server evaluated */
async function guess(server: TestServer, stranger: PasscodeBrowser, ke1: string, username: string) {
  let evaluated = 0
  for (let round = 0; round < 10; round += 1) {
    await stranger.begin()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        stranger.start(username, ke1, { address: `198.51.100.${index}` }),
      ),
    )
    evaluated += outcomes.filter(({ next }) => next === 'prove').length
    server.clock.seconds += 60
  }
  return evaluated
}

t.test('RFC 9807 §10: a thousand guesses from 50 addresses, while the person signs in', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const own = await PasscodeBrowser.open(server)
  t.match(await own.signIn(), { next: 'signed-in' })
  const stranger = await PasscodeBrowser.open(server, 'browser-2')
  const { ke1 } = await clientSide(stranger.deps.tenant.uuid)
  const signsIn = async (when: string) => {
    await own.begin()
    t.match(await own.signIn(), { next: 'signed-in' }, when)
  }

  const names = ['ann', 'nobody'] as const
  const first: number[] = []
  for (const name of names) {
    first.push(await guess(server, stranger, ke1, name))
    await signsIn(`after 500 guesses at ${name}`)
  }
  t.equal(first[0], first[1], 'the same for a name that nobody has')
  t.ok(Number(first[0]) >= 5 && Number(first[0]) <= 9, `${first[0]} of 500 were evaluated`)

  server.clock.seconds -= 3600
  await signsIn('the clock is an hour back')
  const second = await guess(server, stranger, ke1, 'ann')
  t.equal(second, 0, 'which lets nobody guess')
  await signsIn('and she goes on signing in')
  t.same(await server.db.all(listAccounts, {}), [{ starts: first[0] }, { starts: first[1] }])
})
