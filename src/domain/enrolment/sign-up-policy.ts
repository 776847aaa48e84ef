/**
 * Who may make themselves an account: the tenant lets them, and so does the application they come from.
 *
 * Implements: Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Client } from '../clients/client.ts'

export type SignUpPolicyDeps = Pick<TenantDeps, 'mail' | 'tenant'>

/** Second steps are for people whom a first step has named. Where accounts are hidden, a mail is the only way to begin. */
export function isSignUpOpen({ mail, tenant }: SignUpPolicyDeps): boolean {
  const { self_registration, hide_accounts } = tenant.policy
  return tenant.type === 'regular' && self_registration && (mail.is_configured || !hide_accounts)
}

/** @param client undefined: no application waits */
export const maySignUp = (deps: SignUpPolicyDeps, client: Pick<Client, 'metadata'> | undefined): boolean =>
  isSignUpOpen(deps) && client?.metadata.self_registration !== false
