import t from 'tap'
import {
  findKnownBrowsers,
  KNOWN_BROWSER_TTL,
  rememberBrowser,
} from '../../../src/domain/authentication/known-browser.ts'
import { findKnownBrowser, listKnownBrowsers } from '../../../src/store/known-browsers.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'

/** @returns the cookie after the person has signed in with a browser that had `cookie` */
async function remembered(server: TestServer, cookie: string, user_id: Buffer): Promise<string> {
  const deps = await server.tenant()
  const known = await findKnownBrowsers(deps, cookie)
  return (await server.db.transaction((tx) => rememberBrowser(deps, tx, known, user_id))).cookie
}

t.test('Visual passcode: a browser is known for a year', async (t) => {
  const server = await startServer(t)
  const ann = await givenPerson(server, 'ann')
  const deps = await server.tenant()
  const cookie = await remembered(server, '', ann)
  server.clock.seconds += KNOWN_BROWSER_TTL - 1
  const [browser] = await findKnownBrowsers(deps, cookie)
  t.match(browser, { user_id: ann, handle: cookie })

  t.equal(await remembered(server, cookie, ann), cookie, 'the same cookie')
  const key = { tenant_id: 'default', id: browser?.id ?? Buffer.alloc(0) }
  t.match(await server.db.first(findKnownBrowser, key), {
    last_used_at: START + KNOWN_BROWSER_TTL - 1,
    expires_at: START + KNOWN_BROWSER_TTL,
  })
  server.clock.seconds += 1
  t.same(await findKnownBrowsers(deps, cookie), [])
})

t.test('Visual passcode: a handle that was altered, or is of another tenant, is nobody', async (t) => {
  const server = await startServer(t)
  const cookie = await remembered(server, '', await givenPerson(server, 'ann'))
  const deps = await server.tenant()
  const altered = `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`
  for (const value of [undefined, '', '~', 'nonsense', altered, cookie.slice(1)]) {
    t.same(await findKnownBrowsers(deps, value), [])
  }
  t.same(await findKnownBrowsers(await server.tenant('other'), cookie), [])
  t.equal((await findKnownBrowsers(deps, `nonsense~${cookie}`)).length, 1)
})

t.test(
  'Visual passcode: six people share a browser, and the seventh takes the place of the first',
  async (t) => {
    const server = await startServer(t)
    const names = ['ann', 'bob', 'carl', 'dora', 'emil', 'fay', 'gus']
    const people = await Promise.all(names.map((name) => givenPerson(server, name)))
    let cookie = ''
    for (const person of people) cookie = await remembered(server, cookie, person)
    const known = await findKnownBrowsers(await server.tenant(), `${cookie}~${cookie}`)
    t.same(
      known.map(({ user_id }) => user_id),
      people.toReversed().slice(0, 6),
    )
  },
)

t.test('Visual passcode: fifty browsers are known of a person, the new one always among them', async (t) => {
  const server = await startServer(t)
  const ann = await givenPerson(server, 'ann')
  const bob = await remembered(server, '', await givenPerson(server, 'bob'))
  const deps = await server.tenant()
  const cookies: string[] = []
  for (let count = 0; count < 50; count += 1) {
    server.clock.seconds += 1
    cookies.push(await remembered(server, '', ann))
  }
  server.clock.seconds += 1
  await remembered(server, cookies[0] ?? '', ann)
  // A clock that is set back does not make the newest one the oldest.
  server.clock.seconds -= 1000
  cookies.push(await remembered(server, '', ann))
  const known = await Promise.all(cookies.map((cookie) => findKnownBrowsers(deps, cookie)))
  t.same(
    known.map(({ length }) => length),
    cookies.map((_, index) => (index === 1 ? 0 : 1)),
    'the second was not used for the longest time',
  )
  const owner = { tenant_id: 'default', user_id: ann }
  t.equal((await server.db.all(listKnownBrowsers, owner)).length, 50)
  t.equal((await findKnownBrowsers(deps, bob)).length, 1)
})
