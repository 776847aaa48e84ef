/**
 * Where somebody who cannot sign in stands: in a request that waits, or with a link that is of no use any more and nothing
 * else.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import type { Interaction } from '../domain/authorization/interaction.ts'
import { forReader } from '../domain/languages.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { browserOf } from './browser.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { waitingSignIn } from './interaction.ts'
import type { Frame } from './pages.ts'
import { tenantDeps } from './tenant.ts'

export type RecoveryPlace = Readonly<{
  scoped: PageDeps & TenantDeps
  frame: Frame
  /** undefined: nothing waits. */
  interaction: Interaction | undefined
  browser: string
  csrf_token: string
  /** Address of the choice of ways; the others stand below it. */
  base: string
}>

export type Recovering = { Params: { interaction?: string } }

/** @returns undefined after it has replied with a page */
export async function recoveryPlace(
  deps: PageDeps,
  request: FastifyRequest<Recovering>,
  reply: FastifyReply,
): Promise<RecoveryPlace | undefined> {
  const scoped = await tenantDeps(deps, request)
  const base = `${scoped.tenant.base}/recover`
  const frame = tenantFrame(scoped, deps.assets)
  if (request.params.interaction === undefined) {
    const browser = browserOf(scoped, request, reply)
    return { scoped, frame, interaction: undefined, browser, csrf_token: csrfToken(scoped, browser), base }
  }
  const waiting = await waitingSignIn(scoped, request, reply)
  if (!waiting) return undefined
  const { interaction, browser } = waiting
  const csrf_token = csrfToken(scoped, browser)
  const speaking = forReader(scoped, waiting)
  return {
    scoped: speaking,
    frame: tenantFrame(speaking, deps.assets),
    interaction,
    browser,
    csrf_token,
    base: `${base}/${uuidText(interaction.id)}`,
  }
}
