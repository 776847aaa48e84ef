/**
 * Secrets for tests: a secret key, the one before it where there is one, and a root key that is the same in all of them.
 */
import type { Random } from '../../src/primitives/random.ts'
import { makeSealing, makeSecrets, type Secrets } from '../../src/primitives/sealing.ts'

const ROOT = Buffer.alloc(32, 3)

export const testSecrets = (current: Buffer, random: Random, previous?: Buffer): Secrets =>
  makeSecrets(
    makeSealing(() => ({ current, previous }), random),
    ROOT,
  )
