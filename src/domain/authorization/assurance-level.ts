/**
 * Which levels of assurance would do for a request, of those that the tenant offers.
 *
 * Implements: OpenID Connect Core 1.0 §5.5.1.1; RFC 9470 §4, §5;
 * OpenID Connect Core Error Code unmet_authentication_requirements 1.0 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { CONNECTION_ACR, MAIL_ACR, PASSCODE_ACR } from '../authentication/assurance.ts'
import type { Connection } from '../connections/connection.ts'
import { sendsSignInLinks } from '../links/mail-ways.ts'
import { OAuthError } from '../oauth-error.ts'
import type { AcrRequest } from './request/acr.ts'

/** Values of acr, the level that most people sign in at first. */
export const offeredLevels = (deps: Pick<TenantDeps, 'mail' | 'tenant'>): readonly string[] =>
  sendsSignInLinks(deps) ? [PASSCODE_ACR, MAIL_ACR] : [PASSCODE_ACR]

/** Where the request names a provider of somebody else, that one's word is all there is to be had. */
export const levelsBy = (
  deps: Pick<TenantDeps, 'mail' | 'tenant'>,
  connection: Connection | undefined,
): readonly string[] => (connection?.type === 'oidc' ? [CONNECTION_ACR] : offeredLevels(deps))

/**
 * A level that is offered is kept to, also where it is but a wish: who asks for it has something that needs it (RFC 9470 §5).
 *
 * @returns undefined: any level will do
 * @throws {OAuthError} `unmet_authentication_requirements` when none is offered that the request cannot do without
 */
export function fittingLevels(
  acr: AcrRequest | undefined,
  offered: readonly string[],
): readonly string[] | undefined {
  if (acr === undefined) return undefined
  const fitting = offered.filter((level) => acr.values.includes(level))
  if (fitting.length > 0) return fitting
  if (!acr.essential) return undefined
  throw new OAuthError('unmet_authentication_requirements', 'No acr that is asked for can be had here.', {
    reason: 'acr-not-offered',
    sent: acr.values.join(' '),
    expected: offered.join(' '),
  })
}
