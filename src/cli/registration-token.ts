/**
 * vignette client registration-token
 */
import { makeRegistrationToken, revokeRegistrationTokens } from '../domain/registration/registration-token.ts'
import { isoInstant } from '../primitives/clock.ts'
import { command, UsageError } from './command.ts'
import { card } from './output.ts'
import { withTenant } from './process-deps.ts'
import { parseWholeNumber } from './setting-options.ts'

const DAY = 86_400
/** In days. */
const USUAL = 1
const LONGEST = 366
const MOST_USES = 1_000_000

export const registrationToken = command({
  summary: 'make an initial access token, with which applications register themselves',
  details:
    'It is sent as a Bearer token to the registration endpoint, and counts where the tenant says client_registration "token"\n' +
    'or "open". It is shown this once: only its hash is kept. --revoke takes back all that were made for the tenant.',
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant they register in' },
    uses: { type: 'string', value: 'N', says: 'how many may register with it (default 1)' },
    days: { type: 'string', value: 'N', says: `for how many days, up to ${LONGEST} (default ${USUAL})` },
    revoke: { type: 'boolean', says: 'make none, and take back all there are' },
  },
  answers: true,
  examples: [
    'client registration-token --tenant acme',
    'client registration-token --tenant acme --uses 20 --days 7 --json',
    'client registration-token --tenant acme --revoke',
  ],
  run: ({ tenant, uses, days, revoke }) =>
    withTenant(tenant, async (deps) => {
      if (revoke) {
        const revoked = await revokeRegistrationTokens(deps)
        return { value: { revoked }, text: `tenant ${tenant}: ${revoked} taken back` }
      }
      const count = within('uses', uses, 1, MOST_USES)
      const lifetime = within('days', days, USUAL, LONGEST) * DAY
      const { token, expires_at } = await makeRegistrationToken(deps, count, lifetime)
      return {
        value: { token, uses: count, expires_at },
        text: card(`tenant ${tenant}: initial access token`, {
          token,
          uses: count,
          until: isoInstant(expires_at),
        }),
      }
    }),
})

function within(option: string, text: string | undefined, usual: number, most: number): number {
  const number = parseWholeNumber(option, text) ?? usual
  if (number >= 1 && number <= most) return number
  throw new UsageError(`--${option} must be from 1 to ${most}`)
}
