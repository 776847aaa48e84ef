/**
 * GET, POST /account and /account/username: what people say of themselves, and the name they sign in with.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { changeProfile, type Profile, profileOf } from '../../domain/account/profile.ts'
import { changeUsername, mayChangeUsername } from '../../domain/account/username-change.ts'
import { sendProfilePage, sendUsernamePage } from '../../http/account-pages.ts'
import { type AccountPlace, type AccountStep, accountUrl, serveAccount } from '../../http/account-place.ts'
import { clearCookie } from '../../http/cookies.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { profilePage } from '../../http/profile-page.ts'
import { saidOf, thenSay } from '../../http/said.ts'

const USERNAME = { path: 'account/username', is_sensitive: true } as const

export const accountProfileRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'account'))
  takeFormsOnly(app)

  serveAccount(app, deps, {
    method: 'GET',
    path: 'account',
    step: (place, request, reply) =>
      sendProfilePage(
        reply,
        place,
        profilePage(place, profileOf(place.account.user), []),
        saidOf(place, request),
      ),
  })

  serveAccount(app, deps, {
    method: 'POST',
    path: 'account',
    step: async (place, request, reply) => {
      const typed = typedProfile(request)
      const faulty = await changeProfile(place.scoped, place.account, typed)
      if (faulty.length > 0) return sendProfilePage(reply, place, profilePage(place, typed, faulty))
      // What is set here is wanted from now on, whatever was chosen on a page before.
      if (typed.locale !== profileOf(place.account.user).locale) clearCookie(place.scoped, reply, 'language')
      return thenSay(reply, accountUrl(place, 'account'), 'saved')
    },
  })

  serveAccount(app, deps, {
    method: 'GET',
    ...USERNAME,
    step: whereNamesMayChange((place, _request, reply) =>
      sendUsernamePage(reply, place, usernamePage(place.account.user.username)),
    ),
  })

  serveAccount(app, deps, { method: 'POST', ...USERNAME, step: whereNamesMayChange(renameTo) })
}

const whereNamesMayChange =
  (step: AccountStep): AccountStep =>
  (place, request, reply) =>
    mayChangeUsername(place.scoped.tenant) ? step(place, request, reply) : reply.callNotFound()

const renameTo: AccountStep = async (place, request, reply) => {
  const username = fieldOf(request, 'username')
  const outcome = await changeUsername(place.scoped, place.account, { username, address: request.ip })
  if (outcome.next === 'changed') return thenSay(reply, accountUrl(place, 'account'), 'renamed')
  return outcome.next === 'wait'
    ? sendUsernamePage(reply, place, usernamePage(username, outcome.retry_after))
    : sendUsernamePage(reply, place, { field: faultyName(place, username, outcome.fault), wait: undefined })
}

const typedProfile = (request: FastifyRequest): Profile => ({
  name: fieldOf(request, 'name'),
  picture: fieldOf(request, 'picture'),
  phone_number: fieldOf(request, 'phone_number'),
  locale: fieldOf(request, 'locale'),
})

const usernamePage = (value: string, wait?: number) => ({ field: { value, error: undefined }, wait })

const FAULTS = { name_invalid: 'common.name_invalid', name_taken: 'sign-up.name_taken' } as const

function faultyName({ frame }: AccountPlace, value: string, fault: keyof typeof FAULTS) {
  return { value, error: frame.words.w(value === '' ? 'common.no-username' : FAULTS[fault]) }
}
