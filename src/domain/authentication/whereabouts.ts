/**
 * Where a person signed in, in so far as it is kept: the names of browser and system, and the address. No more of what a browser
 * says of itself, since that would tell people apart.
 *
 * Implements: RFC 9110 §10.1.5; RFC 6973 §6.1 (no more than is needed).
 */
import type { TenantDeps } from '../../deps.ts'
import type { SessionRow } from '../../store/schema.ts'
import { browserName } from '../mail/browser-name.ts'

export type Whereabouts = Pick<SessionRow, 'browser' | 'system' | 'address'>

export function whereabouts({ requester }: Pick<TenantDeps, 'requester'>): Whereabouts {
  const { browser, system } = browserName(requester?.user_agent)
  return { browser: browser ?? null, system: system ?? null, address: requester?.address ?? null }
}
