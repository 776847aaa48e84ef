/**
 * A value in the shape that a client wants it in.
 *
 * Implements: RFC 7519 §2 (NumericDate); RFC 3339 §5.6.
 */
import { isoInstant } from '../../primitives/clock.ts'
import type { ClaimShape } from './claim-mapping.ts'

/** The last second that has four digits for its year. */
const LAST_SECOND = 253_402_300_799

/** @returns undefined for what cannot be had in this shape; but for a list, of several the first one counts */
export function shaped(value: unknown, shape: ClaimShape | undefined): unknown {
  if (shape === undefined) return value
  if (shape === 'array') return Array.isArray(value) ? value : [value]
  const [first] = Array.isArray(value) ? value : [value]
  return first === undefined ? undefined : SHAPES[shape](first)
}

const SHAPES: Readonly<Record<Exclude<ClaimShape, 'array'>, (value: unknown) => unknown>> = {
  string: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  number: (value) =>
    typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? Number(value)
      : ofType('number', value),
  boolean: (value) => (value === 'true' || value === 'false' ? value === 'true' : ofType('boolean', value)),
  iso8601: (value) =>
    typeof value === 'number' && value >= 0 && value <= LAST_SECOND
      ? isoInstant(value)
      : ofType('string', value),
}

const ofType = (type: 'number' | 'boolean' | 'string', value: unknown): unknown =>
  typeof value === type ? value : undefined

/** Before each text and number of it; undefined where it is neither. */
export function prefixed(value: unknown, prefix: string | undefined): unknown {
  if (prefix === undefined) return value
  if (Array.isArray(value)) return value.map((each) => `${prefix}${each}`)
  return typeof value === 'string' || typeof value === 'number' ? `${prefix}${value}` : undefined
}
