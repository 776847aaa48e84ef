/**
 * "Cancel" on a page of an interaction: the application is told that the person did not go on. Where a page of ours waits, the
 * account is shown as before.
 *
 * Implements: RFC 6749 §4.1.2.1 (access_denied).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { cancelInteraction } from '../domain/authorization/interaction.ts'
import { forReader } from '../domain/languages.ts'
import { replyWithRedirectError } from './authorization-response.ts'
import { checkCsrf } from './csrf.ts'
import type { PageDeps } from './frame.ts'
import { waitingSignIn } from './interaction.ts'
import { sendAlreadySignedIn } from './interaction-pages.ts'

/** @throws {OAuthError} `invalid_request` for a form that is not ours */
export async function replyToCancel(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const waiting = await waitingSignIn(deps, request, reply)
  if (!waiting) return reply
  checkCsrf(deps, request, waiting.browser)
  const { interaction, target } = waiting
  const refusal = await cancelInteraction(deps, interaction)
  if (!target) return reply.redirect(`${deps.tenant.base}/account`, 303)
  if (!refusal) return sendAlreadySignedIn(forReader(deps, waiting), reply, target.client)
  return replyWithRedirectError(forReader(deps, waiting), reply, target, refusal)
}
