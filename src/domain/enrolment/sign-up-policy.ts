/**
 * Who may make themselves an account: the tenant lets them, and so does the application they come from.
 *
 * Implements: Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import type { Client } from '../clients/client.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** Second steps are for people whom a first step has named. */
export const isSignUpOpen = ({ type, policy }: Pick<Tenant, 'type' | 'policy'>): boolean =>
  type === 'regular' && policy.self_registration

/** @param client undefined: no application waits */
export const maySignUp = (
  tenant: Pick<Tenant, 'type' | 'policy'>,
  client: Pick<Client, 'metadata'> | undefined,
): boolean => isSignUpOpen(tenant) && client?.metadata.self_registration !== false
