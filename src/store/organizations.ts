/**
 * Organizations and their members.
 */
import type { Kysely } from 'kysely'
import type { UnixSeconds } from '../primitives/clock.ts'
import type { OrganizationMemberRow, OrganizationRow } from './organization-rows.ts'
import { rowsBy } from './rows-by.ts'
import type { Tables } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: string }
type Member = { tenant_id: string; organization_id: string; user_id: Buffer }

export const insertOrganization = statement((q, p: OrganizationRow) =>
  q
    .insertInto('organization')
    .values(row(p, 'tenant_id', 'id', 'name', 'created_at', 'updated_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const findOrganization = rowsBy('organization', ['tenant_id', 'id'])

export const listOrganizations = rowsBy('organization', ['tenant_id'], ['id'])

export const updateOrganization = statement((q, p: Key & { name: string; now: UnixSeconds }) =>
  q
    .updateTable('organization')
    .set({ name: p.name, updated_at: p.now })
    .where('tenant_id', '=', p.tenant_id)
    .where('id', '=', p.id),
)

/** Its members and what it was assigned go with it. */
export const deleteOrganization = statement((q, p: Key) =>
  q.deleteFrom('organization').where('tenant_id', '=', p.tenant_id).where('id', '=', p.id),
)

/** Nothing changes where the person is one already. */
export const insertMember = statement((q, p: OrganizationMemberRow) =>
  q
    .insertInto('organization_member')
    .values(row(p, 'tenant_id', 'organization_id', 'user_id', 'created_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const deleteMember = statement((q, p: Member) =>
  q
    .deleteFrom('organization_member')
    .where('tenant_id', '=', p.tenant_id)
    .where('organization_id', '=', p.organization_id)
    .where('user_id', '=', p.user_id),
)

export const listMembers = statement((q, p: Omit<Member, 'user_id'>) =>
  q
    .selectFrom('organization_member as member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .select(['user.id', 'user.username'])
    .where('member.tenant_id', '=', p.tenant_id)
    .where('member.organization_id', '=', p.organization_id)
    .orderBy('user.username_key'),
)

/** Each with its organization. */
const memberships = (q: Kysely<Tables>) =>
  q
    .selectFrom('organization_member as member')
    .innerJoin('organization', (join) =>
      join
        .onRef('organization.tenant_id', '=', 'member.tenant_id')
        .onRef('organization.id', '=', 'member.organization_id'),
    )

/** The organization, for those who are in it. */
export const findOrganizationOfMember = statement((q, p: Member) =>
  memberships(q)
    .select(['organization.id', 'organization.name'])
    .where('member.tenant_id', '=', p.tenant_id)
    .where('member.organization_id', '=', p.organization_id)
    .where('member.user_id', '=', p.user_id),
)

/** In which a person is, and since when. */
export const listOrganizationsOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  memberships(q)
    .select(['organization.id', 'organization.name', 'member.created_at'])
    .where('member.user_id', '=', p.user_id)
    .where('member.tenant_id', '=', p.tenant_id)
    .orderBy('organization.id'),
)
