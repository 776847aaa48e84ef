/**
 * GET /language/{lang}: another language, chosen by its link on a page, and back to that page.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (ui_locales); RFC 9700 §4.11.2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { optional, type Parameters } from '../../domain/parameters.ts'
import { setCookie } from '../../http/cookies.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { noStore } from '../../http/error-replies.ts'
import type { PageDeps } from '../../http/frame.ts'
import { pageBelow } from '../../http/other-language.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Choosing = { Params: { lang: string }; Querystring: Parameters }

/** In seconds: browsers keep no cookie for longer than 400 days. */
const CHOICE_TTL = 400 * 86_400

export const languageRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'language'))

  app.get<Choosing>('/language/:lang', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const { lang } = request.params
    const isSpoken = scoped.languages.catalogues.some((catalogue) => catalogue.lang === lang)
    const page = pageBelow(scoped.tenant.base, optional(request.query, 'page') ?? '', lang)
    if (!isSpoken || page === undefined) return reply.callNotFound()
    setCookie(scoped, reply, 'language', lang, CHOICE_TTL)
    return noStore(reply).redirect(page, 303)
  })
}
