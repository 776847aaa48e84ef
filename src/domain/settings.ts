/**
 * Settings that people write: checked against their schema, every fault named, defaults filled in.
 */
import { Ajv, type ErrorObject } from 'ajv'
import type { Schema } from '../primitives/json-schema.ts'

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
 * The schemas are ours, and are not checked themselves. Each is compiled when it is first read by, at a start already, and as
 * it comes: to make its code shorter takes longer than it ever saves.
 */
const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
})

/**
 * @returns the settings with their defaults
 * @throws {SettingsError}
 */
export function readSettings<T>(schema: Schema<T>, value: unknown): T {
  const filled = structuredClone(value)
  if (ajv.validate<T>(schema, filled)) return filled
  throw new SettingsError((ajv.errors as ErrorObject[]).map(sentence))
}

function sentence({ keyword, instancePath, params, message }: ErrorObject): string {
  const place = placeOf(instancePath)
  if (keyword === 'additionalProperties') {
    return `unknown: ${placeOf(`${instancePath}/${params['additionalProperty']}`)}`
  }
  if (keyword === 'enum') return `${place} must be one of ${params['allowedValues'].join(', ')}`
  return `${place} ${message}`.trim()
}

const placeOf = (path: string): string => path.slice(1).replaceAll('/', '.')
