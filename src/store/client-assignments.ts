/**
 * Whom clients are for that are not for everybody: people, and the members of organizations.
 */
import type { ClientAssignmentRow } from './organization-rows.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; client_id: string }

/** Nothing changes where it is there already. */
export const insertAssignment = statement((q, p: ClientAssignmentRow) =>
  q
    .insertInto('client_assignment')
    .values(row(p, 'tenant_id', 'client_id', 'user_id', 'organization_id', 'created_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const deleteAssignmentOfUser = statement((q, p: Key & { user_id: Buffer }) =>
  q
    .deleteFrom('client_assignment')
    .where('tenant_id', '=', p.tenant_id)
    .where('client_id', '=', p.client_id)
    .where('user_id', '=', p.user_id),
)

export const deleteAssignmentOfOrganization = statement((q, p: Key & { organization_id: string }) =>
  q
    .deleteFrom('client_assignment')
    .where('tenant_id', '=', p.tenant_id)
    .where('client_id', '=', p.client_id)
    .where('organization_id', '=', p.organization_id),
)

/** People by name, then organizations: of each row one of the two is null. */
export const listAssignments = statement((q, p: Key) =>
  q
    .selectFrom('client_assignment as assigned')
    .leftJoin('user', 'user.id', 'assigned.user_id')
    .select(['user.username', 'assigned.organization_id'])
    .where('assigned.tenant_id', '=', p.tenant_id)
    .where('assigned.client_id', '=', p.client_id)
    .orderBy(({ fn, val }) => fn.coalesce('assigned.organization_id', val('')))
    .orderBy('user.username_key'),
)

/** A row for whoever may use the client: as a person, or as a member. */
export const findAssignment = statement((q, p: Key & { user_id: Buffer }) =>
  q
    .selectFrom('client_assignment as assigned')
    .select('assigned.client_id')
    .where('assigned.tenant_id', '=', p.tenant_id)
    .where('assigned.client_id', '=', p.client_id)
    .where(({ eb, or, selectFrom }) =>
      or([
        eb('assigned.user_id', '=', p.user_id),
        eb(
          'assigned.organization_id',
          'in',
          selectFrom('organization_member as member')
            .select('member.organization_id')
            .where('member.tenant_id', '=', p.tenant_id)
            .where('member.user_id', '=', p.user_id),
        ),
      ]),
    )
    .limit(1),
)

/** What a person was assigned herself. */
export const listAssignmentsOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('client_assignment')
    .select(['client_id', 'created_at'])
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('client_id'),
)
