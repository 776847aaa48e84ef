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
import { type Client, findClient } from '../domain/clients/client.ts'
import { clientLink } from './client-link.ts'
import { readCookie } from './cookies.ts'
import { sendFaultPage } from './error-page.ts'
import type { PageDeps } from './frame.ts'
import { sendAlreadySignedIn } from './interaction-pages.ts'
import type { ErrorPage } from './pages.ts'

export type Waiting = Readonly<{ interaction: Interaction; target: RedirectTarget; browser: string }>

/** `target` is undefined where a page of ours waits. */
export type WaitingSignIn = Omit<Waiting, 'target'> & Readonly<{ target: RedirectTarget | undefined }>

/**
 * For what a client alone can ask. A page of ours that waits is where the browser goes.
 *
 * @returns undefined after it has replied
 */
export async function waitingInteraction(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Waiting | undefined> {
  const waiting = await waitingSignIn(deps, request, reply)
  if (!waiting) return undefined
  const { target, interaction, browser } = waiting
  if (target) return { interaction, target, browser }
  await reply.redirect(`${deps.tenant.base}/${interaction.return_to}`, 303)
  return undefined
}

/**
 * For the pages on which a person signs in, whoever wants it.
 *
 * @returns undefined after it has replied with a page
 */
export async function waitingSignIn(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<WaitingSignIn | undefined> {
  const { interaction: id } = request.params as { interaction: string }
  const browser = readCookie(deps, request, 'browser') ?? ''
  const found = await findInteraction(deps, id, browser)
  if (found.fault === undefined) {
    const { interaction } = found
    const isOurs = interaction.return_to !== undefined
    const target = isOurs ? undefined : await findRedirectTarget(deps, interaction.parameters)
    return { interaction, target, browser }
  }
  if (found.fault === 'cancelled' && found.return_to !== undefined) {
    await reply.redirect(`${deps.tenant.base}/account`, 303)
    return undefined
  }
  const client = found.client_id === undefined ? undefined : await findClient(deps, found.client_id)
  if (found.fault === 'finished') await sendAlreadySignedIn(deps, reply, client)
  else
    await sendFaultPage(deps, request, reply, {
      kind: KINDS[found.fault],
      onward: onwardOf(deps, found, client),
    })
  return undefined
}

/** A page of ours begins anew by itself; what an application asked for, it has to ask for anew. */
function onwardOf(
  { tenant }: TenantDeps,
  { fault, return_to }: Readonly<{ fault: InteractionFault; return_to: string | undefined }>,
  client: Client | undefined,
): ErrorPage['onward'] {
  if (fault !== 'expired' || return_to === undefined) return clientLink(client)
  return { url: `${tenant.base}/${return_to}`, client_name: undefined }
}

const KINDS = {
  unknown: 'interaction-expired',
  expired: 'interaction-expired',
  'foreign-browser': 'cookie-missing',
  cancelled: 'interaction-cancelled',
} as const satisfies Record<Exclude<InteractionFault, 'finished'>, string>
