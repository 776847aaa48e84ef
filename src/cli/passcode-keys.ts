/**
 * The keys that the passcodes of a tenant are mixed with, and how many people are under each.
 */
import type { TenantDeps } from '../deps.ts'
import { rotateServerKey } from '../domain/authentication/server-key.ts'
import { type ServerKeyUse, serverKeyUses } from '../domain/authentication/server-key-use.ts'
import { isoInstant } from '../primitives/clock.ts'
import type { Answer } from './command.ts'
import { list } from './output.ts'

export async function listServerKeys(deps: TenantDeps): Promise<Answer> {
  const value = await serverKeyUses(deps)
  return { value, text: list(value.map(cellsOf), 'There is no key yet: the first passcode makes one.') }
}

export async function rotateServerKeys(deps: TenantDeps): Promise<Answer> {
  const generation = await rotateServerKey(deps)
  const uses = await serverKeyUses(deps)
  const left = uses.filter(({ is_current }) => !is_current).reduce((sum, { passcodes }) => sum + passcodes, 0)
  const others =
    left === 0
      ? 'No passcode is under an older one.'
      : `${people(left)} under an older one, and ${left === 1 ? 'is' : 'are'} enrolled under it at the next sign-in.`
  return {
    value: { generation, passcodes_under_older_keys: left },
    text: `tenant ${deps.tenant.id}: passcode key ${generation} is in force. ${others}`,
  }
}

const people = (count: number): string => (count === 1 ? '1 passcode is' : `${count} passcodes are`)

const cellsOf = (use: ServerKeyUse): string[] => [
  String(use.generation),
  stateOf(use),
  `${use.passcodes} ${use.passcodes === 1 ? 'passcode' : 'passcodes'}`,
]

function stateOf({ is_current, created_at, retired_at }: ServerKeyUse): string {
  if (is_current) return `in force since ${isoInstant(created_at)}`
  return retired_at === null ? 'for passcodes that were made under it' : `retired ${isoInstant(retired_at)}`
}
