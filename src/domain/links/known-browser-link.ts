/**
 * A mailed link that makes the browser that asked for it known, for one person: strangers' tries no longer bar it from
 * signing in. It proves a mailbox and nothing more; picture and PIN are asked for as always.
 */
import type { TenantDeps } from '../../deps.ts'
import { findUser } from '../../store/users.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { findKnownBrowsers, rememberBrowser } from '../authentication/known-browser.ts'
import { type OwnedLink, spendLink } from './link.ts'
import { provedAddress } from './mail-ways.ts'

/**
 * @param known the cookie as it came; undefined: none did
 * @returns the text of the cookie to set; undefined when the link was spent meanwhile, or the address is another now
 */
export async function becomeKnown(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'requester'>,
  link: OwnedLink,
  known: string | undefined,
): Promise<string | undefined> {
  const { db, tenant } = deps
  const browsers = await findKnownBrowsers(deps, known)
  return db.transaction(async (tx) => {
    const { user_id, email } = link
    if (!(await spendLink(deps, tx, link, 'known-browser'))) return undefined
    const user = await tx.first(findUser, { tenant_id: tenant.id, id: user_id })
    if (provedAddress(user) !== email) return undefined
    await recordEvent(deps, tx, { action: 'browser-admitted', user_id })
    return (await rememberBrowser(deps, tx, browsers, user_id)).cookie
  })
}
