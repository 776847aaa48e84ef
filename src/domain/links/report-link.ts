/**
 * "It wasn't me": whoever is in is put out, everywhere, and the person whose mailbox it is may get back in with a new
 * passcode.
 *
 * Implements: RFC 9700 §4.14.2; NIST SP 800-63B §6.1.2.3.
 */
import type { TenantDeps } from '../../deps.ts'
import { findUser } from '../../store/users.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { startEnrolment } from '../enrolment/enrolment.ts'
import { signOutEverywhere } from '../recovery/sign-out-everywhere.ts'
import { type OwnedLink, spendLink } from './link.ts'
import { provedAddress, sendsRecoveryLinks } from './mail-ways.ts'

/** Seconds. The letter may wait in a mailbox over a holiday weekend. */
export const REPORT_TTL = 7 * 24 * 3600

/** `enrolment` is its id; undefined where a mail alone does not let anybody back in. */
export type Report = Readonly<{ enrolment: string | undefined }>

/** @returns undefined when the link was spent meanwhile */
export async function reportByLink(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'mail' | 'requester'>,
  link: OwnedLink,
  browser: string,
): Promise<Report | undefined> {
  const { db, tenant } = deps
  return db.transaction(async (tx) => {
    const { user_id, email } = link
    if (!(await spendLink(deps, tx, link, 'report'))) return undefined
    await signOutEverywhere(deps, tx, user_id)
    await recordEvent(deps, tx, { action: 'sign-out', user_id, detail: { from: 'everywhere' } })
    const user = await tx.first(findUser, { tenant_id: tenant.id, id: user_id })
    // An address that was given up is told of the change, but is no way in any more.
    if (!sendsRecoveryLinks(deps) || provedAddress(user) !== email) return { enrolment: undefined }
    const terms = { purpose: 'recovery', browser, interaction_id: null, user_id, email } as const
    return { enrolment: await startEnrolment(deps, tx, terms) }
  })
}
