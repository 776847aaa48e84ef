import t from 'tap'
import { serverKey } from '../../../src/domain/authentication/server-key.ts'
import { openSecrets } from '../../../src/domain/keys/root-key.ts'
import { checkSecretKey } from '../../../src/domain/keys/secret-key-check.ts'
import { publishedKeys } from '../../../src/domain/keys/signing-keys.ts'
import { countingRandom, startServer } from '../../helpers/fixtures.ts'
import { testSecrets } from '../../helpers/secrets.ts'

const OWN = Buffer.alloc(32, 7)
const OTHER = Buffer.alloc(32, 9)

const own = testSecrets(OWN, countingRandom())
const other = testSecrets(OTHER, countingRandom())
const refusal = { name: 'Refusal', reason: 'secret-key', message: /secret\.key\.previous/ }

t.test('Secret key: a database without a sealed key takes any', async (t) => {
  const { db } = await startServer(t)
  await t.resolves(checkSecretKey({ db }, own))
  await t.resolves(checkSecretKey({ db }, other))
})

t.test('Secret key: another than any key was sealed under is refused', async (t) => {
  const make = {
    'the signing keys': async (server: Awaited<ReturnType<typeof startServer>>) => {
      const inside = await server.tenant('other')
      await publishedKeys(inside, inside.parsed, inside.tenant)
    },
    'the passcode server keys': async (server: Awaited<ReturnType<typeof startServer>>) => {
      await serverKey(await server.tenant('other'))
    },
    'the root key': async ({ deps }: Awaited<ReturnType<typeof startServer>>) => {
      await openSecrets(deps, deps.secrets)
    },
  }
  for (const [what, makeIt] of Object.entries(make)) {
    const server = await startServer(t)
    await makeIt(server)
    await t.resolves(checkSecretKey(server, own), what)
    await t.rejects(checkSecretKey(server, other), refusal, what)
    const both = testSecrets(OTHER, countingRandom(), OWN)
    await t.resolves(checkSecretKey(server, both), `${what}: it may be the one before`)
  }
})

t.test('Secret key: one of two that are needed is not enough', async (t) => {
  const server = await startServer(t)
  await serverKey(await server.tenant())
  await serverKey({ ...(await server.tenant('other')), secrets: other })
  await t.rejects(checkSecretKey(server, own), refusal)
  await t.rejects(checkSecretKey(server, other), refusal)
  await t.resolves(checkSecretKey(server, testSecrets(OWN, countingRandom(), OTHER)))
})
