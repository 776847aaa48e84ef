/**
 * Who may register a client: nobody, whoever has an initial access token, or anybody, up to so many; and how often one may be
 * changed.
 *
 * Implements: RFC 7591 §1.2, §3, §5; RFC 7592 §2.2; RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { ClientOrigin } from '../../store/registration-rows.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, tooMany, windowLimit } from '../authentication/window-limit.ts'
import { TOKEN_EXCHANGE_GRANT } from '../clients/client-metadata.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Stated } from '../stated-settings.ts'
import { findRegistrationToken } from './registration-token.ts'

/** How somebody was let in; `token_id` is what is used up by it. */
export type Admission = Readonly<{ origin: 'token'; token_id: Buffer } | { origin: 'open' }>

type AdmitDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now'>

/**
 * A token that is sent counts where none is needed too: who has one is not limited.
 *
 * @throws {OAuthError} `access_denied` where nobody may; `invalid_token`
 */
export async function admit(deps: AdmitDeps, token: string | undefined): Promise<Admission> {
  const { client_registration } = deps.tenant.policy
  if (client_registration === 'closed') {
    throw new OAuthError('access_denied', 'Clients are registered by an administrator here.', {
      reason: 'registration-closed',
    })
  }
  if (client_registration === 'open' && token === undefined) return { origin: 'open' }
  return { origin: 'token', token_id: await findRegistrationToken(deps, token) }
}

/** By which a client acts with nobody before it. */
const VOUCHED_FOR = ['client_credentials', TOKEN_EXCHANGE_GRANT] as const

/** What nobody vouched for acts for people who allowed it, and for nobody else. */
export function checkVouchedFor(origin: ClientOrigin | null, { grant_types }: Stated): void {
  const name = VOUCHED_FOR.find((grant) => (grant_types as readonly string[]).includes(grant))
  if (origin === 'token' || name === undefined) return
  throw new OAuthError('invalid_client_metadata', `grant_types: ${name} needs an initial access token.`, {
    reason: 'client-not-vouched-for',
    sent: name,
  })
}

const HOUR = 3600
const DAY = 24 * HOUR

/** A network may take this part of a day's in an hour. */
const SHARE = 10

const NETWORK_LIMIT = windowLimit('client-registration-network', 0, HOUR)
const TENANT_LIMIT = windowLimit('client-registration', 0, DAY)

/** @throws {OAuthError} `temporarily_unavailable` when a network, or all of them together, have registered too many */
export async function chargeRegistration(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'secrets' | 'now'>,
  { origin }: Admission,
  address: string,
): Promise<void> {
  if (origin === 'token') return
  const a_day = deps.tenant.policy.client_registrations_a_day
  const network = { ...NETWORK_LIMIT, most: Math.ceil(a_day / SHARE) }
  const wait = await deps.db.transaction(
    async (tx) =>
      (await chargeWindow(deps, tx, network, clientNetwork(address))) ??
      (await chargeWindow(deps, tx, { ...TENANT_LIMIT, most: a_day }, '')),
  )
  if (wait === undefined) return
  throw new OAuthError('temporarily_unavailable', 'Too many clients have registered. Try again later.', {
    reason: 'registrations-too-many',
    retry_after: wait,
  })
}

/** More than any client has to say of itself. */
const CHANGE_LIMIT = windowLimit('client-configuration', 60, HOUR)

/**
 * Each stands in the trail for long, and every process reads anew what it knew of clients.
 *
 * @throws {OAuthError} `temporarily_unavailable` for a client that changes itself without end
 */
export async function chargeChange(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'secrets' | 'now'>,
  client_id: string,
): Promise<void> {
  const wait = await deps.db.transaction((tx) => chargeWindow(deps, tx, CHANGE_LIMIT, client_id))
  if (wait === undefined) return
  throw tooMany(CHANGE_LIMIT, wait, {
    description: 'The client was changed too often. Try again later.',
    reason: 'registration-changes-too-many',
  })
}
