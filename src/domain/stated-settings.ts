/**
 * Settings as they were stated, without the defaults, so that a default which changes later changes for whoever left it.
 */
import type { Schema } from '../primitives/json-schema.ts'
import { readSettings, SettingsError } from './settings.ts'

export type Stated = Readonly<Record<string, unknown>>

/** What was stated before and what is stated now; null takes a statement back. */
export function restate(before: Stated, changes: Stated): Stated {
  const merged = { ...before, ...changes }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}

/** The settings with their defaults, and what is wrong with them. Without settings there are faults. */
export type Read<T> = Readonly<{ settings: T | undefined; faults: readonly string[] }>

export function tryRead<T>(schema: Schema<T>, stated: unknown): Read<T> {
  try {
    return { settings: readSettings(schema, stated), faults: [] }
  } catch (error) {
    if (error instanceof SettingsError) return { settings: undefined, faults: error.faults }
    throw error
  }
}
