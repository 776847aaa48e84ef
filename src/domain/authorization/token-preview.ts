/**
 * What a person's tokens for a client would say, found out as by signing in, but for the rows and the signatures: nothing is
 * written, and there is nothing that anybody could use.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.1.3.3, §5.3.2; RFC 9068 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { PASSCODE_ACR, passcodeAmr } from '../authentication/assurance.ts'
import type { Session } from '../authentication/session.ts'
import type { Claims } from '../claims/standard-claims.ts'
import { userinfoClaims } from '../claims/userinfo.ts'
import { requireClient } from '../clients/client-registration.ts'
import { asksFor, type ResponseType } from '../clients/response-type.ts'
import { asKnownTo } from '../clients/subject.ts'
import { headerMembers, type TokenKind } from '../keys/sign.ts'
import { presentKey } from '../keys/signing-keys.ts'
import { OAuthError } from '../oauth-error.ts'
import { notAdmitted } from '../organizations/admission.ts'
import { requestedOrganization } from '../organizations/organization.ts'
import type { Parameters } from '../parameters.ts'
import { Refusal } from '../refusal.ts'
import { scopeFor } from '../resources/resource.ts'
import { type Scope, scopeText } from '../scope.ts'
import { accessTokenToSign, newAccess } from '../tokens/access-token-issuance.ts'
import type { Standing } from '../tokens/grant-standing.ts'
import { idTokenToSign } from '../tokens/id-token-issuance.ts'
import { usualScopeTold } from '../tokens/issuance.ts'
import type { User } from '../users/user.ts'
import { requireUser } from '../users/user-administration.ts'
import { grantOf, scopeTold } from './authorization-answer.ts'
import { decide } from './authorization-decision.ts'
import { type AuthorizationRequest, parseAuthorizationRequest } from './authorization-request.ts'
import { standingOf } from './authorize.ts'
import { findRedirectTarget, type RedirectTarget } from './redirect-target.ts'

export type PreviewWish = Readonly<{
  client_id: string
  username: string
  scope: string | undefined
  claim_set_id: string | undefined
  organization_id: string | undefined
}>

/** `kid` is left out while there is no key: it is made when it is first needed. */
export type PreviewedJwt = Readonly<{ header: Readonly<Record<string, string>>; claims: Claims }>

export type TokenPreview = Readonly<{
  preview: true
  /** What would be asked of the person before the tokens come. */
  asks_first: 'consent' | 'verify-email' | undefined
  scope: string
  /** undefined: the scope has no openid. */
  id_token: PreviewedJwt | undefined
  /** undefined: there is none, or it says nothing itself. */
  access_token: PreviewedJwt | undefined
  /** undefined: the response types of the client give no access token, or its scope has no openid. */
  userinfo: Claims | undefined
}>

/** Stands for what differs with each request. */
const OF_THE_PREVIEW = 'preview'

/** RFC 7636 §4.2: any will do, since nobody redeems the code. */
const CODE_CHALLENGE = 'A'.repeat(43)

/** @throws {Refusal} unknown; faulty where such a sign-in would be refused, with what the client would be told */
export async function previewTokens(deps: TenantDeps, wish: PreviewWish): Promise<TokenPreview> {
  await requireClient(deps, wish.client_id)
  const user = await requireUser(deps, wish.username)
  if (!user.active) throw new Refusal('faulty', `user ${user.username} is inactive, and cannot sign in`)
  try {
    return await preview(deps, wish, user)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    throw new Refusal('faulty', `no tokens: ${error.code}: ${error.description}`)
  }
}

async function preview(deps: TenantDeps, wish: PreviewWish, user: User): Promise<TokenPreview> {
  const { target, request } = await requestOf(deps, wish)
  const session = sessionOf(deps, user)
  const standing = await standingOf(deps, request, target, session, undefined)
  const { next } = decide(request, standing)
  if (standing.admission !== 'admitted') throw notAdmitted(standing.admission)
  const organization = await requestedOrganization(deps, request)
  const grant = grantOf(deps, request, target.client, session)
  const told = await tokensOf(deps, request, target, { grant, user, organization })
  return {
    preview: true,
    asks_first: next === 'consent' || next === 'verify-email' ? next : undefined,
    ...told,
  }
}

/** The request that the client would send, where it sends nothing that it need not. */
async function requestOf(deps: TenantDeps, { client_id, ...wish }: PreviewWish) {
  const { metadata, client_type } = await requireClient(deps, client_id)
  const response_type: string = usualResponseType(metadata.response_types)
  const stated = {
    client_id,
    response_type,
    redirect_uri: metadata.redirect_uris[0],
    scope: wish.scope ?? metadata.scope ?? 'openid profile email',
    nonce: OF_THE_PREVIEW,
    'ext-integration-id': wish.claim_set_id,
    organization: wish.organization_id,
    ...(client_type === 'public' ? { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' } : {}),
  }
  const parameters: Parameters = Object.fromEntries(
    Object.entries(stated).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
  const target = await findRedirectTarget(deps, parameters)
  return { target, request: parseAuthorizationRequest(parameters, target, deps, deps.now()) }
}

const usualResponseType = (types: readonly string[]): string =>
  types.find((type) => type === 'code') ?? types[0] ?? 'code'

/** As if the person had just signed in with a passcode. */
const sessionOf = ({ now, random }: TenantDeps, user: User): Session => ({
  id: timeOrderedId(now(), random, 'session'),
  user_id: user.id,
  auth_time: now(),
  amr: passcodeAmr('pin'),
  acr: PASSCODE_ACR,
  last_seen_at: now(),
  connection_id: undefined,
})

async function tokensOf(
  deps: TenantDeps,
  { response_type, scope: asked, resources }: AuthorizationRequest,
  { client }: RedirectTarget,
  standing: Standing,
) {
  const scope = scopeFor(deps.tenant, asked, resources)
  const access = newAccess(deps, { client, grant_id: standing.grant.id, scope, resources })
  const given = { client, standing, scope, nonce: standing.grant.nonce }
  const hasAccess = asksFor(response_type, 'code') || asksFor(response_type, 'token')
  const access_to_sign = hasAccess ? accessTokenToSign(deps, { ...given, ...access }) : undefined
  const tells = { scope_told: toldWith(response_type, given), is_first: false }
  const companions = hasAccess ? { access_token: OF_THE_PREVIEW } : {}
  const isSignIn = scope.has('openid')
  const known = { ...standing, client, user: asKnownTo(deps, client, standing.user) }
  return {
    scope: scopeText(scope),
    id_token: isSignIn
      ? await unsigned(deps, 'id', await idTokenToSign(deps, { ...given, ...tells }, companions))
      : undefined,
    access_token: access_to_sign && (await unsigned(deps, 'access', access_to_sign)),
    userinfo: hasAccess && isSignIn ? await userinfoClaims(deps, known, scope) : undefined,
  }
}

const toldWith = (
  response_type: ResponseType,
  given: Readonly<{ client: RedirectTarget['client']; scope: Scope }>,
): Scope =>
  asksFor(response_type, 'code') ? usualScopeTold(given.client, given.scope) : scopeTold(response_type, given)

async function unsigned(
  deps: TenantDeps,
  kind: TokenKind,
  { alg, claims }: Readonly<{ alg: string; claims: Claims }>,
): Promise<PreviewedJwt> {
  const key = await presentKey(deps, deps.parsed, deps.tenant, alg)
  const { kid, ...header } = headerMembers(kind, { alg, kid: key?.kid ?? '' })
  return { header: key ? { ...header, kid } : header, claims }
}
