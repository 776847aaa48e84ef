/**
 * The standard claims as an administrator may state them of a person, each in the form its definition gives it.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.1.
 */
import { boolean, object, optional, string } from '../../primitives/json-schema.ts'
import { type Stated, tryRead } from '../stated-settings.ts'

const text = optional(string({ minLength: 1, maxLength: 300 }))
const webAddress = optional(string({ pattern: '^https?://[^\\s]+$', maxLength: 2000 }))

const UserClaims = object({
  name: text,
  given_name: text,
  family_name: text,
  middle_name: text,
  nickname: text,
  profile: webAddress,
  picture: webAddress,
  website: webAddress,
  gender: text,
  /** The year is 0000 where it is left out, or stands alone. */
  birthdate: optional(string({ pattern: '^[0-9]{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$' })),
  zoneinfo: text,
  locale: text,
  phone_number: optional(string({ pattern: '^\\+[0-9][0-9 ().-]{3,30}(;ext=[0-9]+)?$' })),
  phone_number_verified: optional(boolean()),
  address: optional(
    object(
      {
        formatted: text,
        street_address: text,
        locality: text,
        region: text,
        postal_code: text,
        country: text,
      },
      { additionalProperties: false },
    ),
  ),
})

/** Claims that are told from something else. */
const NOT_STATED: Readonly<Record<string, string>> = {
  email: 'is stated beside the claims, not among them',
  email_verified: 'is stated beside the claims, not among them',
  preferred_username: 'is the username',
  updated_at: 'is set by the server',
}

/** What a token says of itself (Core §2; RFC 7519 §4.1; RFC 9068 §2.2): no person may have a say in it. */
const PROTOCOL_CLAIMS =
  'iss sub aud exp nbf iat jti azp nonce auth_time acr amr at_hash c_hash s_hash sid scope client_id cnf act events'.split(
    ' ',
  )

/** @returns what is wrong with them */
export function claimFaults(claims: Stated): readonly string[] {
  return [
    ...Object.keys(claims).flatMap((name) => nameFault(name) ?? []),
    ...tryRead(UserClaims, claims).faults.map((fault) => `claim ${fault}`),
    ...['zoneinfo', 'locale'].flatMap((name) => localFault(name, claims[name]) ?? []),
  ]
}

function nameFault(name: string): string | undefined {
  if (Object.hasOwn(UserClaims.properties, name)) return undefined
  if (PROTOCOL_CLAIMS.includes(name)) return `claim ${name} is set by the server alone`
  if (Object.hasOwn(NOT_STATED, name)) return `claim ${name} ${NOT_STATED[name]}`
  const known = Object.keys(UserClaims.properties).join(', ')
  return `claim ${name} is no standard claim: they are ${known}`
}

function localFault(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (name === 'zoneinfo') {
    const known = isKnown(() => Intl.DateTimeFormat('en', { timeZone: value }))
    return known
      ? undefined
      : `claim zoneinfo ${JSON.stringify(value)} is no time zone, such as Europe/London`
  }
  // §5.1: some write it with an underscore.
  const known = isKnown(() => Intl.getCanonicalLocales(value.replace('_', '-')))
  return known ? undefined : `claim locale ${JSON.stringify(value)} is no language tag, such as en-GB`
}

function isKnown(lookUp: () => unknown): boolean {
  try {
    lookUp()
    return true
  } catch {
    return false
  }
}
