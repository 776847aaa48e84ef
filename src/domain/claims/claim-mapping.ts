/**
 * How one claim comes about: from an attribute of the person or as a constant, in which shape, and where it is told.
 *
 * `{ "from": "tenant_ids", "as": "array" }`, `{ "value": "-" }`, `{ "from": "phone_number", "else": null }`.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.2, §5.3.2.
 */
import {
  array,
  choice,
  object,
  optional,
  type Schema,
  type Static,
  string,
} from '../../primitives/json-schema.ts'

/** Where a claim can be told; a claim that says nothing of it is in the first two. */
export const TOLD_IN = ['id_token', 'userinfo', 'access_token'] as const

export type ToldIn = (typeof TOLD_IN)[number]

export const CLAIM_SHAPES = ['array', 'string', 'number', 'boolean', 'iso8601'] as const

export type ClaimShape = (typeof CLAIM_SHAPES)[number]

const anything: Schema<unknown> = {}

export const ClaimMapping = object(
  {
    /** An attribute of the person. */
    from: optional(string({ minLength: 1 })),
    /** Or the same for everybody. */
    value: optional(anything),
    /** Before the text, or before each of a list. */
    prefix: optional(string({ minLength: 1, maxLength: 100 })),
    as: optional(choice(CLAIM_SHAPES)),
    /** Told where the person has no such attribute; absent: then the claim is left out. */
    else: optional(anything),
    in: optional(array(choice(TOLD_IN), { minItems: 1, uniqueItems: true })),
    /** Told where the client has this scope; absent: always. */
    scope: optional(string({ minLength: 1 })),
  },
  { additionalProperties: false },
)

export type ClaimMapping = Readonly<Static<typeof ClaimMapping>>
