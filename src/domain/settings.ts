/**
 * Settings that people write: checked against their schema, every fault named, defaults filled in.
 */
import type { Static, TSchema } from 'typebox'
import { Clone, Default, Errors } from 'typebox/value'

/** Names each fault by the setting it is in. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/**
 * @returns the settings with their defaults
 * @throws {SettingsError}
 */
export function readSettings<T extends TSchema>(schema: T, value: unknown): Static<T> {
  const filled = Default(schema, Clone(value))
  const faults = faultsIn(schema, filled)
  if (faults.length > 0) throw new SettingsError(faults)
  return filled as Static<T>
}

function faultsIn(schema: TSchema, value: unknown): string[] {
  const faults = Errors(schema, value).map(({ keyword, instancePath, params, message }) => {
    const place = instancePath.slice(1).replaceAll('/', '.')
    if (keyword === 'additionalProperties') {
      return `unknown: ${(params as { additionalProperties: string[] }).additionalProperties.join(', ')}`
    }
    if (keyword === 'enum') {
      return `${place} must be one of ${(params as { allowedValues: unknown[] }).allowedValues.join(', ')}`
    }
    return keyword === 'boolean' ? '' : `${place} ${message}`.trim()
  })
  return [...new Set(faults)].filter((fault) => fault !== '')
}
