/**
 * What the endpoints of the passcode have in common as JSON: the messages of OPAQUE in base64url, and how each is answered.
 *
 * Implements: RFC 9807 §5.1.
 */
import { integer, object, type Schema, type Static, string } from '../primitives/json-schema.ts'

/** What is not named is refused. */
export const strict = { additionalProperties: false }

export const registrationRequest = string({ minLength: 43, maxLength: 43 })

export const registrationRecord = string({
  minLength: 256,
  maxLength: 256,
  pattern: '^[A-Za-z0-9_-]*$',
})

/** The parameters of Argon2id, which the browser pays. */
export const keyStretching = object({ m: integer(), t: integer(), p: integer() })

export const answersOf = (success: Schema<unknown>, refused: Schema<unknown>) => ({
  200: success,
  '4xx': refused,
  '5xx': refused,
})

export type Post<T> = { Body: Static<T> }
