/**
 * The record that flows are handed, made from what differs between a server, a command and a test.
 */
import type { Deps } from '../deps.ts'
import { makeSecrets } from '../primitives/sealing.ts'
import { makeParsedCache } from '../store/parsed-cache.ts'
import { makeSign } from './keys/sign.ts'

/** @param secret_key 32 bytes */
export function makeDeps(
  seams: Pick<Deps, 'config' | 'db' | 'now' | 'random' | 'notice'>,
  secret_key: Buffer,
): Deps {
  const { config, db, now, random, notice } = seams
  const secrets = makeSecrets(secret_key, random)
  const cache = makeParsedCache(db)
  return Object.freeze({
    config,
    db,
    now,
    random,
    secrets,
    cache,
    sign: makeSign({ db, secrets, now }),
    notice,
  })
}
