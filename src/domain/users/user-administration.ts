/**
 * People as an administrator makes, changes and removes them.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.7 (a sub is never given to another person).
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import type { UserRow } from '../../store/schema.ts'
import * as users from '../../store/users.ts'
import { type AuditDeps, recordEvent, recordEvents, recordUserDeletion } from '../audit/audit-event.ts'
import { keepPasscode, makePasscode } from '../authentication/enrolment.ts'
import { endSessionsOfUser } from '../logout/session-end.ts'
import { signOutEverywhere } from '../recovery/sign-out-everywhere.ts'
import { Refusal } from '../refusal.ts'
import { readPasscode, type StatedPasscode } from './stated-passcode.ts'
import { type User, userOf } from './user.ts'
import { changesOf } from './user-changes.ts'
import { draftUser, type UserDraft, type UserStatement } from './user-draft.ts'
import { usernameKey } from './username.ts'
import { usernameColumns } from './username-look.ts'

type UsersDeps = Pick<TenantDeps, 'db' | 'tenant'>

/**
 * The person and the passcode, both or neither.
 *
 * @throws {Refusal} faulty, exists
 */
export async function createUser(
  deps: TenantDeps,
  stated: UserStatement,
  statedPasscode: StatedPasscode | undefined,
): Promise<User> {
  const { db, tenant, now, random } = deps
  const draft = draftUser(stated, undefined, tenant.policy.attributes)
  const passcode = statedPasscode && readPasscode(tenant.policy, statedPasscode)
  const row: UserRow = {
    id: timeOrderedId(now(), random, 'user-id'),
    tenant_id: tenant.id,
    ...columnsOf(draft),
    created_at: now(),
    updated_at: now(),
  }
  const made = passcode && (await makePasscode(deps, row, passcode))
  await db.transaction(async (tx) => {
    if ((await tx.run(users.insertUser, row)) === 0) throw taken(deps, stated.username)
    if (made) await keepPasscode(tx, made)
    await recordEvent(deps, tx, { action: 'user-created', user_id: row.id })
  })
  return userOf(row)
}

/**
 * All of it or nothing. A new passcode, or being inactive, ends the person's sessions and tokens.
 *
 * @param username whom to change; another name in `stated` becomes the new one
 * @throws {Refusal} unknown, faulty, exists
 */
export async function updateUser(
  deps: TenantDeps,
  username: string,
  stated: UserStatement,
  statedPasscode: StatedPasscode | undefined,
): Promise<User> {
  const { db, tenant, now } = deps
  const row = await requireRow(deps, username)
  const draft = draftUser(stated, row, tenant.policy.attributes)
  const passcode = statedPasscode && readPasscode(tenant.policy, statedPasscode)
  const wanted = columnsOf(draft)
  const isRenamed = wanted.username_key !== row.username_key
  if (isRenamed && (await isTaken(deps, row.id, wanted))) throw taken(deps, stated.username)
  // A name that stays is not held against others that look like it: there may be some from before that was asked.
  const columns = isRenamed ? wanted : { ...wanted, username_look: row.username_look }
  const changed = { ...row, ...columns, updated_at: now() }
  const events = changesOf(row, changed, passcode !== undefined)
  if (events.length === 0) return userOf(row)
  const user = userOf(changed)
  const made = passcode && (await makePasscode(deps, user, passcode))
  await db.transaction(async (tx) => {
    await tx.run(users.updateUser, { tenant_id: tenant.id, id: row.id, now: now(), ...columns })
    if (made) await keepPasscode(tx, made)
    // Whoever had the former passcode may be signed in with it.
    if (made || !user.active) await signOutEverywhere(deps, tx, user.id)
    await recordEvents(deps, tx, events)
  })
  return user
}

/** @throws {Refusal} unknown */
export async function deleteUser(deps: UsersDeps & AuditDeps, username: string): Promise<void> {
  const { id, tenant_id } = await requireRow(deps, username)
  await deps.db.transaction(async (tx) => {
    await endSessionsOfUser(deps, tx, id)
    await recordUserDeletion(deps, tx, id)
    await tx.run(users.deleteUser, { tenant_id, id })
  })
}

export async function listUsers({ db, tenant }: UsersDeps): Promise<readonly User[]> {
  const rows = await db.all(users.listUsers, { tenant_id: tenant.id })
  return rows.map(userOf)
}

/** @throws {Refusal} unknown */
export async function requireUser(deps: UsersDeps, username: string): Promise<User> {
  return userOf(await requireRow(deps, username))
}

/** Whether an active person has a passcode to sign in with. */
export async function hasPasscode({ db, tenant }: UsersDeps, { username }: User): Promise<boolean> {
  const username_key = usernameKey(username)
  return (await db.first(findPasscodeOfName, { tenant_id: tenant.id, username_key })) !== undefined
}

const columnsOf = ({ username, email_verified, claims, ...others }: UserDraft) => ({
  ...usernameColumns(username),
  ...others,
  email_verified: email_verified ? (1 as const) : (0 as const),
  claims: JSON.stringify(claims),
})

async function isTaken(
  { db, tenant }: UsersDeps,
  own: Buffer,
  { username_key, username_look }: ReturnType<typeof columnsOf>,
): Promise<boolean> {
  const alike = await db.all(users.findUsersAlike, { tenant_id: tenant.id, username_key, username_look })
  return alike.some(({ id }) => !id.equals(own))
}

const taken = ({ tenant }: UsersDeps, username: string) =>
  new Refusal(
    'exists',
    `there is a user ${username} already in tenant ${tenant.id} (upper and lower case are the same, and so are letters that look alike)`,
  )

const findRow = ({ db, tenant }: UsersDeps, username: string) =>
  db.first(users.findUserByName, { tenant_id: tenant.id, username_key: usernameKey(username) })

async function requireRow(deps: UsersDeps, username: string): Promise<UserRow> {
  const row = await findRow(deps, username)
  if (!row) throw new Refusal('unknown', `there is no user ${username} in tenant ${deps.tenant.id}`)
  return row
}
