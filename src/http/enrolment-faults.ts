/**
 * Why an enrolment cannot go on, as the page that helps best, or the way to where it begins again.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { interactionUrl } from '../domain/authorization/interaction.ts'
import type { Enrolment } from '../domain/enrolment/enrolment.ts'
import type { OpenFault } from '../domain/enrolment/open-enrolment.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { sendFaultPage } from './error-page.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { sendDeadLink } from './link-pages.ts'
import { sendOneMoreThingPage } from './pages-recovery.ts'

/** @param enrolment undefined when it is not this browser's */
export function replyToEnrolmentFault(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  fault: OpenFault,
  enrolment: Enrolment | undefined,
): FastifyReply {
  const onward = enrolment && onwardUrl(deps.tenant.base, fault, enrolment)
  if (onward !== undefined) return reply.redirect(onward, 303)
  if (fault === 'first-factor-missing') {
    const { contact } = deps.tenant.policy
    return sendOneMoreThingPage(reply, { frame: tenantFrame(deps, deps.assets), contact })
  }
  if (fault !== 'foreign-browser') return sendDeadLink(deps, reply)
  return sendFaultPage(deps, request, reply, { kind: 'cookie-missing', onward: undefined })
}

/** Where a person gets another enrolment, or learns of the request that was waiting. */
function onwardUrl(
  base: string,
  fault: OpenFault,
  { purpose, interaction_id, email }: Enrolment,
): string | undefined {
  if (purpose === 'change' && (fault === 'session-missing' || fault === 'expired')) return `${base}/change`
  if (purpose !== 'sign-up' || !interaction_id) return undefined
  const waits = uuidText(interaction_id)
  if (fault === 'interaction-over') return interactionUrl(base, waits)
  // An address that a link has proved would have to be proved again: the link is spent.
  return fault === 'expired' && email === null ? `${base}/sign-up/${waits}` : undefined
}
