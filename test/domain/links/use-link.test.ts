/**
 * What the form behind a link does.
 */
import t from 'tap'
import { findKnownBrowsers } from '../../../src/domain/authentication/known-browser.ts'
import { findEnrolment } from '../../../src/domain/enrolment/enrolment.ts'
import type { LinkPurpose } from '../../../src/domain/links/link.ts'
import { type LinkCookies, useLink } from '../../../src/domain/links/use-link.ts'
import { findKnownBrowser, insertKnownBrowser } from '../../../src/store/known-browsers.ts'
import { answerOf, Browser } from '../../helpers/authorization.ts'
import { START } from '../../helpers/fixtures.ts'
import { allGrants } from '../../helpers/given.ts'
import { cookieOf, givenLink, linkOf, linkScene } from '../../helpers/links.ts'
import { knownBrowserRow } from '../../helpers/rows.ts'
import { takeTrail } from '../../helpers/trail.ts'

const COOKIES: LinkCookies = { browser: 'here', known: undefined, session: undefined }

async function scene(t: Parameters<typeof linkScene>[0]) {
  const made = await linkScene(t)
  const { server, ann } = made
  /** Makes a link and uses it, twice when told. */
  const use = async (
    purpose: LinkPurpose,
    terms: Parameters<typeof givenLink>[1] | object = {},
    times = 1,
  ) => {
    const deps = await server.tenant()
    const url = await givenLink(server, { purpose, user_id: ann, ...terms })
    const link = await linkOf(server, url, COOKIES.browser)
    for (let time = 1; time < times; time += 1) await useLink(deps, link, COOKIES)
    return useLink(deps, link, COOKIES)
  }
  return { ...made, use }
}

t.test('Links: each does what it is for, and a second time nothing', async (t) => {
  const { server, browser, use } = await scene(t)
  const interaction_id = Buffer.alloc(16, 5)
  const cookie = cookieOf(browser, 'browser') ?? ''
  const here = { browser: COOKIES.browser, interaction_id }
  const uses = [
    ['sign-up', { user_id: null, email: 'eve@example.com' }, { next: 'enrol', enrolment: String }],
    ['recover', {}, { next: 'enrol', enrolment: String }],
    ['invite', {}, { next: 'enrol', enrolment: String }],
    ['sign-in', here, { next: 'signed-in', session: String, url: /\/authorize\// }],
    ['known-browser', here, { next: 'known-browser', known: String }],
    ['verify-email', {}, { next: 'verify-email' }],
    ['change-email', {}, { next: 'change-email' }],
    ['report', {}, { next: 'report', enrolment: String }],
  ] as const
  for (const [purpose, terms, expected] of uses) {
    t.match(await use(purpose, terms), expected, purpose)
    t.match(server.notices.at(-1), { flow: 'link', step: 'used', rule: purpose })
    t.same(await use(purpose, terms, 2), { next: 'dead' }, `${purpose}, twice`)
    t.match(server.notices.at(-1), { flow: 'link', step: 'refused', rule: purpose })
  }
  const elsewhere = { browser: cookie, interaction_id }
  t.match(await use('sign-in', elsewhere), { next: 'code', code: /^.{4}-.{4}$/ })
  t.match(await use('recover', { user_id: null }), { next: 'dead' }, 'of nobody')
})

t.test('Links: one that shows a code shows none when it was spent meanwhile', async (t) => {
  const { server, ann } = await scene(t)
  const deps = await server.tenant()
  const url = await givenLink(server, { purpose: 'sign-in', user_id: ann, browser: 'a', interaction_id: ann })
  const [asked, elsewhere] = [await linkOf(server, url, 'a'), await linkOf(server, url, 'b')]
  t.match(await useLink(deps, asked, COOKIES), { next: 'signed-in' })
  t.same(await useLink(deps, elsewhere, COOKIES), { next: 'dead' })
})

t.test('OWASP device cookies: a link makes the browser that asked known, and signs nobody in', async (t) => {
  const { server, ann, use } = await scene(t)
  const used = await use('known-browser', { browser: COOKIES.browser })
  const known = used.next === 'known-browser' ? used.known : ''
  t.match(await findKnownBrowsers(await server.tenant(), known), [{ user_id: ann }])
  await server.db.execute(`UPDATE "user" SET email_verified = 0`)
  t.same(await use('known-browser', { browser: COOKIES.browser }), { next: 'dead' })
  t.same(await takeTrail(server), ['browser-admitted'])
})

t.test('RFC 9700 §4.14.2: after “It wasn’t me” nobody is in, and the person gets back in', async (t) => {
  const { server, ann, use } = await scene(t)
  const thief = new Browser(server)
  await thief.signIn(ann)
  await server.db.run(insertKnownBrowser, knownBrowserRow({ user_id: ann }))
  t.match(answerOf(await thief.authorize({ prompt: 'none' })), { code: String })
  const used = await use('report')
  t.match(answerOf(await thief.authorize({ prompt: 'none' })), { error: 'login_required' })
  t.equal(
    await server.db.first(findKnownBrowser, { tenant_id: 'default', id: knownBrowserRow().id }),
    undefined,
  )
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: START }])
  t.same(await takeTrail(server), ['sign-out {"from":"everywhere"}'])
  const enrolment = used.next === 'report' ? String(used.enrolment) : ''
  t.match(await findEnrolment(await server.tenant(), enrolment, COOKIES.browser), {
    enrolment: { purpose: 'recovery', user_id: ann, email: 'ann@example.com' },
  })
})

t.test('Links: an address that was given up may say “It wasn’t me”, and is no way in', async (t) => {
  const { use } = await scene(t)
  t.same(await use('report', { email: 'old@example.com' }), { next: 'report', enrolment: undefined })
})
