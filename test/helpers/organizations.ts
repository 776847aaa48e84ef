/**
 * Organizations as tests of what they restrict have them.
 */
import { insertAssignment } from '../../src/store/client-assignments.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { deleteMember, insertMember, insertOrganization } from '../../src/store/organizations.ts'
import { statement } from '../../src/store/statement.ts'
import { START, type TestServer } from './fixtures.ts'
import { organizationRow } from './store-rows.ts'

export const KITCHEN = { id: 'org_kitchen', name: 'Cumin Kitchen' }

/** KITCHEN of `default`, with the people of these ids in it. */
export async function givenKitchen({ db }: Pick<TestServer, 'db'>, ...user_ids: Buffer[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(insertOrganization, organizationRow(KITCHEN))
    for (const user_id of user_ids) await tx.run(insertMember, membership(user_id))
    await tx.run(bumpConfigVersion, {})
  })
}

export const joinKitchen = ({ db }: Pick<TestServer, 'db'>, user_id: Buffer) =>
  db.run(insertMember, membership(user_id))

export const leaveKitchen = ({ db }: Pick<TestServer, 'db'>, user_id: Buffer) =>
  db.run(deleteMember, membership(user_id))

/** Of `rp` of `default`. */
export const assignTo = ({ db }: Pick<TestServer, 'db'>, user_id: Buffer | null) =>
  db.run(insertAssignment, {
    tenant_id: 'default',
    client_id: 'rp',
    user_id,
    organization_id: user_id === null ? KITCHEN.id : null,
    created_at: START,
  })

const membership = (user_id: Buffer) => ({
  tenant_id: 'default',
  organization_id: KITCHEN.id,
  user_id,
  created_at: START,
})

/** Read past the statements that are tested. */
export const allCodes = statement((q) => q.selectFrom('authorization_code').selectAll())
