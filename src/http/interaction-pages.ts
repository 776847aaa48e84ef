/**
 * What the pages of an interaction show, made from the domain's nouns.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { MAIL_ACR } from '../domain/authentication/assurance.ts'
import { fittingLevels, offeredLevels } from '../domain/authorization/assurance-level.ts'
import { requestOf } from '../domain/authorization/authorize.ts'
import type { Interaction } from '../domain/authorization/interaction.ts'
import type { RedirectTarget } from '../domain/authorization/redirect-target.ts'
import type { Client } from '../domain/clients/client.ts'
import { clientText } from '../domain/clients/client-words.ts'
import { maySignUp } from '../domain/enrolment/sign-up-policy.ts'
import { catalogueForPage, forReader } from '../domain/languages.ts'
import { optional } from '../domain/parameters.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { clientLink } from './client-link.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { type PageClient, type PasscodeMethod, type SignInPage, sendAlreadySignedInPage } from './pages.ts'

/** Back, after it was answered: nothing is left to do here but to go on. */
export function sendAlreadySignedIn(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  client: Client | undefined,
) {
  return sendAlreadySignedInPage(reply, {
    frame: tenantFrame(deps, deps.assets),
    go_on: clientLink(client),
    sign_out_url: `${deps.tenant.base}/logout`,
  })
}

/** An application, as every page shows it. */
export const pageClient = (client: Client, lang: string): PageClient => ({
  name: clientText(client, 'client_name', lang) ?? client.client_id,
  logo_url: client.logo?.url,
})

/** All of the sign-in page but what depends on the browser that asks. */
export function signInPage(
  deps: TenantDeps,
  { interaction, target }: Readonly<{ interaction: Interaction; target: RedirectTarget | undefined }>,
): Omit<
  SignInPage,
  'connections' | 'frame' | 'organization' | 'known_browser' | 'cancel_url' | 'csrf_token'
> {
  const { tenant } = deps
  const request = target && requestOf(deps, interaction, target)
  const login_hint = request ? request.login_hint : optional(interaction.parameters, 'login_hint')
  const levels = fittingLevels(request?.acr, offeredLevels(deps)) ?? offeredLevels(deps)
  const id = uuidText(interaction.id)
  const { lang } = catalogueForPage(forReader(deps, { interaction }).languages)
  return {
    client: target && pageClient(target.client, lang),
    interaction: id,
    client_id: interaction.client_id,
    tenant_uuid: tenant.uuid,
    passcode_url: `${tenant.base}/passcode`,
    username: login_hint,
    username_fixed: tenant.type === '2fa' && login_hint !== undefined,
    methods: tenant.policy.methods as [PasscodeMethod, ...PasscodeMethod[]],
    pin_length: tenant.policy.pin_length,
    grid: tenant.policy.grid,
    show_when_typing: tenant.policy.show_when_typing,
    form_url: `${tenant.base}/sign-in/${id}`,
    redirect_uri: target?.redirect_uri,
    policy_uri: target && clientText(target.client, 'policy_uri', lang),
    tos_uri: target && clientText(target.client, 'tos_uri', lang),
    sign_up_url: target && maySignUp(deps, target.client) ? `${tenant.base}/sign-up/${id}` : undefined,
    // A page of ours that waits wants the passcode itself.
    send_link_url: target && levels.includes(MAIL_ACR) ? `${tenant.base}/send-link/${id}` : undefined,
    recovery_url: `${tenant.base}/recover/${id}`,
    recovery_code_url: `${tenant.base}/recover/${id}/code`,
  }
}
