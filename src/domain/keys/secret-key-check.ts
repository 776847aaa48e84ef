/**
 * Whether this process has every secret key that the keys in the database are sealed under. Found at the start, since
 * otherwise nobody could sign in, and nothing would say why.
 */
import type { Deps } from '../../deps.ts'
import type { Sealing } from '../../primitives/sealing.ts'
import { KEY_IDS } from '../../store/sealed-rows.ts'
import { Refusal } from '../refusal.ts'

/** A tenant has a few rows in each; a passcode is never under a key that none of these was under. */
const TABLES = ['root_key', 'signing_key', 'passcode_server_key'] as const

/**
 * In a database without any of them nothing can be lost yet.
 *
 * @throws {Refusal} secret-key
 */
export async function checkSecretKey({ db }: Pick<Deps, 'db'>, { keyIds }: Sealing): Promise<void> {
  const { current, previous } = keyIds()
  for (const table of TABLES) {
    const found = (await db.all(KEY_IDS[table], {})).map(({ key_id }) => key_id.toString('hex'))
    if (found.every((id) => id === current || id === previous)) continue
    throw new Refusal(
      'secret-key',
      'The secret key is not the one that this database was made with, so its keys and passcodes do not open. ' +
        'Put the former key back: VIGNETTE_SECRET_KEY, or the file secret.key in DATA_DIR. ' +
        'Where it was replaced, the former one is VIGNETTE_SECRET_KEY_PREVIOUS, or the file secret.key.previous.',
    )
  }
}
