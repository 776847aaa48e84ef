/**
 * What the pages of an enrolment show, made from the domain's nouns.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { interactionUrl } from '../domain/authorization/interaction.ts'
import { findClient } from '../domain/clients/client.ts'
import { type Enrolment, enrolmentUrl, statedUsername } from '../domain/enrolment/enrolment.ts'
import {
  type FinishedEnrolment,
  isMailFlowing,
  mayRenewCodes,
  methodOf,
} from '../domain/enrolment/finished-enrolment.ts'
import type { OpenEnrolment } from '../domain/enrolment/open-enrolment.ts'
import { forReader } from '../domain/languages.ts'
import { hasPasscode } from '../domain/users/user-administration.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { pageClient } from './interaction-pages.ts'
import type { PasscodeMethod } from './pages.ts'
import {
  type EnrolPage,
  sendChangedPage,
  sendCodesGonePage,
  sendEnrolPage,
  sendReadyPage,
} from './pages-enrolment.ts'

type Scoped = PageDeps & TenantDeps

/** What every page shows on which a passcode is made. */
export function enrolmentTerms({ tenant }: TenantDeps) {
  const { methods, pin_length, pattern_points, grid, show_when_typing } = tenant.policy
  return {
    tenant_uuid: tenant.uuid,
    passcode_url: `${tenant.base}/passcode`,
    methods: methods as [PasscodeMethod, ...PasscodeMethod[]],
    pin_length,
    pattern_points,
    grid,
    show_when_typing,
    email_hint: undefined,
    until: undefined,
    report_url: undefined,
  } satisfies Partial<EnrolPage>
}

/** @param browser the browser cookie */
export async function sendEnrolment(
  deps: Scoped,
  reply: FastifyReply,
  { enrolment, user, interaction, client }: OpenEnrolment,
  browser: string,
): Promise<FastifyReply> {
  const { base } = deps.tenant
  const url = enrolmentUrl(base, uuidText(enrolment.id))
  const waits = interaction && uuidText(interaction.id)
  const frame = tenantFrame(forReader(deps, { interaction, user }), deps.assets)
  return sendEnrolPage(reply, {
    ...enrolmentTerms(deps),
    frame,
    purpose: enrolment.purpose,
    client: client && pageClient(client, frame.words.lang),
    ticket: uuidText(enrolment.id),
    username: user?.username ?? statedUsername(enrolment),
    replaces: user !== undefined && (await hasPasscode(deps, user)),
    email: enrolment.email ?? undefined,
    csrf_token: csrfToken(deps, browser),
    form_url: url,
    cancel_url: waits || enrolment.purpose === 'change' ? `${url}/cancel` : undefined,
    sign_in_url: waits && `${base}/sign-in/${waits}`,
    redirect_uri: undefined,
  })
}

/** The codes were shown once; nobody who left the page is shown the same again. */
export function sendCodesGone(
  deps: Scoped,
  reply: FastifyReply,
  finished: FinishedEnrolment,
  browser: string,
): FastifyReply {
  const url = urlOf(deps, finished.enrolment)
  if (!mayRenewCodes(deps, finished)) return reply.redirect(`${url}/done`, 303)
  return sendCodesGonePage(reply, {
    frame: tenantFrame(forReader(deps, finished), deps.assets),
    make_url: `${url}/codes`,
    csrf_token: csrfToken(deps, browser),
    next: `${url}/done`,
  })
}

export async function sendDone(deps: Scoped, reply: FastifyReply, finished: FinishedEnrolment) {
  const { enrolment, user, interaction } = finished
  const frame = tenantFrame(forReader(deps, finished), deps.assets)
  const method = await methodOf(deps, user)
  if (enrolment.purpose === 'change') {
    const is_mailed = deps.mail.is_configured && user.email_verified && user.email !== undefined
    const account_url = `${deps.tenant.base}/account/passcode`
    return sendChangedPage(reply, { frame, method, is_mailed, account_url })
  }
  const client = interaction && (await findClient(deps, interaction.client_id))
  const awaitsProof = deps.mail.is_configured && enrolment.purpose === 'sign-up' && !user.email_verified
  return sendReadyPage(reply, {
    frame,
    client: client && pageClient(client, frame.words.lang),
    username: user.username,
    method,
    email: awaitsProof ? user.email : undefined,
    mail_is_sent: await isMailFlowing(deps),
    go_on_url: interaction && interactionUrl(deps.tenant.base, uuidText(interaction.id)),
  })
}

/** Where "Cancel" leads: to the request or the page that waits; without one the page has no such button, and stays. */
export function backUrl(deps: TenantDeps, enrolment: Enrolment): string {
  const { interaction_id, purpose } = enrolment
  if (purpose === 'change') return `${deps.tenant.base}/account/passcode`
  return interaction_id ? interactionUrl(deps.tenant.base, uuidText(interaction_id)) : urlOf(deps, enrolment)
}

const urlOf = ({ tenant }: TenantDeps, { id }: Enrolment): string => enrolmentUrl(tenant.base, uuidText(id))
