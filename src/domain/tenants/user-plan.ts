/**
 * What a document's people, and the passcodes stated for them, would change.
 */
import type { Deps } from '../../deps.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import type { UserRow } from '../../store/schema.ts'
import * as users from '../../store/users.ts'
import { Refusal } from '../refusal.ts'
import { readPasscode, type StatedPasscode, type StatedSecret } from '../users/stated-passcode.ts'
import { draftUser, type UserDraft, type UserStatement } from '../users/user-draft.ts'
import { usernameKey } from '../users/username.ts'
import { type Result, resultOf } from './document-step.ts'
import type { UserEntry } from './tenant-document.ts'
import type { TenantPolicy } from './tenant-policy.ts'

export type UserStep = Readonly<{
  kind: 'user'
  result: Result
  tenant_id: string
  stated: UserStatement
  /** undefined: none was stated, or there is one already. */
  passcode: StatedPasscode | undefined
}>

/** @throws {Refusal} faulty */
export type ReadPicture = (path: string) => Promise<Uint8Array>

type UserPlace = Readonly<{
  tenant_id: string
  /** undefined: it is faulty, which is told of the tenant. */
  policy: TenantPolicy | undefined
  readPicture: ReadPicture
}>

/** @throws {Refusal} faulty */
export async function planUser(
  { db }: Pick<Deps, 'db'>,
  { tenant_id, policy, readPicture }: UserPlace,
  entry: UserEntry,
): Promise<UserStep> {
  const { username, email, email_verified, claims = {}, status } = entry
  const stated: UserStatement = { username, email, email_verified, claims, status }
  const key = { tenant_id, username_key: usernameKey(username) }
  const row = await db.first(users.findUserByName, key)
  // What a faulty tenant would have of attributes is not known, and not held against its people.
  const draft = draftUser(stated, row, policy?.attributes ?? Object.keys(claims))
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
  row.email_connection_id === draft.email_connection_id &&
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
