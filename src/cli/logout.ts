/**
 * vignette logout list
 */
import { type ListedLogout, listLogouts } from '../domain/logout/logout-list.ts'
import { isoInstant } from '../primitives/clock.ts'
import { command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { deliveryWords } from './delivery-words.ts'
import { list } from './output.ts'
import { withTenant } from './process-deps.ts'

const MOST = 100

const listAll = command({
  summary: 'list the sign-outs that clients of a tenant are told of on their servers, the newest first',
  details: [
    `The last ${MOST} of the last seven days, of clients that have a backchannel_logout_uri. One that does not answer is told`,
    'again after 5 and 30 seconds, 2, 10 and 30 minutes, then after 1, 3, 6 and 12 hours, and then given up.',
  ].join('\n'),
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant whose clients they are' },
  },
  answers: true,
  examples: ['logout list --tenant acme', 'logout list --tenant acme --json'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const logouts = await listLogouts(deps, MOST)
      return { value: logouts, text: list(logouts.map(rowOf), 'no sign-outs') }
    }),
})

export const logout: CommandGroup = {
  summary: 'logout: which applications were told of a sign-out, and which could not be yet',
  commands: { list: listAll },
}

const rowOf = (logout: ListedLogout): string[] => [
  isoInstant(logout.created_at),
  logout.client_id,
  ...deliveryWords(logout),
  logout.last_error ?? '',
]
