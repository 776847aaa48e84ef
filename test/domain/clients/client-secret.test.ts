import t from 'tap'
import { hashChosenSecret, isSecretOf, newClientSecret } from '../../../src/domain/clients/client-secret.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { countingRandom } from '../../helpers/fixtures.ts'
import { testSecrets } from '../../helpers/secrets.ts'

const random = countingRandom()
const deps = { random, secrets: testSecrets(Buffer.alloc(32, 1), random) }

t.test('RFC 6749 §10.10: a secret that is made has 256 bits, and only its hash is kept', async (t) => {
  const { secret, secret_kind, secret_hash } = newClientSecret(deps)
  t.match(secret, /^[A-Za-z0-9_-]{43}$/)
  t.equal(secret_kind, 'sha256')
  t.equal(secret_hash, sha256(secret).toString('base64url'))

  const client = { secret: { kind: secret_kind, hash: secret_hash } }
  t.equal(await isSecretOf(deps, client, secret), true)
  t.equal(await isSecretOf(deps, client, `${secret}x`), false)
})

t.test('RFC 6749 §2.3.1: who has no secret has no right one', async (t) => {
  t.equal(await isSecretOf(deps, { secret: undefined }, 'anything'), false)
  t.equal(await isSecretOf(deps, undefined, 'anything'), false)
})

t.test('RFC 9106 §4: a chosen secret is kept by Argon2id, and checked once for each process', async (t) => {
  const { secret_kind, secret_hash } = await hashChosenSecret(deps, 'correct horse')
  t.match(secret_hash, /^\$argon2id\$v=19\$(?=.*m=19456)(?=.*t=2)(?=.*p=1)/)
  const client = { secret: { kind: secret_kind, hash: secret_hash } }
  t.equal(await isSecretOf(deps, client, 'battery staple'), false)
  t.equal(await isSecretOf(deps, client, 'correct horse'), true)

  // Known by now: more at once than could ever wait for Argon2id.
  const again = Array.from({ length: 100 }, () => isSecretOf(deps, client, 'correct horse'))
  t.same(new Set(await Promise.all(again)), new Set([true]))

  const changed = {
    secret: { kind: secret_kind, hash: (await hashChosenSecret(deps, 'another')).secret_hash },
  }
  t.equal(await isSecretOf(deps, changed, 'correct horse'), false, 'not remembered for another hash')
})

t.test('RFC 6749 §5.2: a storm of wrong secrets is put off, not worked off', async (t) => {
  const { secret_kind, secret_hash } = await hashChosenSecret(deps, 'correct horse')
  const client = { secret: { kind: secret_kind, hash: secret_hash } }
  const storm = Array.from({ length: 80 }, (_, count) => isSecretOf(deps, client, `guess ${count}`))
  const outcomes = await Promise.allSettled(storm)
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  t.ok(refused.length > 0)
  for (const outcome of refused) {
    t.match(outcome, {
      reason: { code: 'temporarily_unavailable', status: 503, reason: 'secret-checks-full' },
    })
  }
  t.ok(outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value === false))
})

t.test('RFC 9106 §4: a hash that is none is a fault of ours', async (t) => {
  const client = { secret: { kind: 'argon2id', hash: 'no hash' } } as const
  await t.rejects(isSecretOf(deps, client, 'anything'), { name: 'TypeError' })
})
