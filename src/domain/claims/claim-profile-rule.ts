/**
 * What a claim profile may say: every fault is told at once, before any of it counts.
 *
 * Implements: OpenID Connect Core 1.0 §2, §5.1.2, §5.7, §8.
 */
import { SCOPES_SUPPORTED } from '../scope.ts'
import { type Stated, tryRead } from '../stated-settings.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { attributeNames } from '../users/user-attributes.ts'
import { ClaimMapping } from './claim-mapping.ts'
import { claimNameFault } from './claim-name-rule.ts'

const MOST_CLAIMS = 100
const LONGEST = 20_000

/** @returns what is wrong with it */
export function claimProfileFaults(claims: Stated, policy: TenantPolicy): readonly string[] {
  const own = Object.entries(OWN).flatMap(([name, fault]) =>
    Object.hasOwn(claims, name) ? (fault(claims[name]) ?? []) : [],
  )
  const { sub: _sub, sid: _sid, ...others } = claims
  return [
    ...sizeFaults(claims, MOST_CLAIMS, LONGEST),
    ...own,
    ...Object.entries(others).flatMap(([name, stated]) => mappingFaults(name, stated, policy)),
  ]
}

export function sizeFaults(claims: Stated, most: number, longest: number): readonly string[] {
  return [
    ...(Object.keys(claims).length > most ? [`there are more than ${most} claims`] : []),
    ...(JSON.stringify(claims).length > longest
      ? [`the claims have more than ${longest} characters of JSON`]
      : []),
  ]
}

const PREFIX = /^[\x21-\x7e]{1,100}$/

/** §8: it has to stay unique and stable, and at most 255 ASCII characters long. */
function subFault(stated: unknown): string | undefined {
  const { from, prefix, ...others } = membersOf(stated)
  const isPrefix = typeof prefix === 'string' && PREFIX.test(prefix)
  if (from === 'sub' && isPrefix && Object.keys(others).length === 0) return undefined
  return 'claim sub is set by the server alone, and can only have a prefix of 1 to 100 printable ASCII characters: {"from":"sub","prefix":"..."}'
}

function sidFault(stated: unknown): string | undefined {
  const { from, ...others } = membersOf(stated)
  if (from === 'sid' && Object.keys(others).length === 0) return undefined
  return 'claim sid is set by the server alone, and can only be told or not: {"from":"sid"}'
}

/** Those of the server that a profile may say something of. */
const OWN: Readonly<Record<string, (stated: unknown) => string | undefined>> = {
  sub: subFault,
  sid: sidFault,
}

const membersOf = (value: unknown): Stated => Object.fromEntries(Object.entries(value ?? {}))

function mappingFaults(name: string, stated: unknown, policy: TenantPolicy): readonly string[] {
  const { settings: mapping, faults } = tryRead(ClaimMapping, stated)
  const found = mapping
    ? [
        originFault(mapping),
        shapeFault(mapping),
        attributeFault(mapping, policy),
        scopeFault(mapping, policy),
      ]
    : faults
  return [
    claimNameFault(name),
    ...found.map((fault) => (fault === undefined ? undefined : `claim ${name}: ${fault}`)),
  ].filter((fault) => fault !== undefined)
}

/** What only an attribute can have. */
const OF_ATTRIBUTES = ['prefix', 'as', 'else'] as const

function originFault(mapping: ClaimMapping): string | undefined {
  const is_constant = Object.hasOwn(mapping, 'value')
  if (is_constant === (mapping.from !== undefined)) {
    return 'must say either from, an attribute of the person, or value, which is the same for everybody'
  }
  const surplus = OF_ATTRIBUTES.filter((member) => Object.hasOwn(mapping, member))
  if (!is_constant || surplus.length === 0) return undefined
  return `a value is told as it stands, without ${surplus.join(' and ')}`
}

/** A prefix makes a text. */
function shapeFault({ prefix, as }: ClaimMapping): string | undefined {
  if (prefix === undefined || as === undefined || as === 'string' || as === 'array') return undefined
  return `a prefix makes a text, which is no ${as}`
}

function attributeFault({ from }: ClaimMapping, policy: TenantPolicy): string | undefined {
  const known = attributeNames(policy)
  if (from === undefined || known.includes(from)) return undefined
  return `there is no attribute ${from}: there are ${known.join(', ')}, and more where the tenant's attributes name them`
}

function scopeFault({ scope }: ClaimMapping, { resources }: TenantPolicy): string | undefined {
  const known = [...SCOPES_SUPPORTED, ...resources.flatMap(({ scopes }) => scopes.map((one) => one.scope))]
  if (scope === undefined || known.includes(scope)) return undefined
  return `there is no scope ${scope}: there are ${known.join(', ')}`
}
