/**
 * A tenant as it is to be: what was stated, checked whole before anything is written.
 *
 * Implements: OpenID Connect Discovery 1.0 §3 (issuer).
 */
import { checkKeyStretching } from '../../passcode/key-stretching.ts'
import type { TenantRow, TenantType } from '../../store/schema.ts'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'
import { refuseIf } from '../refusal.ts'
import { restate, type Stated, tryRead } from '../stated-settings.ts'
import { attributeFaults } from '../users/user-attributes.ts'
import { resourceFaults } from './resource-rule.ts'
import { TENANT_ID } from './tenant.ts'
import { TenantPolicy } from './tenant-policy.ts'

/** What is left out stays as it is, or becomes the default in a new tenant. */
export type TenantStatement = Readonly<{
  id: string
  name: string | undefined
  type: TenantType | undefined
  /** Of its own, empty: none. */
  host?: string | undefined
  /** A setting that is null goes back to its default. */
  policy: Stated
}>

export type TenantDraft = Readonly<{ name: string; type: TenantType; policy: Stated }>

const LONGEST_NAME = 100

/** @throws {Refusal} faulty */
export function draftTenant(stated: TenantStatement, existing: TenantRow | undefined): TenantDraft {
  const name = stated.name ?? existing?.name ?? ''
  const type = stated.type ?? existing?.type ?? 'regular'
  const policy = restate(existing ? JSON.parse(existing.policy) : {}, stated.policy)
  refuseIf([
    idFault(stated.id),
    nameFault(name),
    typeFault(type),
    existing && existing.type !== type
      ? `type is ${existing.type} and never changes: make another tenant of type ${type}`
      : undefined,
    ...policyFaults(policy),
    type === '2fa' && policy['self_registration'] === true
      ? 'self_registration: in a tenant of type 2fa the first step says who somebody is, and nobody signs up'
      : undefined,
  ])
  return { name, type, policy }
}

const idFault = (id: string): string | undefined =>
  TENANT_ID.test(id)
    ? undefined
    : `id ${JSON.stringify(id)} must have 1 to 63 lower-case letters, digits and dashes, and begin with no dash`

function nameFault(name: string): string | undefined {
  if (name.trim() !== '' && name.length <= LONGEST_NAME) return undefined
  return `name must have 1 to ${LONGEST_NAME} characters: people see it on every page`
}

const typeFault = (type: string): string | undefined =>
  type === 'regular' || type === '2fa' ? undefined : `type ${JSON.stringify(type)} must be regular or 2fa`

function policyFaults(stated: Stated): readonly (string | undefined)[] {
  const { settings: policy, faults } = tryRead(TenantPolicy, stated)
  const alg = stated['id_token_signed_response_alg']
  return [
    ...faults,
    alg === undefined || SIGNING_ALGORITHMS.some((known) => known === alg)
      ? undefined
      : `id_token_signed_response_alg must be one of ${SIGNING_ALGORITHMS.join(', ')}`,
    policy && patternFault(policy),
    policy && keyStretchingFault(policy),
    ...(policy ? resourceFaults(policy) : []),
    ...(policy ? attributeFaults(policy) : []),
  ]
}

function patternFault({ pattern_points, grid }: TenantPolicy): string | undefined {
  if (pattern_points <= grid ** 2) return undefined
  return `pattern_points is ${pattern_points}, and a grid of ${grid} has ${grid ** 2} points`
}

function keyStretchingFault(policy: TenantPolicy): string | undefined {
  try {
    checkKeyStretching(policy)
    return undefined
  } catch {
    return 'ksf_m, ksf_t: one pass needs at least 47104 KiB'
  }
}
