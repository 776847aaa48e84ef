/**
 * vignette client assign|unassign|assignments
 */
import {
  assignClient,
  type ClientAssignments,
  listAssignments,
  unassignClient,
} from '../domain/organizations/client-assignment.ts'
import { type Answer, command, UsageError, type Values } from './command.ts'
import { card } from './output.ts'
import { withTenant } from './process-deps.ts'
import { TENANT } from './tenant-option.ts'

const ONE = {
  ...TENANT,
  client: { type: 'string', value: 'ID', required: true, says: 'its client_id' },
} as const

const WHOM = {
  ...ONE,
  user: { type: 'string', value: 'USERNAME', multiple: true, says: 'a person' },
  organization: { type: 'string', value: 'ID', multiple: true, says: 'all members of an organization' },
} as const

export const assign = command({
  summary: 'say whom an application is for; others are kept out from then on',
  details: [
    'Sets assigned_only. Others are told so on a page, and the application gets access_denied.',
    'For everybody again: client update --set assigned_only=false',
  ].join('\n'),
  options: WHOM,
  answers: true,
  examples: [
    'client assign --tenant acme --client wiki --user ada',
    'client assign --tenant acme --client wiki --organization org_kitchen',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) =>
      answer(values.client, await assignClient(deps, values.client, assignedIn('assign', values))),
    ),
})

export const unassign = command({
  summary: 'say whom an application is for no longer',
  details: 'Their refresh tokens give nothing from then on. With nobody left, nobody gets in.',
  options: WHOM,
  answers: true,
  examples: ['client unassign --tenant acme --client wiki --user ada'],
  run: (values) =>
    withTenant(values.tenant, async (deps) =>
      answer(values.client, await unassignClient(deps, values.client, assignedIn('unassign', values))),
    ),
})

export const assignments = command({
  summary: 'show whom an application is for',
  options: ONE,
  answers: true,
  examples: ['client assignments --tenant acme --client wiki'],
  run: ({ tenant, client }) =>
    withTenant(tenant, async (deps) => answer(client, await listAssignments(deps, client))),
})

function assignedIn(
  verb: string,
  { user, organization }: Pick<Values<typeof WHOM>, 'user' | 'organization'>,
) {
  if (user.length + organization.length > 0) return { users: user, organizations: organization }
  throw new UsageError(`vignette client ${verb} needs --user USERNAME or --organization ID`)
}

const answer = (client_id: string, assigned: ClientAssignments): Answer => ({
  value: { client_id, ...assigned },
  text: card(`client ${client_id}`, assigned),
})
