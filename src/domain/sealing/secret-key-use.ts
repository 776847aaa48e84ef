/**
 * How much is sealed under which secret key, so that it can be said when one is not needed any more.
 */
import type { Deps } from '../../deps.ts'
import { SEALED_COUNTS } from '../../store/sealed-rows.ts'

export type SecretKeyUse = Readonly<{
  /** How what it sealed begins, in hex. */
  key_id: string
  /** `unknown`: this server does not have it, and nothing under it opens. */
  state: 'current' | 'previous' | 'unknown'
  /** How many values, by table; those without any are left out. */
  sealed: Readonly<Record<string, number>>
}>

/** The current key first, then the previous one, which are there even where nothing is sealed under them. */
export async function secretKeyUses({
  db,
  secrets,
  now,
}: Pick<Deps, 'db' | 'secrets' | 'now'>): Promise<readonly SecretKeyUse[]> {
  const { current, previous } = secrets.keyIds()
  const uses = new Map<string, Record<string, number>>([[current, {}]])
  if (previous !== undefined) uses.set(previous, {})
  for (const [table, count] of Object.entries(SEALED_COUNTS)) {
    for (const { key_id, sealed } of await db.all(count, { now: now() })) {
      const id = key_id.toString('hex')
      uses.set(id, { ...uses.get(id), [table]: sealed })
    }
  }
  const stateOf = (id: string) => {
    if (id === current) return 'current'
    return id === previous ? 'previous' : 'unknown'
  }
  return [...uses].map(([key_id, sealed]) => ({ key_id, state: stateOf(key_id), sealed }))
}

/** Whether a key of this server may be removed: nothing is sealed under it any more. */
export const isUnused = ({ sealed }: SecretKeyUse): boolean => Object.keys(sealed).length === 0
