/**
 * What a claim set may say: nothing of a person, who is not known when it is written.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.2.
 */
import type { Stated } from '../stated-settings.ts'
import { OWN_ATTRIBUTES } from '../users/user-attributes.ts'
import { claimNameFault } from './claim-name-rule.ts'
import { sizeFaults } from './claim-profile-rule.ts'
import { isPlain, PLAIN_WORDS } from './plain-value.ts'

const MOST_CLAIMS = 50
const LONGEST = 8000

/** @returns what is wrong with it */
export const claimSetFaults = (claims: Stated): readonly string[] => [
  ...sizeFaults(claims, MOST_CLAIMS, LONGEST),
  ...Object.entries(claims).flatMap(([name, value]) => claimFault(name, value) ?? []),
]

function claimFault(name: string, value: unknown): string | undefined {
  if (OWN_ATTRIBUTES.includes(name.toLowerCase()))
    return `claim ${name} says something of a person, and a claim set is for all`
  const fault = claimNameFault(name)
  if (fault !== undefined || value === null || isPlain(value)) return fault
  return `claim ${name} must be ${PLAIN_WORDS}, or null`
}
