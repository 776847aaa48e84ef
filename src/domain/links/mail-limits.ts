/**
 * How many letters may be asked for: by the name they are asked for, whether or not anybody has it, and by the network that
 * asks.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, windowLimit } from '../authentication/window-limit.ts'
import { usernameKey } from '../users/username.ts'

const NAME_LIMIT = windowLimit('mail-name', 5, 15 * 60)
const NETWORK_LIMIT = windowLimit('mail-network', 30, 60 * 60)

type LimitDeps = Pick<TenantDeps, 'tenant' | 'secrets' | 'now'>

/**
 * Inside the transaction that queues the letter.
 *
 * @param asked for a username or, where there is none yet, a mail address; from a network's address
 * @returns how many seconds to wait; undefined: go on
 */
export async function chargeMail(
  deps: LimitDeps,
  tx: Tx,
  asked: Readonly<{ name: string; address: string }>,
): Promise<number | undefined> {
  return (
    (await chargeWindow(deps, tx, NETWORK_LIMIT, clientNetwork(asked.address))) ??
    (await chargeWindow(deps, tx, NAME_LIMIT, usernameKey(asked.name)))
  )
}
