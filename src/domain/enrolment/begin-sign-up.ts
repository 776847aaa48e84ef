/**
 * Signing up in an authorization request: each page has an enrolment of its own, so that pages side by side do not get into
 * each other's way.
 *
 * Implements: Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { listFinishedEnrolments } from '../../store/enrolments.ts'
import type { Interaction } from '../authorization/interaction.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { startEnrolment } from './enrolment.ts'
import { maySignUp } from './sign-up-policy.ts'

/** `enrolment` is its id, as text; `finished`: an account was made here already. */
export type SignUpDecision = Readonly<
  | { next: 'enrol' | 'finished'; enrolment: string }
  /** Accounts are hidden here: a mailed link begins one. */
  | { next: 'prove-address' }
>

/** @throws {OAuthError} `invalid_request` where nobody can sign up */
export async function beginSignUp(
  deps: TenantDeps,
  interaction: Interaction,
  client: Client,
  browser: string,
): Promise<SignUpDecision> {
  const { db, tenant } = deps
  if (!maySignUp(deps, client)) {
    throw new OAuthError('invalid_request', 'Nobody can sign up here for this client.', {
      reason: 'sign-up-closed',
    })
  }
  const here = { tenant_id: tenant.id, interaction_id: interaction.id }
  const [made] = interaction.session_id ? await db.all(listFinishedEnrolments, here) : []
  if (made) return { next: 'finished', enrolment: uuidText(made.id) }
  if (tenant.policy.hide_accounts) return { next: 'prove-address' }
  const terms = { purpose: 'sign-up', browser, interaction_id: interaction.id } as const
  const enrolment = await db.transaction((tx) =>
    startEnrolment(deps, tx, { ...terms, user_id: null, email: null }),
  )
  return { next: 'enrol', enrolment }
}
