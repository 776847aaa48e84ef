/**
 * The authorization request: each rule in a file of its own below request/, called in the order of the specification.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.2, §3.2.2.1, §3.3.2.1, §5.2; RFC 6749 §4.1.1, §4.2.1.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { claimsBeyondScope, offeredClaims, type RequestedClaims } from '../claims/requested-claims.ts'
import type { ResponseType } from '../clients/response-type.ts'
import { maySignUp, type SignUpPolicyDeps } from '../enrolment/sign-up-policy.ts'
import { optional, type Parameters } from '../parameters.ts'
import { isOwnResource, type Resources, scopesOfResources } from '../resources/resource.ts'
import { parseResources } from '../resources/resource-parameter.ts'
import type { Scope } from '../scope.ts'
import { pushedRequestId } from './pushed-request.ts'
import type { RedirectTarget } from './redirect-target.ts'
import { type AcrRequest, parseAcr } from './request/acr.ts'
import { parseClaims } from './request/claims.ts'
import { parseCodeChallenge } from './request/code-challenge.ts'
import { parseMaxAge } from './request/max-age.ts'
import { parseNonce } from './request/nonce.ts'
import { checkNotOffered } from './request/not-offered.ts'
import { type Prompt, parsePrompt } from './request/prompt.ts'
import { parseRequestedScope } from './request/requested-scope.ts'
import { checkResponseMode } from './request/response-mode.ts'
import { parseResponseType } from './request/response-type.ts'
import { parseSubjects } from './request/subject.ts'
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
  /** Asked for one by one, beside those of the scope. */
  claims: RequestedClaims
  /** What the client is told beside what the scope asks for, by the names that people know it by. */
  beyond_scope: ReadonlySet<string>
  acr: AcrRequest | undefined
  resources: Resources
  /** Those of them that are not the tenant's own. */
  services: Resources
  /** Whom else than these nobody may be; undefined: anybody. */
  subjects: ReadonlySet<unknown> | undefined
  /** `ext-integration-id`: whose claims are added to the tokens. */
  claim_set_id: string | undefined
  /** Whose members alone get in. */
  organization_id: string | undefined
  /** Where the person is to sign in; undefined: wherever she can. */
  connection_id: string | undefined
  /** The one that it was handed in as, which its answer spends; undefined: it came with the browser. */
  pushed_request_id: Buffer | undefined
  /** prompt and max_age are measured from the arrival of the request, so that an answered one does not ask again. */
  received_at: UnixSeconds
}>

/** @throws {OAuthError} with the code of the rule that the request breaks; for the redirect target */
export function parseAuthorizationRequest(
  parameters: Parameters,
  { client, redirect_uri }: RedirectTarget,
  deps: SignUpPolicyDeps,
  received_at: UnixSeconds,
): AuthorizationRequest {
  optional(parameters, 'state')
  const response_type = parseResponseType(parameters, client)
  checkNotOffered(parameters)
  checkResponseMode(parameters, response_type, client, redirect_uri)
  checkTenantId(parameters, deps.tenant.id)
  const claims = parseClaims(parameters, response_type)
  const profile = client.claim_profile
  const asked = {
    id_token: offeredClaims([...claims.id_token.keys()], profile),
    userinfo: offeredClaims([...claims.userinfo.keys()], profile),
  }
  const resources = parseResources(parameters, deps.tenant, client)
  const services = scopesOfResources(deps.tenant, resources)
  const scope = parseRequestedScope(parameters, client, response_type, services)
  return {
    response_type,
    scope,
    prompt: parsePrompt(parameters, maySignUp(deps, client)),
    max_age: parseMaxAge(parameters, client),
    nonce: parseNonce(parameters, response_type),
    code_challenge: parseCodeChallenge(parameters, client, response_type),
    id_token_hint: optional(parameters, 'id_token_hint'),
    login_hint: loginHint(parameters),
    claims: asked,
    beyond_scope: claimsBeyondScope(profile, scope, asked),
    acr: parseAcr(parameters, claims),
    resources,
    services: resources.filter((resource) => !isOwnResource(deps.tenant, resource)),
    subjects: parseSubjects(claims),
    claim_set_id: optional(parameters, 'ext-integration-id'),
    organization_id: optional(parameters, 'organization'),
    connection_id: optional(parameters, 'connection'),
    pushed_request_id: pushedRequestId(parameters),
    received_at,
  }
}

/** `email_hint` serves where people sign in by their address. display, ui_locales and claims_locales are wishes (§3.1.2.1). */
function loginHint(parameters: Parameters): string | undefined {
  for (const name of ['display', 'ui_locales', 'claims_locales']) optional(parameters, name)
  const email_hint = optional(parameters, 'email_hint')
  return optional(parameters, 'login_hint') ?? email_hint
}
