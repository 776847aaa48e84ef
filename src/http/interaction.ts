/**
 * The interaction that a page's address names, or the page that says why it cannot go on.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import {
  findInteraction,
  type Interaction,
  type InteractionFault,
} from '../domain/authorization/interaction.ts'
import { findRedirectTarget, type RedirectTarget } from '../domain/authorization/redirect-target.ts'
import { findClient } from '../domain/clients/client.ts'
import { clientLink } from './client-link.ts'
import { readCookie } from './cookies.ts'
import { sendFaultPage } from './error-page.ts'
import type { PageDeps } from './frame.ts'
import { sendAlreadySignedIn } from './interaction-pages.ts'

export type Waiting = Readonly<{ interaction: Interaction; target: RedirectTarget; browser: string }>

/** @returns undefined after it has replied with a page */
export async function waitingInteraction(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Waiting | undefined> {
  const { interaction: id } = request.params as { interaction: string }
  const browser = readCookie(deps, request, 'browser') ?? ''
  const found = await findInteraction(deps, id, browser)
  if (found.fault === undefined) {
    const target = await findRedirectTarget(deps, found.interaction.parameters)
    return { interaction: found.interaction, target, browser }
  }
  const client = found.client_id === undefined ? undefined : await findClient(deps, found.client_id)
  if (found.fault === 'finished') await sendAlreadySignedIn(deps, reply, client)
  else await sendFaultPage(deps, request, reply, { kind: KINDS[found.fault], onward: clientLink(client) })
  return undefined
}

const KINDS = {
  unknown: 'interaction-expired',
  expired: 'interaction-expired',
  'foreign-browser': 'cookie-missing',
} as const satisfies Record<Exclude<InteractionFault, 'finished'>, string>
