/**
 * Links that give the right to make a passcode.
 */
import t from 'tap'
import { findEnrolment } from '../../../src/domain/enrolment/enrolment.ts'
import { type EnrolmentLink, enrolByLink } from '../../../src/domain/links/enrolment-link.ts'
import type { LinkTerms } from '../../../src/domain/links/link.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { cookieOf, givenLink, type LinkScene, linkOf, linkScene, tokensOf } from '../../helpers/links.ts'

type Purpose = EnrolmentLink['purpose']

async function given(
  { server, ann }: LinkScene,
  purpose: Purpose,
  terms: Partial<LinkTerms> = {},
): Promise<EnrolmentLink> {
  const owner =
    purpose === 'sign-up' ? { user_id: null, email: 'eve@example.com', username: 'eve' } : { user_id: ann }
  return { ...(await linkOf(server, await givenLink(server, { purpose, ...owner, ...terms }))), purpose }
}

t.test(
  'NIST SP 800-63B §6.1.2.3: a link opens the making of a passcode in the browser that used it, once',
  async (t) => {
    const scene = await linkScene(t)
    const deps = await scene.server.tenant()
    const purposes = [
      ['recover', 'recovery', 'ann@example.com', null],
      ['invite', 'invitation', null, null],
      ['sign-up', 'sign-up', 'eve@example.com', '{"name":"","username":"eve","email":"eve@example.com"}'],
    ] as const
    for (const [purpose, enrolment, email, person] of purposes) {
      const link = await given(scene, purpose)
      const uses = await Promise.all(Array.from({ length: 20 }, () => enrolByLink(deps, link, 'here')))
      const [id, ...others] = uses.filter((use) => use !== undefined)
      t.same(others, [])
      const user_id = purpose === 'sign-up' ? null : scene.ann
      const expected = { purpose: enrolment, user_id, email, person, interaction_id: null }
      t.match(await findEnrolment(deps, id ?? '', 'here'), { enrolment: expected })
      t.match(await findEnrolment(deps, id ?? '', 'elsewhere'), { fault: 'foreign-browser' })
    }
  },
)

t.test(
  'Core §3.1.2.3: the request that asked goes on afterwards where it waits, and nowhere else',
  async (t) => {
    const scene = await linkScene(t)
    const deps = await scene.server.tenant()
    const interaction_id = parseUuid(scene.interaction) ?? null
    const cookie = cookieOf(scene.browser, 'browser') ?? ''
    for (const [browser, expected] of [
      [cookie, interaction_id],
      ['another', null],
    ] as const) {
      const link = await given(scene, 'recover', { interaction_id })
      const id = await enrolByLink(deps, link, browser)
      t.match(await findEnrolment(deps, id ?? '', browser), { enrolment: { interaction_id: expected } })
    }
  },
)

t.test('Links: one that is not good for it any more is used up, and opens nothing', async (t) => {
  const changes: readonly (readonly [Purpose, string])[] = [
    ['invite', `UPDATE "user" SET status = 'inactive'`],
    ['recover', `UPDATE "user" SET status = 'inactive'`],
    ['recover', `UPDATE "user" SET email = 'ann@example.net'`],
    ['recover', `UPDATE tenant SET type = '2fa'`],
    ['sign-up', `UPDATE "user" SET email = 'EVE@example.com'`],
  ]
  for (const [purpose, change] of changes) {
    const scene = await linkScene(t)
    const link = await given(scene, purpose)
    await scene.server.db.execute(change)
    await scene.server.db.run(bumpConfigVersion, {})
    t.equal(await enrolByLink(await scene.server.tenant(), link, 'here'), undefined, change)
    t.match(await tokensOf(scene.server), [{ used_at: Number }])
  }
})

t.test('Links: one to get back in that is nobody’s opens nothing', async (t) => {
  const scene = await linkScene(t)
  const deps = await scene.server.tenant()
  for (const purpose of ['recover', 'invite'] as const) {
    t.equal(await enrolByLink(deps, await given(scene, purpose, { user_id: null }), 'here'), undefined)
  }
})
