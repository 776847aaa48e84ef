/**
 * The standard claims as an administrator may state them of a person, each in the form its definition gives it.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.1.
 */
import { boolean, object, optional, string } from '../../primitives/json-schema.ts'
import { isPlain, PLAIN_WORDS } from '../claims/plain-value.ts'
import { PROTOCOL_CLAIMS } from '../claims/protocol-claims.ts'
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

/** The names of those that are. */
export const STATED_CLAIMS: readonly string[] = Object.keys(UserClaims.properties)

/**
 * @param attributes which the tenant has beside them
 * @returns what is wrong with them
 */
export function claimFaults(claims: Stated, attributes: readonly string[] = []): readonly string[] {
  return [
    ...Object.entries(claims)
      .filter(([name]) => !STATED_CLAIMS.includes(name))
      .flatMap(([name, value]) =>
        attributes.includes(name) ? (attributeFault(name, value) ?? []) : nameFault(name),
      ),
    ...tryRead(UserClaims, claims).faults.map((fault) => `claim ${fault}`),
    ...['zoneinfo', 'locale'].flatMap((name) => localFault(name, claims[name]) ?? []),
  ]
}

const attributeFault = (name: string, value: unknown): string | undefined =>
  isPlain(value) ? undefined : `claim ${name} must be ${PLAIN_WORDS}`

function nameFault(name: string): string {
  if (PROTOCOL_CLAIMS.has(name)) return `claim ${name} is set by the server alone`
  if (Object.hasOwn(NOT_STATED, name)) return `claim ${name} ${NOT_STATED[name]}`
  const known = STATED_CLAIMS.join(', ')
  return `claim ${name} is no standard claim: they are ${known}; the tenant's attributes can name others`
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
