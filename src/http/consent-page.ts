/**
 * What the consent page shows: what is asked for, and what of it was allowed before.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4.
 */
import type { TenantDeps } from '../deps.ts'
import { requestOf } from '../domain/authorization/authorize.ts'
import { type Consent, claimsAllowed } from '../domain/authorization/consent.ts'
import { type Client, clientName, ttlOf } from '../domain/clients/client.ts'
import { clientText } from '../domain/clients/client-words.ts'
import { forReader } from '../domain/languages.ts'
import { describedScopes, registeredAmong } from '../domain/resources/resource.ts'
import type { User } from '../domain/users/user.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { hostOfClient, selfRegisteredHost } from './client-origin.ts'
import { type Asked, groupsOf } from './consent-rows.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import { pageClient } from './interaction-pages.ts'
import type { ConsentPage } from './pages.ts'

const DAY = 86_400

export function consentPage(
  deps: PageDeps & TenantDeps,
  waiting: Waiting,
  user: User,
  before: Consent | undefined,
  csrf_token: string,
): ConsentPage {
  const { tenant } = deps
  const { client, redirect_uri } = waiting.target
  const request = requestOf(deps, waiting.interaction, waiting.target)
  const id = uuidText(waiting.interaction.id)
  const days = Math.round(ttlOf(client, tenant.policy, 'refresh_token_ttl') / DAY)
  const { scope } = request
  const services = registeredAmong(tenant, request.services)
  const asked = { scope, claims: request.beyond_scope, services }
  const known = before ? within(asked, before) : NOTHING
  const frame = tenantFrame(forReader(deps, { interaction: waiting.interaction, user }), deps.assets)
  const described = describedScopes(services)
  const allowed = { words: frame.words, user, days, only_known_to: onlyKnownTo(client), described }
  return {
    frame,
    client: {
      ...pageClient(client, frame.words.lang),
      host: hostOfClient(client, redirect_uri),
    },
    sub: user.sub,
    username: user.username,
    is_first: before === undefined,
    groups: groupsOf(allowed, without(asked, known), before !== undefined),
    already_allowed:
      before && known.scope.size + known.claims.size + known.services.length > 0
        ? {
            date: frame.words.date(before.given_at),
            rows: groupsOf(allowed, known, false).flatMap(({ rows }) => rows),
          }
        : undefined,
    self_registered_host: selfRegisteredHost(client, redirect_uri),
    policy_uri: clientText(client, 'policy_uri', frame.words.lang),
    tos_uri: clientText(client, 'tos_uri', frame.words.lang),
    account_url: `${tenant.base}/account/applications`,
    not_you_url: `${tenant.base}/sign-in/${id}`,
    allow_url: `${tenant.base}/consent/${id}`,
    cancel_url: `${tenant.base}/sign-in/${id}/cancel`,
    redirect_uri,
    csrf_token,
  }
}

const onlyKnownTo = (client: Client): string | undefined =>
  client.metadata.subject_type === 'pairwise' ? clientName(client) : undefined

const NOTHING: Asked = { scope: new Set(), claims: new Set(), services: [] }

const within = ({ scope, claims, services }: Asked, before: Consent): Asked => ({
  scope: scope.intersection(before.scope),
  claims: claims.intersection(claimsAllowed(before)),
  services: services.filter(({ resource }) => before.services.has(resource)),
})

const without = ({ scope, claims, services }: Asked, known: Asked): Asked => ({
  scope: scope.difference(known.scope),
  claims: claims.difference(known.claims),
  services: services.filter((service) => !known.services.includes(service)),
})
