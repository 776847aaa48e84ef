/**
 * The secret key of the server, the one before it, and how much is sealed under each.
 */
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { Refusal } from '../domain/refusal.ts'
import { announceSecretKey, type Resealed, reseal } from '../domain/sealing/reseal.ts'
import { isUnused, type SecretKeyUse, secretKeyUses } from '../domain/sealing/secret-key-use.ts'
import { systemRandom } from '../primitives/random.ts'
import type { Answer } from './command.ts'
import { list } from './output.ts'
import { previousKeyFile } from './secret-key.ts'
import { replaceKeyFile } from './secret-key-rotation.ts'

export async function listSecretKeys(deps: Deps): Promise<Answer> {
  const uses = await secretKeyUses(deps)
  const rows = uses.map((use) => [use.key_id, use.state, heldBy(use)])
  const previous = uses.find(({ state }) => state === 'previous')
  const advice = previous && isUnused(previous) ? [`\n${removalOf(deps.config)}`] : []
  return {
    value: uses.map((use) => ({ ...use, removable: use.state === 'previous' && isUnused(use) })),
    text: [list(rows, ''), ...advice].join('\n'),
  }
}

/**
 * What was broken off is finished before another key is made.
 *
 * @throws {Refusal} secret-key, faulty
 */
export async function rotateSecretKey(deps: Deps): Promise<Answer> {
  const uses = await secretKeyUses(deps)
  const previous = uses.find(({ state }) => state === 'previous')
  if (previous && !isUnused(previous)) {
    return answerOf(deps, 'finished', await reseal(deps))
  }
  const { secret_key, secret_key_previous } = deps.config
  if (secret_key !== undefined || secret_key_previous !== undefined) {
    throw new Refusal('faulty', SETTINGS)
  }
  return makeNewKey(deps)
}

async function makeNewKey(deps: Deps): Promise<Answer> {
  replaceKeyFile(deps.config, deps.secrets.keyIds().current, systemRandom)
  await announceSecretKey(deps)
  return answerOf(deps, 'rotated', await reseal(deps))
}

async function answerOf(deps: Deps, result: 'rotated' | 'finished', done: Resealed): Promise<Answer> {
  const { resealed, unreadable } = done
  const previous = (await secretKeyUses(deps)).find(({ state }) => state === 'previous')
  const lines = [
    result === 'rotated'
      ? `The server has a new secret key, and keeps the former one in ${previousKeyFile(deps.config)}.`
      : 'The last change of the secret key was not finished. It is now; for another key, run this again.',
    `${values(resealed)} sealed anew.`,
    ...(unreadable === 0 ? [] : [`${values(unreadable)} not readable under any key, and left alone.`]),
    ...(previous && !isUnused(previous) ? [LEFT] : [removalOf(deps.config)]),
  ]
  return { value: { result, ...deps.secrets.keyIds(), ...done }, text: lines.join('\n') }
}

const LEFT =
  'Something is sealed under the former key still: sign-ins that are under way, for a minute, or what cannot be read. See: ' +
  'vignette keys list --kind kek'

const removalOf = (config: Config): string =>
  `Nothing is sealed under the former key any more: ${
    config.secret_key_previous === undefined ? previousKeyFile(config) : 'VIGNETTE_SECRET_KEY_PREVIOUS'
  } may be removed, once backups that were made before are not needed any more.`

const SETTINGS = [
  'The secret key comes from VIGNETTE_SECRET_KEY, so nothing was changed. To replace it:',
  '  1. Make a new one: openssl rand -base64 32 | tr +/ -_ | tr -d =',
  '  2. Where several processes serve one database, start each with the new one as VIGNETTE_SECRET_KEY_PREVIOUS first, so',
  '     that all of them can read what it seals.',
  '  3. Start with the new one as VIGNETTE_SECRET_KEY, and the former one as VIGNETTE_SECRET_KEY_PREVIOUS. The server seals',
  '     everything anew in the background; this command, with the same settings, does it at once.',
  '  4. When vignette keys list --kind kek says so, remove VIGNETTE_SECRET_KEY_PREVIOUS.',
].join('\n')

const values = (count: number): string => (count === 1 ? '1 value is' : `${count} values are`)

function heldBy({ sealed, state }: SecretKeyUse): string {
  const held = Object.entries(sealed).map(([table, count]) => `${count} in ${table}`)
  const text = held.length === 0 ? 'nothing is sealed under it' : held.join(', ')
  return state === 'unknown' ? `${text}: not readable, this server does not have the key` : text
}
