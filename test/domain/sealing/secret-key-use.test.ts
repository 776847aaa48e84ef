import t from 'tap'
import { serverKey } from '../../../src/domain/authentication/server-key.ts'
import { isUnused, secretKeyUses } from '../../../src/domain/sealing/secret-key-use.ts'
import { insertChallenge } from '../../../src/store/passcode-challenges.ts'
import { countingRandom, startServer } from '../../helpers/fixtures.ts'
import { challengeRow } from '../../helpers/rows.ts'
import { testSecrets } from '../../helpers/secrets.ts'

t.test('SP 800-57 Part 1 §5.3.5: how much is sealed under which key', async (t) => {
  const server = await startServer(t)
  await serverKey(await server.tenant())
  const { deps } = server
  t.match(await secretKeyUses(deps), [{ state: 'current', sealed: { passcode_server_key: 1 } }])
  t.equal((await secretKeyUses(deps)).length, 1)

  const secrets = testSecrets(Buffer.alloc(32, 8), countingRandom(), Buffer.alloc(32, 9))
  const uses = await secretKeyUses({ ...deps, secrets })
  t.match(uses, [
    { key_id: secrets.keyIds().current, state: 'current', sealed: {} },
    { key_id: secrets.keyIds().previous, state: 'previous', sealed: {} },
    { key_id: deps.secrets.keyIds().current, state: 'unknown', sealed: { passcode_server_key: 1 } },
  ])
  t.same(uses.map(isUnused), [true, true, false])
})

t.test(
  'SP 800-57 Part 1 §5.3.5: sign-ins that are under way still need their key, for a minute',
  async (t) => {
    const server = await startServer(t)
    const state_sealed = server.deps.secrets.seal('passcode-challenge', [], Buffer.from('state'))
    await server.db.run(insertChallenge, challengeRow({ state_sealed }))
    const find = async () => (await secretKeyUses(server.deps))[0]
    t.match(await find(), { sealed: { passcode_challenge: 1 } })
    server.clock.seconds += 60
    const later = await find()
    t.ok(later && isUnused(later))
  },
)
