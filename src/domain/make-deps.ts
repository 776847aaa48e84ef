/**
 * The record that flows are handed, made from what differs between a server, a command and a test.
 */
import type { Deps } from '../deps.ts'
import type { Catalogues } from '../primitives/catalogues.ts'
import { makeParsedCache } from '../store/parsed-cache.ts'
import { makeSign } from './keys/sign.ts'
import { NOBODY } from './languages.ts'

export function makeDeps(
  seams: Pick<
    Deps,
    'config' | 'db' | 'now' | 'random' | 'secrets' | 'mail' | 'fetch' | 'upstream' | 'notice'
  > &
    Readonly<{ catalogues: Catalogues }>,
): Deps {
  const { config, db, now, random, secrets, mail, fetch, upstream, notice, catalogues } = seams
  // A process that made a new secret key says so by a change of the configuration.
  const cache = makeParsedCache(db, secrets.renew)
  return Object.freeze({
    config,
    db,
    now,
    random,
    secrets,
    cache,
    sign: makeSign({ db, secrets, now }),
    mail,
    fetch,
    upstream,
    languages: { catalogues, reader: NOBODY },
    notice,
  })
}
