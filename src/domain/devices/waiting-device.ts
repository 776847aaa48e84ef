/**
 * The device that a person means by the code it shows. Whoever has none can only guess, and may not do so often: codes that
 * are unknown, old, used or a locked client's get one answer.
 *
 * Implements: RFC 8628 §3.3, §3.3.1, §5.1, §5.2; RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Tx } from '../../store/database.ts'
import { type DeviceCodeRow, findWaitingDeviceCode } from '../../store/device-codes.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import type { Session } from '../authentication/session.ts'
import { chargeWindow, refundWindow, windowLimit } from '../authentication/window-limit.ts'
import { claimsBeyondScope, NO_CLAIMS } from '../claims/requested-claims.ts'
import { type Client, findClient } from '../clients/client.ts'
import { type Resources, resourcesOfText } from '../resources/resource.ts'
import { type Scope, scopeOfText } from '../scope.ts'
import { readUserCode, userCodeHash, userCodeText } from './user-code.ts'

export type WaitingDevice = Readonly<{
  id: Buffer
  client: Client
  scope: Scope
  /** What the client is told beside what the scope asks for, by the names that people know it by. */
  beyond_scope: ReadonlySet<string>
  resources: Resources
  /** As it is shown. */
  user_code: string
  /** From where it asked. */
  address: string
  created_at: UnixSeconds
  expires_at: UnixSeconds
}>

export type FoundDevice = Readonly<
  { next: 'ask'; device: WaitingDevice } | { next: 'unknown' } | { next: 'wait'; retry_after: number }
>

/** Who types. */
export type Typing = Readonly<{ address: string; browser: string; session: Session | undefined }>

/** Wrong ones. Of a network, and of a browser or of whoever is signed in with it. */
const NETWORK_LIMIT = windowLimit('device-guess-network', 100, 600)
const OWN_LIMIT = windowLimit('device-guess', 10, 600)

type FindDeps = Pick<TenantDeps, 'db' | 'tenant' | 'parsed' | 'now' | 'secrets'>

/** @param typed as it came from the person or in a link */
export async function findWaitingDevice(deps: FindDeps, typed: string, who: Typing): Promise<FoundDevice> {
  const letters = readUserCode(typed)
  const found = await deps.db.transaction((tx) => look(deps, tx, letters, who))
  if (typeof found === 'number') return { next: 'wait', retry_after: found }
  const client = found && (await findClient(deps, found.client_id))
  if (letters === undefined || !found || !client || client.locked) return { next: 'unknown' }
  const { id, address, created_at, expires_at } = found
  const scope = scopeOfText(found.scope)
  const device = {
    id,
    client,
    scope,
    beyond_scope: claimsBeyondScope(client.claim_profile, scope, NO_CLAIMS),
    resources: resourcesOfText(found.resources),
    user_code: userCodeText(letters),
    address,
    created_at,
    expires_at,
  }
  return { next: 'ask', device }
}

/** Counted before it is looked for, so that of many at once no more are than may. @returns how long to wait, in seconds */
async function look(
  deps: FindDeps,
  tx: Tx,
  letters: string | undefined,
  { address, browser, session }: Typing,
): Promise<DeviceCodeRow | number | undefined> {
  const network = clientNetwork(address)
  const own = session ? session.user_id.toString('hex') : browser
  const wait =
    (await chargeWindow(deps, tx, NETWORK_LIMIT, network)) ?? (await chargeWindow(deps, tx, OWN_LIMIT, own))
  if (wait !== undefined) return wait
  const { tenant, now } = deps
  const row =
    letters === undefined
      ? undefined
      : await tx.first(findWaitingDeviceCode, {
          tenant_id: tenant.id,
          user_code_hash: userCodeHash(deps, letters),
          now: now(),
        })
  if (!row) return undefined
  await refundWindow(deps, tx, NETWORK_LIMIT, network)
  await refundWindow(deps, tx, OWN_LIMIT, own)
  return row
}

/**
 * Whether the person signed in recently enough for the client, which says so in its registration. Counted from when the
 * device asked, so that signing in once is enough.
 */
export function isRecentFor(
  { client, created_at }: Pick<WaitingDevice, 'client' | 'created_at'>,
  { auth_time }: Pick<Session, 'auth_time'>,
): boolean {
  const { default_max_age } = client.metadata
  return default_max_age === undefined || auth_time >= created_at - default_max_age
}
