/**
 * Rows for tests of the passcode's tables: each complete, with what a test says instead.
 */
import { sha256 } from '../../src/primitives/digest.ts'
import type { Db } from '../../src/store/database.ts'
import type { PasscodeChallengeRow, PasscodeRow } from '../../src/store/passcode-rows.ts'
import type { KnownBrowserRow, UserRow } from '../../src/store/schema.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { START } from './fixtures.ts'
import { idOf, tenantRow, userRow } from './store-rows.ts'

export { idOf }

export async function givenTenantRow(db: Db, id = 'default'): Promise<void> {
  await db.run(insertTenant, tenantRow({ id }))
}

/** @returns the id of a person of `default` */
export async function givenUserRow(
  db: Db,
  name = 'ann',
  status: UserRow['status'] = 'active',
): Promise<Buffer> {
  const id = idOf(name)
  await db.run(insertUser, userRow({ id, username: name, username_key: name, status }))
  return id
}

export const passcodeRow = (changes: Partial<PasscodeRow> = {}): PasscodeRow => ({
  id: idOf('passcode'),
  tenant_id: 'default',
  user_id: idOf('ann'),
  suite: 1,
  secret_version: 1,
  server_key_generation: 1,
  ksf_m: 65_536,
  ksf_t: 3,
  ksf_p: 1,
  record_sealed: Buffer.from('record'),
  created_at: START,
  last_used_at: null,
  ...changes,
})

export const challengeRow = (changes: Partial<PasscodeChallengeRow> = {}): PasscodeChallengeRow => ({
  id: idOf('challenge'),
  tenant_id: 'default',
  purpose: 'login',
  interaction_id: idOf('interaction'),
  browser_hash: sha256('browser'),
  client_id: 'rp',
  passcode_id: idOf('passcode'),
  name_tag: sha256('name'),
  address_tag: sha256('address'),
  known_browser_id: null,
  state_sealed: Buffer.from('state'),
  created_at: START,
  expires_at: START + 60,
  used_at: null,
  ...changes,
})

export const knownBrowserRow = (changes: Partial<KnownBrowserRow> = {}): KnownBrowserRow => ({
  id: idOf('known-browser'),
  tenant_id: 'default',
  user_id: idOf('ann'),
  secret_hash: sha256('secret'),
  created_at: START,
  last_used_at: START,
  expires_at: START + 1000,
  browser: 'Firefox',
  system: 'Linux',
  address: '203.0.113.7',
  ...changes,
})
