/**
 * An administrator's link.
 */
import t from 'tap'
import { invite, stopInvitation } from '../../../src/domain/links/invitation.ts'
import { findLink } from '../../../src/domain/links/link.ts'
import { requireUser } from '../../../src/domain/users/user-administration.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START } from '../../helpers/fixtures.ts'
import { deliveredLinks, linkOf, linkScene, tokensOf } from '../../helpers/links.ts'
import { takeTrail } from '../../helpers/trail.ts'

const tokenOf = (link: string): string => link.split('/').at(-1) ?? ''

t.test(
  'NIST SP 800-63B §6.1.2.3: an administrator’s link works for 72 hours, the newest alone',
  async (t) => {
    const { server, ann } = await linkScene(t)
    const deps = await server.tenant()
    const user = await requireUser(deps, 'ann')
    const first = await invite(deps, user, false)
    const second = await invite(deps, user, false)
    t.equal(second.expires_at, START + 72 * 3600)
    t.equal(await findLink(deps, tokenOf(first.link), ''), undefined)
    t.match(await findLink(deps, tokenOf(second.link), ''), {
      purpose: 'invite',
      user_id: ann,
      is_here: true,
    })
    t.same(await deliveredLinks(server), {}, 'nothing is mailed unless it is asked for')
    t.match(server.notices, [{ flow: 'link', step: 'invited', sent: user.sub }, { step: 'invited' }])
  },
)

t.test('Links: an invitation goes by mail when it is asked for, and says until when', async (t) => {
  const { server } = await linkScene(t)
  const deps = await server.tenant()
  const { link } = await invite(deps, await requireUser(deps, 'ann'), true)
  t.same(await deliveredLinks(server), { 'ann@example.com': link })
  t.match(server.mails.at(-1), { kind: 'invitation', text: /Monday,? 18 January/ })
})

t.test('Links: nobody is invited who could not use it', async (t) => {
  const { server } = await linkScene(t)
  await givenPerson(server, 'gone', { status: 'inactive' })
  const deps = await server.tenant()
  const refused = async (username: string, changes: object, by_mail: boolean, message: RegExp) => {
    const user = { ...(await requireUser(deps, username)), ...changes }
    await t.rejects(invite(deps, user, by_mail), { name: 'Refusal', message })
  }
  await refused('gone', {}, false, /inactive/)
  await refused('ann', { email: undefined }, true, /no email address/)
  const without = { ...deps, mail: { ...deps.mail, is_configured: false } }
  await t.rejects(invite(without, await requireUser(deps, 'ann'), true), { message: /SMTP_URL/ })
  t.same(await tokensOf(server), [])
})

t.test('Links: whoever did not expect an invitation stops it', async (t) => {
  const { server } = await linkScene(t)
  const deps = await server.tenant()
  const { link } = await invite(deps, await requireUser(deps, 'ann'), false)
  const found = await linkOf(server, link)
  await takeTrail(server)
  t.equal(await stopInvitation(deps, found), true)
  t.equal(await stopInvitation(deps, found), false)
  t.same(await takeTrail(server), ['invitation-stopped'])
  t.equal(await findLink(deps, tokenOf(link), ''), undefined)
})
