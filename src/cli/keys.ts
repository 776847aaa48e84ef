/**
 * vignette keys list|rotate
 */
import { type Answer, command, UsageError } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { listServerKeys, rotateServerKeys } from './passcode-keys.ts'
import { withDeps, withTenant } from './process-deps.ts'
import { listSecretKeys, rotateSecretKey } from './secret-keys.ts'
import { parseChoice } from './setting-options.ts'
import { listSigningKeys, rotateSigningKeys } from './signing-keys.ts'

const TENANT = {
  type: 'string',
  value: 'ID',
  says: 'the tenant whose keys they are; none with --kind kek',
} as const

const KINDS = [
  'signing: what signs tokens. After a rotation the next key is published behind the current one for two minutes, so that every',
  'application has it when it signs; the former one stays until nothing it signed can be valid. A tenant rotates by itself after',
  'signing_key_ttl seconds, 90 days where it says nothing; 0: never.',
  'passcode: what every visual passcode of a tenant is mixed with. After a rotation each person is enrolled under the new',
  'key when they sign in next, without noticing; the former key stays until nobody is left under it.',
  'kek: the secret key of the whole server, under which keys, passcodes and mails are sealed in the database. After a rotation',
  'everything is sealed anew, while the server runs.',
].join('\n')

const listAll = command({
  summary: 'list keys: those a tenant signs with, or another kind of them',
  details: `${KINDS}\nA tenant makes the key of an algorithm when it first needs one; that of its own algorithm is made here.`,
  options: {
    kind: { type: 'string', value: 'KIND', says: 'signing (the default), passcode or kek' },
    tenant: TENANT,
  },
  answers: true,
  examples: [
    'keys list --tenant acme',
    'keys list --tenant acme --json',
    'keys list --kind passcode --tenant acme   # how many people are under which key',
    'keys list --kind kek   # whether the former secret key may be removed',
  ],
  run: async ({ kind, tenant }) => {
    switch (parseChoice('kind', ['signing', 'passcode', 'kek'], kind)) {
      case 'kek':
        return ofNoTenant('list', tenant, () => withDeps(listSecretKeys))
      case 'passcode':
        return withTenant(named('list', tenant), listServerKeys)
      default:
        return withTenant(named('list', tenant), listSigningKeys)
    }
  },
})

const rotate = command({
  summary: 'make a new key in place of the current one, which stays for what was made with it',
  details: KINDS,
  options: {
    kind: { type: 'string', value: 'KIND', says: 'signing (the default), passcode or kek' },
    tenant: TENANT,
    alg: {
      type: 'string',
      value: 'ALG',
      says: 'of signing keys: this one alone; left out: each that the tenant uses',
    },
    now: {
      type: 'boolean',
      says: 'of signing keys, for emergencies: the new one signs at once, also for applications that have not seen it',
    },
  },
  answers: true,
  examples: [
    'keys rotate --tenant acme',
    'keys rotate --kind signing --tenant acme --alg ES256 --now',
    'keys rotate --kind passcode --tenant acme',
    'keys rotate --kind kek',
  ],
  run: async ({ kind, tenant, alg, now }) => {
    const chosen = parseChoice('kind', ['signing', 'passcode', 'kek'], kind) ?? 'signing'
    if (chosen !== 'signing' && (alg !== undefined || now)) {
      throw new UsageError('--alg and --now are for signing keys')
    }
    switch (chosen) {
      case 'kek':
        return ofNoTenant('rotate', tenant, () => withDeps(rotateSecretKey))
      case 'passcode':
        return withTenant(named('rotate', tenant), rotateServerKeys)
      default:
        return withTenant(named('rotate', tenant), (deps) => rotateSigningKeys(deps, alg, now))
    }
  },
})

export const keys: CommandGroup = {
  summary: 'keys: what signs tokens, and what keeps passcodes and the database safe',
  commands: { list: listAll, rotate },
}

function named(verb: string, tenant: string | undefined): string {
  if (tenant === undefined) throw new UsageError(`vignette keys ${verb} needs --tenant ID`)
  return tenant
}

function ofNoTenant(verb: string, tenant: string | undefined, run: () => Promise<Answer>): Promise<Answer> {
  if (tenant === undefined) return run()
  throw new UsageError(`vignette keys ${verb} --kind kek is for the whole server, and takes no --tenant`)
}
