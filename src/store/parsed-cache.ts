/**
 * What needs parsing (tenants, clients, keys, policies) is kept parsed, until any process changes any of it.
 *
 * A request asks once for the generation that is in force and then reads from it; a change in the database begins a
 * new one. Only what was found is kept: what is missing now may be there the next time.
 */
import { findConfigVersion } from './config-version.ts'
import type { Db } from './database.ts'

/** Beyond this a generation forgets all it has: a flood of tenants must not fill the memory. */
const MOST_ENTRIES = 10_000

/** One generation. `load` runs at most once for each key while its answer is awaited or kept. */
export type Parsed = Readonly<{
  get: <T>(key: string, load: () => Promise<T | undefined>) => Promise<T | undefined>
}>

export type ParsedCache = Readonly<{ current: () => Promise<Parsed> }>

/** @param onChange called when a change is found, before what it changed is read */
export function makeParsedCache(db: Db, onChange: () => void = () => {}): ParsedCache {
  let version = -1
  let generation = newGeneration()
  let asked_in: object | undefined
  return {
    current: async () => {
      const snapshot = db.snapshot()
      if (snapshot && snapshot === asked_in) return generation
      const found = (await db.first(findConfigVersion, {}))?.version ?? 0
      if (found !== version) {
        onChange()
        version = found
        generation = newGeneration()
      }
      asked_in = snapshot
      return generation
    },
  }
}

function newGeneration(): Parsed {
  const entries = new Map<string, Promise<unknown>>()
  return {
    get: (key, load) => {
      const kept = entries.get(key)
      if (kept) return kept as ReturnType<typeof load>
      if (entries.size >= MOST_ENTRIES) entries.clear()
      const loading = load()
      entries.set(key, loading)
      loading.then(
        (value) => value === undefined && entries.delete(key),
        () => entries.delete(key),
      )
      return loading
    },
  }
}
