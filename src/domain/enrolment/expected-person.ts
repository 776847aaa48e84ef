/**
 * In a tenant of second steps the first one settled who the person is: nobody else enrols in that request.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (login_hint, id_token_hint).
 */
import type { TenantDeps } from '../../deps.ts'
import { isAbout, readIdTokenHint } from '../authorization/id-token-hint.ts'
import type { Interaction } from '../authorization/interaction.ts'
import { optional } from '../parameters.ts'
import type { User } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'

/** @param interaction the request that waits; undefined: none, so that nothing was settled */
export async function isExpectedPerson(
  deps: TenantDeps,
  interaction: Pick<Interaction, 'parameters'> | undefined,
  user: Pick<User, 'id' | 'username'>,
): Promise<boolean> {
  if (deps.tenant.type !== '2fa' || !interaction) return true
  const { parameters } = interaction
  const login_hint = optional(parameters, 'login_hint') ?? optional(parameters, 'email_hint')
  if (login_hint !== undefined && usernameKey(login_hint) !== usernameKey(user.username)) return false
  const hint = await readIdTokenHint(deps, optional(parameters, 'id_token_hint'))
  return hint === undefined || isAbout(deps, hint, user.id)
}
