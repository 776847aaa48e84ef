/**
 * What of a tenant's ways goes by mail. Without a server for mail nothing does; in tenants of the second step a mail alone
 * replaces nothing.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UserRow } from '../../store/schema.ts'

type WayDeps = Pick<TenantDeps, 'mail' | 'tenant'>

/** Signing in by a mailed link, the way without recall. */
export const sendsSignInLinks = ({ mail, tenant }: WayDeps): boolean =>
  mail.is_configured && tenant.type === 'regular' && tenant.policy.send_link

/** Making a new passcode by a mailed link. */
export const sendsRecoveryLinks = ({ mail, tenant }: WayDeps): boolean =>
  mail.is_configured && tenant.type === 'regular'

/**
 * The address by which a person can be reached: one that a mailed link has proved. Any other may be a stranger's, and a link
 * that lets somebody in must not go there.
 */
export const provedAddress = (user: UserRow | undefined): string | undefined =>
  user?.status === 'active' && user.email_verified === 1 ? (user.email ?? undefined) : undefined

/** Upper and lower case are the same in every mailbox that people have. */
export const isSameAddress = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase()
