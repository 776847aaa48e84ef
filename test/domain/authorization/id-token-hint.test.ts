import t from 'tap'
import { isAbout, readIdTokenHint } from '../../../src/domain/authorization/id-token-hint.ts'
import { deleteClient } from '../../../src/domain/clients/client-registration.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { allGrants, givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('Core §8.1: a hint is about whom its own client knows by its sub', async (t) => {
  for (const subject_type of ['public', 'pairwise']) {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { subject_type } })
    const hint = await readIdTokenHint(await server.tenant(), (await givenTokens(server, browser)).id_token)
    if (!hint) return t.fail('no hint')
    const [{ user_id } = {}] = await server.db.all(allGrants, {})
    const bob = await givenPerson(server, 'bob')
    t.ok(user_id && (await isAbout(await server.tenant(), hint, user_id)), subject_type)
    t.notOk(await isAbout(await server.tenant(), hint, bob), subject_type)
    await deleteClient(await server.tenant(), 'rp')
    t.notOk(
      user_id && (await isAbout(await server.tenant(), hint, user_id)),
      'nobody knows her by it any more',
    )
  }
})
