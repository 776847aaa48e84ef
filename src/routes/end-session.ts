/**
 * GET, POST /logout, GET /v2/logout, and POST /logout/confirm and GET /logout/stay, the two answers to the question
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §3, §6; OpenID Connect Back-Channel Logout 1.0 §2.5.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { findSession, type Session } from '../domain/authentication/session.ts'
import { ENDED_MARK_TTL, endedMark, framesOfMark } from '../domain/logout/ended-session.ts'
import { decideLogout, signOut } from '../domain/logout/logout.ts'
import { deliverThese } from '../domain/logout/logout-delivery.ts'
import { isVouchedFor, type LogoutRequest, readLogoutRequest } from '../domain/logout/logout-request.ts'
import type { Parameters } from '../domain/parameters.ts'
import { findUser } from '../domain/users/user.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import { checkCsrf, csrfToken } from '../http/csrf.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { formOf } from '../http/form.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import type { PageDeps } from '../http/frame.ts'
import { sendAlreadySignedIn } from '../http/interaction-pages.ts'
import { aMoment } from '../http/moment.ts'
import { replyWithSignedOut, sendSignOutQuestion } from '../http/sign-out-pages.ts'
import { tenantDeps } from '../http/tenant.ts'

type Asked = { Querystring: Parameters }

export const endSessionRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'end-session'))
  takeFormsOnly(app)

  const handle = async (parameters: Parameters, request: FastifyRequest, reply: FastifyReply) => {
    const { scoped, cookie, session } = await whoAsks(deps, request)
    const asked = await readLogoutRequest(scoped, parameters)
    const decision = await decideLogout(scoped, asked, session)
    if (decision.next === 'ask') {
      const user = await findUser(scoped, decision.session.user_id)
      return sendSignOutQuestion(scoped, reply, asked, user, csrfToken(scoped, cookie))
    }
    if (decision.next === 'end') return signOutAndReply(scoped, reply, asked, decision.session)
    return replyToNobody(scoped, request, reply, asked)
  }
  app.get<Asked>('/logout', (request, reply) => handle(request.query, request, reply))
  // What clients made for Auth0 call: another name of it, with another name for where the browser goes afterwards.
  app.get<Asked>('/v2/logout', (request, reply) => {
    const { returnTo, ...others } = request.query
    return handle({ ...others, post_logout_redirect_uri: returnTo }, request, reply)
  })
  app.post('/logout', (request, reply) => handle(formOf(request), request, reply))

  app.post<Asked>('/logout/confirm', async (request, reply) => {
    const { scoped, cookie, session } = await whoAsks(deps, request)
    const asked = await readLogoutRequest(scoped, request.query)
    if (!session) return replyToNobody(scoped, request, reply, asked)
    checkCsrf(scoped, request, cookie)
    return signOutAndReply(scoped, reply, asked, session)
  })

  app.get<Asked>('/logout/stay', async (request, reply) => {
    const { scoped, session } = await whoAsks(deps, request)
    const asked = await readLogoutRequest(scoped, request.query)
    return session
      ? sendAlreadySignedIn(scoped, reply, asked.client)
      : replyToNobody(scoped, request, reply, asked)
  })
}

/** What the clients are told on their servers has mostly arrived when the person goes on, and is sent again where it has not. */
async function signOutAndReply(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  asked: LogoutRequest,
  session: Session,
): Promise<FastifyReply> {
  const { frames, deliveries } = await signOut(deps, session)
  if (frames.length > 0) setCookie(deps, reply, 'ended', endedMark(deps, session), ENDED_MARK_TTL)
  await aMoment(deliverThese(deps, deliveries))
  return replyWithSignedOut(deps, reply, asked, { frames, follows: true })
}

/** After Back or a reload too, and after the form of a page that was sent twice: the clients' frames are there again. */
async function replyToNobody(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: LogoutRequest,
): Promise<FastifyReply> {
  const frames = await framesOfMark(deps, readCookie(deps, request, 'ended'))
  return replyWithSignedOut(deps, reply, asked, {
    frames,
    follows: frames.length > 0 || isVouchedFor(asked),
  })
}

/** Who is signed in with the browser that asks. */
async function whoAsks(deps: PageDeps, request: FastifyRequest) {
  const scoped = await tenantDeps(deps, request)
  const cookie = readCookie(scoped, request, 'session') ?? ''
  return { scoped, cookie, session: await findSession(scoped, cookie) }
}
