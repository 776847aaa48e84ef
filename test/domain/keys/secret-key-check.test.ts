import t from 'tap'
import { serverKey } from '../../../src/domain/authentication/server-key.ts'
import { checkSecretKey } from '../../../src/domain/keys/secret-key-check.ts'
import { publishedKeys } from '../../../src/domain/keys/signing-keys.ts'
import { makeSecrets } from '../../../src/primitives/sealing.ts'
import { countingRandom, startServer, type TestServer } from '../../helpers/fixtures.ts'

const withOtherKey = ({ deps }: TestServer) => ({
  ...deps,
  secrets: makeSecrets(Buffer.alloc(32, 9), countingRandom()),
})

t.test('Secret key: a database without a sealed key takes any', async (t) => {
  const server = await startServer(t)
  await t.resolves(checkSecretKey(server.deps))
  await t.resolves(checkSecretKey(withOtherKey(server)))
})

t.test('Secret key: another than the signing keys were sealed under is refused', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant('other')
  await publishedKeys(inside, inside.parsed, inside.tenant)
  await t.resolves(checkSecretKey(server.deps))
  await t.rejects(checkSecretKey(withOtherKey(server)), { name: 'Refusal', reason: 'secret-key' })
})

t.test('Secret key: another than the passcode server keys were sealed under is refused', async (t) => {
  const server = await startServer(t)
  await serverKey(await server.tenant('other'))
  await t.resolves(checkSecretKey(server.deps))
  await t.rejects(checkSecretKey(withOtherKey(server)), { name: 'Refusal', reason: 'secret-key' })
})

t.test('Secret key: a fault of the database is not taken for another key', async (t) => {
  const { deps } = await startServer(t)
  const secrets = {
    ...deps.secrets,
    open: () => {
      throw new RangeError('out of range')
    },
  }
  const server = await startServer(t)
  await serverKey(await server.tenant())
  await t.rejects(checkSecretKey({ db: server.db, secrets }), RangeError)
})
