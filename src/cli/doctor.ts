/**
 * vignette doctor
 */
import type { Config } from '../config.ts'
import { listTenants } from '../domain/tenants/tenant-administration.ts'
import { systemClock } from '../primitives/clock.ts'
import { command } from './command.ts'
import { addresses } from './doctor/addresses.ts'
import { ask } from './doctor/ask.ts'
import { certificates } from './doctor/certificates.ts'
import { clock } from './doctor/clock.ts'
import { cookies } from './doctor/cookies.ts'
import { openForChecks, openSecretsForChecks } from './doctor/database.ts'
import { disk } from './doctor/disk.ts'
import { type Finding, fault } from './doctor/finding.ts'
import { mail } from './doctor/mail.ts'
import { permissions } from './doctor/permissions.ts'
import { proxy } from './doctor/proxy.ts'
import type { Check, Seen } from './doctor/seen.ts'
import { isRunning, serverFinding } from './doctor/server.ts'
import { readSettings } from './doctor/settings.ts'
import { signingKeys } from './doctor/signing-keys.ts'
import { reasonOf } from './system-error.ts'

/** In the order of their telling. */
const CHECKS: Readonly<Record<string, Check>> = {
  permissions,
  disk,
  'signing-keys': signingKeys,
  'public-address': addresses,
  proxy,
  cookies,
  certificate: certificates,
  clock,
  mail,
}

export const doctor = command({
  summary: 'look for faults of the settings, the machine, the database and the way to the server',
  details: [
    'Needs the settings of the server, and its user; the server may run or not, and what needs it is skipped then. Each fault',
    'is said in a sentence, with what to do about it. Nothing is changed, and nothing secret is shown. Exit code 1: there is a',
    'fault; a warning is none.',
  ].join('\n'),
  options: {},
  answers: true,
  examples: ['doctor', 'doctor --json'],
  run: async () => {
    const findings = await examine()
    const failed = findings.some(({ status }) => status === 'fault')
    return { value: findings, text: told(findings), failed }
  },
})

async function examine(): Promise<readonly Finding[]> {
  const { config, findings } = readSettings()
  if (!config) return findings
  const database = await openForChecks(config)
  try {
    const secrets = await openSecretsForChecks(config, database.opened)
    const seen: Seen = {
      ...(await lookAround(config)),
      db: database.opened,
      secrets: secrets.opened,
      tenants: database.opened ? await listTenants({ config, db: database.opened }) : [],
    }
    const rest: Finding[] = []
    for (const [id, check] of Object.entries(CHECKS)) rest.push(...(await checked(id, check, seen)))
    return [
      ...findings,
      serverFinding(config, seen.is_running),
      ...database.findings,
      ...secrets.findings,
      ...rest,
    ]
  } finally {
    await database.opened?.close()
  }
}

async function lookAround(config: Config): Promise<Pick<Seen, 'config' | 'now' | 'is_running' | 'asked'>> {
  const asked = await ask(`${config.public_url}/healthz`)
  return { config, now: systemClock, is_running: await isRunning(config), asked }
}

/** A check that fails by itself is a finding too, and the others follow. */
async function checked(id: string, check: Check, seen: Seen): Promise<readonly Finding[]> {
  try {
    return await check(seen)
  } catch (error) {
    return [
      fault(id, `This could not be looked at (${reasonOf(error)}).`, 'Try it again while the server rests.'),
    ]
  }
}

const MARKS = { ok: 'ok', warning: 'WARNING', fault: 'FAULT', skipped: 'skipped' } as const
const WIDTH = 'WARNING'.length

function told(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ id, status, says, do: advice }) => [
    `${MARKS[status].padEnd(WIDTH)}  ${id}: ${says}`,
    ...(advice === undefined ? [] : [`${' '.repeat(WIDTH)}  -> ${advice}`]),
  ])
  return [...lines, '', `${count(findings, 'fault')}, ${count(findings, 'warning')}.`].join('\n')
}

function count(findings: readonly Finding[], status: 'fault' | 'warning'): string {
  const { length } = findings.filter((finding) => finding.status === status)
  return `${length} ${status}${length === 1 ? '' : 's'}`
}
