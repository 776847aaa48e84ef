/**
 * How many letters may be asked for.
 */
import t from 'tap'
import { chargeMail } from '../../../src/domain/links/mail-limits.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'

async function asks(server: TestServer, username: string, address: string, tenant_id = 'default') {
  const deps = await server.tenant(tenant_id)
  return deps.db.transaction((tx) => chargeMail(deps, tx, { name: username, address }))
}

t.test(
  'NIST SP 800-63B §5.2.2: five letters in a quarter of an hour for one name, asked from anywhere',
  async (t) => {
    const server = await startServer(t)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => asks(server, 'Ann', `192.0.2.${index}`)),
    )
    t.equal(answers.filter((wait) => wait === undefined).length, 5)
    t.same(new Set(answers.filter((wait) => wait !== undefined)), new Set([900]))
    t.equal(await asks(server, 'ANN', '198.51.100.1'), 900, 'upper and lower case are the same')
    t.equal(await asks(server, 'ann', '198.51.100.1', 'other'), undefined, 'in another tenant another name')
    server.clock.seconds += 899
    t.equal(await asks(server, 'ann', '198.51.100.1'), 1)
    server.clock.seconds += 1
    t.equal(await asks(server, 'ann', '198.51.100.1'), undefined)
  },
)

t.test('NIST SP 800-63B §5.2.2: thirty letters in an hour from one network, for any names', async (t) => {
  const server = await startServer(t)
  const from = (index: number) => asks(server, `name-${index}`, `2001:db8::${index}`)
  for (let index = 0; index < 30; index += 1) t.equal(await from(index), undefined)
  t.equal(await from(30), 3600)
  t.equal(await asks(server, 'name-30', '192.0.2.1'), undefined, 'and the name was not counted for it')
  server.clock.seconds -= 3600
  t.equal(await from(31), 3600, 'a clock that was set back makes nobody wait for longer')
})
