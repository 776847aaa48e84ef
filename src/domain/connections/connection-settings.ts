/**
 * What a connection is told: where its people are known, and what is taken over of them.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.4, §9; OpenID Connect Discovery 1.0 §4.3 (issuer).
 */
import {
  array,
  boolean,
  choice,
  object,
  optional,
  type Static,
  string,
} from '../../primitives/json-schema.ts'

/** What people know it by. */
const display_name = optional(string({ minLength: 1, maxLength: 100 }))

/** The tenant's own people, with their pictures. */
export const PasscodeSettings = object({ display_name }, { additionalProperties: false })

export const OidcSettings = object(
  {
    display_name,
    issuer: string({ pattern: '^https?://[^\\s?#]+$', maxLength: 2000 }),
    client_id: string({ minLength: 1, maxLength: 500 }),
    token_endpoint_auth_method: choice(['client_secret_basic', 'client_secret_post', 'none'], {
      default: 'client_secret_basic',
    }),
    scope: string({ pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E ]+$', default: 'openid profile email' }),
    /** A link on the sign-in page leads there; otherwise an application names it. */
    shown: boolean({ default: false }),
    /** Whoever comes for the first time gets an account. */
    create_people: boolean({ default: false }),
    /** Whoever comes for the first time and is known here already: by an address that is proved there and here, or by a name. */
    link_by: choice(['none', 'email', 'preferred_username'], { default: 'none' }),
    /** Taken over at each sign-in. */
    claims: array(string(), { uniqueItems: true, default: ['name', 'given_name', 'family_name'] }),
  },
  { additionalProperties: false },
)

export type PasscodeSettings = Readonly<Static<typeof PasscodeSettings>>
export type OidcSettings = Readonly<Static<typeof OidcSettings>>
