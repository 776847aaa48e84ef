/**
 * GET, POST /change-email: another address, for whoever is signed in and has proved the passcode a moment ago.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (email).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { startOwnInteraction } from '../../domain/authorization/interaction.ts'
import { forReader } from '../../domain/languages.ts'
import { askToChangeEmail, CHANGE_EMAIL_PAGE, whoMayChangeEmail } from '../../domain/users/email-change.ts'
import { browserOf } from '../../http/browser.ts'
import { type ChangingEmail, sendEmailForm, sendLookInBoth } from '../../http/change-email-pages.ts'
import { readCookie } from '../../http/cookies.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { tenantDeps } from '../../http/tenant.ts'

export const changeEmailRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'change-email'))
  takeFormsOnly(app)

  app.get('/change-email', async (request, reply) => {
    const place = await whoChanges(deps, request, reply)
    return place ? sendEmailForm(reply, place, { email: '', is_wrong: false, wait: undefined }) : reply
  })

  app.post('/change-email', async (request, reply) => {
    const place = await whoChanges(deps, request, reply)
    if (!place) return reply
    const { scoped, user, browser } = place
    checkCsrf(scoped, request, browser)
    const email = fieldOf(request, 'email').trim()
    const asked = await askToChangeEmail(scoped, user, { new_email: email, address: request.ip })
    if (asked.next === 'look-in-mail') return sendLookInBoth(reply, place, email)
    return sendEmailForm(reply, place, { email, is_wrong: asked.is_wrong, wait: asked.wait })
  })
}

/** @returns undefined after it has replied: on to where the passcode is proved, or nothing where no mail can be sent */
async function whoChanges(
  deps: PageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ChangingEmail | undefined> {
  const scoped = await tenantDeps(deps, request)
  const browser = browserOf(scoped, request, reply)
  const user = await whoMayChangeEmail(scoped, readCookie(scoped, request, 'session'))
  if (user && scoped.mail.is_configured) return { scoped: forReader(scoped, { user }), browser, user }
  if (scoped.mail.is_configured) {
    const id = await startOwnInteraction(scoped, CHANGE_EMAIL_PAGE, undefined, browser)
    reply.redirect(`${scoped.tenant.base}/sign-in/${id}`, 303)
  } else reply.callNotFound()
  return undefined
}
