/**
 * What a document of tenants, clients and people would change: found out whole, every fault named, before any of it is done.
 */
import type { Deps } from '../../deps.ts'
import * as clients from '../../store/clients.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import type { UserRow } from '../../store/schema.ts'
import * as tenants from '../../store/tenants.ts'
import * as users from '../../store/users.ts'
import { type ClientStatement, draftClient } from '../clients/client-draft.ts'
import { Refusal } from '../refusal.ts'
import { readSettings } from '../settings.ts'
import { readPasscode, type StatedPasscode, type StatedSecret } from '../users/stated-passcode.ts'
import { draftUser, type UserDraft, type UserStatement } from '../users/user-draft.ts'
import { usernameKey } from '../users/username.ts'
import {
  type ClientEntry,
  repetitions,
  type TenantDocument,
  type TenantEntry,
  type UserEntry,
} from './tenant-document.ts'
import { draftTenant, type TenantStatement } from './tenant-draft.ts'
import { TenantPolicy } from './tenant-policy.ts'

export type Result = 'made' | 'changed' | 'unchanged'

type TenantStep = Readonly<{
  kind: 'tenant'
  result: Result
  stated: TenantStatement
  /** As it will be. */
  policy: TenantPolicy
}>

type ClientStep = Readonly<{ kind: 'client'; result: Result; tenant_id: string; stated: ClientStatement }>

type UserStep = Readonly<{
  kind: 'user'
  result: Result
  tenant_id: string
  stated: UserStatement
  /** undefined: none was stated, or there is one already. */
  passcode: StatedPasscode | undefined
}>

export type Step = TenantStep | ClientStep | UserStep

/** @throws {Refusal} faulty */
export type ReadPicture = (path: string) => Promise<Uint8Array>

type PlanDeps = Pick<Deps, 'db'>

/** @throws {Refusal} with every fault of the document */
export async function planDocument(
  deps: PlanDeps,
  document: TenantDocument,
  readPicture: ReadPicture,
): Promise<readonly Step[]> {
  const faults = [...repetitions(document)]
  const steps: Step[] = []
  const plan = async <T extends Step>(place: string, planned: Promise<T>): Promise<T | undefined> => {
    try {
      const step = await planned
      steps.push(step)
      return step
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      faults.push(...error.faults.map((fault) => `${place}: ${fault}`))
      return undefined
    }
  }
  for (const entry of document.tenants) {
    const { id } = entry
    const tenant = await plan(`tenant ${id}`, planTenant(deps, entry))
    for (const client of entry.clients as readonly ClientEntry[]) {
      await plan(`tenant ${id}, client ${client.client_id}`, planClient(deps, id, client))
    }
    for (const user of entry.users) {
      const place = { tenant_id: id, policy: tenant?.policy, readPicture }
      await plan(`tenant ${id}, user ${user.username}`, planUser(deps, place, user))
    }
  }
  if (faults.length > 0) throw new Refusal('faulty', ...faults)
  return steps
}

const resultOf = (existing: unknown, isSame: boolean): Result =>
  existing === undefined ? 'made' : isSame ? 'unchanged' : 'changed'

async function planTenant({ db }: PlanDeps, entry: TenantEntry): Promise<TenantStep> {
  const { id, name, type, policy = {} } = entry
  const stated = { id, name, type, policy }
  const row = await db.first(tenants.findTenant, { id })
  const draft = draftTenant(stated, row)
  const isSame = row?.name === draft.name && row.policy === JSON.stringify(draft.policy)
  return {
    kind: 'tenant',
    result: resultOf(row, isSame),
    stated,
    policy: readSettings(TenantPolicy, draft.policy),
  }
}

async function planClient({ db }: PlanDeps, tenant_id: string, entry: ClientEntry): Promise<Step> {
  const { client_id, type: client_type, ...metadata } = entry
  const stated = { client_id, client_type, metadata }
  const row = await db.first(clients.findClient, { tenant_id, client_id })
  const draft = draftClient(stated, row)
  const isSame = row?.metadata === JSON.stringify(draft.metadata)
  return { kind: 'client', result: resultOf(row, isSame), tenant_id, stated }
}

type UserPlace = Readonly<{
  tenant_id: string
  /** undefined: it is faulty, which is told of the tenant. */
  policy: TenantPolicy | undefined
  readPicture: ReadPicture
}>

async function planUser(
  { db }: PlanDeps,
  { tenant_id, policy, readPicture }: UserPlace,
  entry: UserEntry,
): Promise<Step> {
  const { username, email, email_verified, claims = {}, status } = entry
  const stated: UserStatement = { username, email, email_verified, claims, status }
  const key = { tenant_id, username_key: usernameKey(username) }
  const row = await db.first(users.findUserByName, key)
  const draft = draftUser(stated, row)
  const enrolled =
    row && (row.status === 'inactive' || (await db.first(findPasscodeOfName, key)) !== undefined)
  const passcode = enrolled ? undefined : await statedPasscode(entry, readPicture)
  if (passcode && policy) readPasscode(policy, passcode)
  const isSame = row !== undefined && isSameUser(row, draft) && passcode === undefined
  return { kind: 'user', result: resultOf(row, isSame), tenant_id, stated, passcode }
}

const isSameUser = (row: UserRow, draft: UserDraft): boolean =>
  row.username === draft.username &&
  row.email === draft.email &&
  (row.email_verified === 1) === draft.email_verified &&
  row.status === draft.status &&
  row.claims === JSON.stringify(draft.claims)

async function statedPasscode(
  entry: UserEntry,
  readPicture: ReadPicture,
): Promise<StatedPasscode | undefined> {
  const secrets = secretsOf(entry)
  const [secret] = secrets
  if (entry.picture === undefined && secret === undefined) return undefined
  if (entry.picture === undefined || secret === undefined || secrets.length > 1) {
    throw new Refusal('faulty', 'a passcode is a picture and one of pin, pattern and picture_only')
  }
  return { picture: await readPicture(entry.picture), secret }
}

function secretsOf({ pin, pattern, picture_only }: UserEntry): readonly StatedSecret[] {
  return [
    ...(pin === undefined ? [] : [{ method: 'pin', typed: pin } as const]),
    ...(pattern === undefined ? [] : [{ method: 'pattern', typed: pattern } as const]),
    ...(picture_only ? [{ method: 'none' } as const] : []),
  ]
}
