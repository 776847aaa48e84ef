/**
 * The authorization request: each rule in a file of its own below request/, called in the order of the specification.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.2; RFC 6749 §4.1.1.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { maySignUp } from '../enrolment/sign-up-policy.ts'
import { optional, type Parameters } from '../parameters.ts'
import type { Scope } from '../scope.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { RedirectTarget } from './redirect-target.ts'
import { parseCodeChallenge } from './request/code-challenge.ts'
import { parseMaxAge } from './request/max-age.ts'
import { checkNotOffered } from './request/not-offered.ts'
import { type Prompt, parsePrompt } from './request/prompt.ts'
import { parseRequestedScope } from './request/requested-scope.ts'
import { checkResponseMode } from './request/response-mode.ts'
import { parseResponseType, type ResponseType } from './request/response-type.ts'
import { checkTenantId } from './request/tenant-id.ts'

export type AuthorizationRequest = Readonly<{
  response_type: ResponseType
  scope: Scope
  prompt: Prompt
  max_age: number | undefined
  nonce: string | undefined
  code_challenge: string | undefined
  id_token_hint: string | undefined
  login_hint: string | undefined
  /** prompt and max_age are measured from the arrival of the request, so that an answered one does not ask again. */
  received_at: UnixSeconds
}>

/** @throws {OAuthError} with the code of the rule that the request breaks; for the redirect target */
export function parseAuthorizationRequest(
  parameters: Parameters,
  { client }: RedirectTarget,
  tenant: Tenant,
  received_at: UnixSeconds,
): AuthorizationRequest {
  optional(parameters, 'state')
  const response_type = parseResponseType(parameters, client)
  checkNotOffered(parameters)
  checkResponseMode(parameters)
  checkTenantId(parameters, tenant.id)
  return {
    response_type,
    scope: parseRequestedScope(parameters, client),
    prompt: parsePrompt(parameters, maySignUp(tenant, client)),
    max_age: parseMaxAge(parameters, client),
    nonce: optional(parameters, 'nonce'),
    code_challenge: parseCodeChallenge(parameters, client),
    id_token_hint: optional(parameters, 'id_token_hint'),
    login_hint: loginHint(parameters),
    received_at,
  }
}

/** `email_hint` serves where people sign in by their address. display, ui_locales and acr_values are wishes (§3.1.2.1). */
function loginHint(parameters: Parameters): string | undefined {
  for (const name of ['display', 'ui_locales', 'acr_values']) optional(parameters, name)
  const email_hint = optional(parameters, 'email_hint')
  return optional(parameters, 'login_hint') ?? email_hint
}
