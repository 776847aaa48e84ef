/**
 * vignette user enrol-link
 */
import { invite } from '../domain/links/invitation.ts'
import { requireUser } from '../domain/users/user-administration.ts'
import { isoInstant } from '../primitives/clock.ts'
import { command } from './command.ts'
import { card } from './output.ts'
import { withTenant } from './process-deps.ts'

export const enrolLink = command({
  summary: 'make a link with which a person chooses a picture and a PIN, once, within 72 hours',
  details:
    'Whoever has the link can sign in as that person afterwards: hand it over in private. It replaces those made before it.\n' +
    'The picture and PIN that the person has now work until the new ones are chosen.',
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant the person belongs to' },
    username: { type: 'string', value: 'NAME', required: true, says: 'upper and lower case are the same' },
    mail: { type: 'boolean', says: 'also sends it to the address of the person' },
  },
  answers: true,
  examples: ['user enrol-link --tenant acme --username ada'],
  run: ({ tenant, username, mail }) =>
    withTenant(tenant, async (deps) => {
      const user = await requireUser(deps, username)
      const { link, expires_at } = await invite(deps, user, mail)
      const until = isoInstant(expires_at)
      return {
        value: { username: user.username, link, expires_at, mailed: mail },
        text: card(`user ${user.username}: enrolment link`, {
          link,
          until,
          mailed: mail ? 'queued' : undefined,
        }),
      }
    }),
})
