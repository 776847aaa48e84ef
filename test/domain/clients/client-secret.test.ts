import t from 'tap'
import {
  hashChosenSecret,
  isSecretOf,
  lacksSecret,
  newClientSecret,
  newSecretOf,
  signingSecretOf,
} from '../../../src/domain/clients/client-secret.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { makeSecrets } from '../../../src/primitives/sealing.ts'
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

const kept = (made: ReturnType<typeof newSecretOf>) =>
  made && { secret: { kind: made.secret_kind, hash: made.secret_hash } }

t.test('OpenID Connect Core §9: a secret to sign with is known again, and not kept', async (t) => {
  const method = { token_endpoint_auth_method: 'client_secret_jwt' } as const
  const made = newSecretOf(deps, 'confidential', method)
  const client = kept(made) ?? { secret: undefined }
  t.equal(signingSecretOf(deps, client), made?.secret)
  t.notMatch(made?.secret_hash, made?.secret ?? '')
  t.equal(await isSecretOf(deps, client, made?.secret ?? ''), true)
  t.equal(await isSecretOf(deps, client, 'another'), false)
  t.not(newSecretOf(deps, 'confidential', method)?.secret, made?.secret, 'each is another one')
  const elsewhere = { secrets: makeSecrets(deps.secrets, Buffer.alloc(32, 2)) }
  t.not(signingSecretOf(elsewhere, client), made?.secret, 'the database alone does not give it')
  t.equal(signingSecretOf(deps, { secret: undefined }), undefined)
  t.equal(signingSecretOf(deps, kept(newSecretOf(deps, 'confidential', {})) ?? client), undefined)
})

t.test(
  'RFC 6749 §2.3: who needs a secret gets one, and another one where the first does not do',
  async (t) => {
    t.equal(newSecretOf(deps, 'public', {}), undefined)
    t.equal(newSecretOf(deps, 'confidential', { token_endpoint_auth_method: 'private_key_jwt' }), undefined)
    const plain = kept(newSecretOf(deps, 'confidential', {}))
    const derived = kept(
      newSecretOf(deps, 'confidential', { token_endpoint_auth_method: 'client_secret_jwt' }),
    )
    const lacks = (token_endpoint_auth_method: string, secret: unknown, client_type = 'confidential') =>
      lacksSecret({ client_type, metadata: { token_endpoint_auth_method }, secret } as never)
    t.equal(lacks('client_secret_basic', undefined), true)
    t.equal(lacks('client_secret_basic', plain?.secret), false)
    t.equal(lacks('client_secret_basic', derived?.secret), false)
    t.equal(lacks('client_secret_jwt', plain?.secret), true)
    t.equal(lacks('client_secret_jwt', derived?.secret), false)
    t.equal(lacks('private_key_jwt', undefined), false)
    t.equal(lacks('none', undefined, 'public'), false)
  },
)
