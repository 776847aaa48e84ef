/**
 * Sealing anew what was sealed under the secret key before this one, batch by batch, while the server serves: either key
 * opens, and what is written meanwhile stays as it was written. After an interruption it goes on with what is left.
 *
 * Implements: NIST SP 800-57 Part 1 §5.3.5.
 */
import type { Deps } from '../../deps.ts'
import { openIfSealed } from '../../primitives/sealing.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import { KEYS, type Sealed, VALUES } from './sealed-values.ts'

/** Small, so that a sign-in never waits long for one. */
export const BATCH_SIZE = 200

/** `unreadable`: altered, or moved from another row. These stay as they are. */
export type Resealed = Readonly<{ resealed: number; unreadable: number }>

type ResealDeps = Pick<Deps, 'db' | 'secrets'>

/** Before every id. */
const FIRST = Buffer.alloc(0)

/** After the secret key has changed: every process that runs takes it over at its next request, and this one now. */
export async function announceSecretKey({ db, secrets }: ResealDeps): Promise<void> {
  await db.run(bumpConfigVersion, {})
  secrets.renew()
}

/** Does nothing where there is no key before this one. */
export async function reseal(deps: ResealDeps): Promise<Resealed> {
  const { previous } = deps.secrets.keyIds()
  const done = { resealed: 0, unreadable: 0 }
  const add = async (batch: readonly Sealed[]) => {
    const { resealed, unreadable } = await resealBatch(deps, batch)
    done.resealed += resealed
    done.unreadable += unreadable
  }
  if (previous === undefined) return done
  const key_id = Buffer.from(previous, 'hex')
  for (const list of KEYS) await add(await list(deps.db, { key_id }))
  for (const list of VALUES) {
    let after: Buffer | undefined = FIRST
    while (after) {
      const batch = await list(deps.db, { key_id, after, limit: BATCH_SIZE })
      await add(batch)
      after = batch.at(BATCH_SIZE - 1)?.id
    }
  }
  return done
}

async function resealBatch({ db, secrets }: ResealDeps, batch: readonly Sealed[]): Promise<Resealed> {
  const anew = batch.flatMap((value) => {
    const sealed = sealedAnew(secrets, value)
    return sealed ? [{ ...value, sealed }] : []
  })
  const resealed = await db.transaction(async (tx) => {
    let replaced = 0
    for (const { replace, sealed } of anew) replaced += await replace(tx, sealed)
    return replaced
  })
  return { resealed, unreadable: batch.length - anew.length }
}

function sealedAnew(secrets: Deps['secrets'], { label, context, sealed }: Sealed): Buffer | undefined {
  const opened = openIfSealed(secrets, label, context, sealed)
  return opened && secrets.seal(label, context, opened)
}
