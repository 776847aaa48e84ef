/**
 * Another address for a person.
 */
import t from 'tap'
import { startSession } from '../../../src/domain/authentication/session.ts'
import {
  askToChangeEmail,
  confirmEmailChange,
  whoMayChangeEmail,
} from '../../../src/domain/users/email-change.ts'
import { requireUser } from '../../../src/domain/users/user-administration.ts'
import { deliveredLinks, linkOf, linkScene, tokensOf } from '../../helpers/links.ts'
import { takeTrail } from '../../helpers/trail.ts'

const NEW = 'ann@example.net'
const OLD = 'ann@example.com'

async function scene(t: Parameters<typeof linkScene>[0]) {
  const { server, ann } = await linkScene(t)
  const deps = await server.tenant()
  const ask = async (new_email = NEW) =>
    askToChangeEmail(deps, await requireUser(deps, 'ann'), { new_email, address: '192.0.2.1' })
  const use = async (url: string | undefined) =>
    confirmEmailChange(deps, { ...(await linkOf(server, String(url))), user_id: ann })
  return { server, deps, ann, ask, use, present: () => requireUser(deps, 'ann') }
}

t.test('Core §5.1: the address changes when both have said yes, whichever is first', async (t) => {
  for (const [first, second] of [
    [OLD, NEW],
    [NEW, OLD],
  ] as const) {
    const { server, ask, use, present } = await scene(t)
    t.same(await ask(), { next: 'look-in-mail' })
    const links = await deliveredLinks(server)
    t.same(Object.keys(links).sort(), [OLD, NEW])
    t.equal(await use(links[first]), 'half')
    t.match(await present(), { email: OLD, email_verified: true })
    t.equal(await use(links[second]), 'changed')
    t.match(await present(), { email: NEW, email_verified: true })
    t.same(await takeTrail(server), ['email-changed'])
    const told = await deliveredLinks(server)
    t.same(Object.keys(told), [OLD], 'the old one is told')
    t.match(await linkOf(server, told[OLD] ?? ''), { purpose: 'report', email: OLD })
  }
})

t.test('SP 800-92 §2.1.3: the same address once more is told of as proved', async (t) => {
  const { server, ask, use } = await scene(t)
  await server.db.execute('UPDATE "user" SET email_verified = 0')
  await ask(OLD)
  t.equal(await use((await deliveredLinks(server))[OLD]), 'changed')
  t.same(await takeTrail(server), ['email-verified'])
})

t.test('Core §5.1: both at the same time change it once; one of them twice does not', async (t) => {
  const { server, ann, deps, ask, present } = await scene(t)
  await ask()
  const links = await deliveredLinks(server)
  const [old_one, new_one] = await Promise.all([OLD, NEW].map((to) => linkOf(server, String(links[to]))))
  if (!old_one || !new_one) throw new Error('no link was found')
  const use = (link: typeof old_one) => confirmEmailChange(deps, { ...link, user_id: ann })
  t.same(await Promise.all([use(old_one), use(old_one)]), ['half', undefined])
  t.match(await present(), { email: OLD })
  t.same((await Promise.all([use(new_one), use(new_one)])).sort(), ['changed', undefined])
  t.match(await present(), { email: NEW })
})

t.test(
  'Core §5.1: an old address that nobody proved is not asked, and one that is none not told',
  async (t) => {
    const { server, ask, use, present } = await scene(t)
    await server.db.execute('UPDATE "user" SET email_verified = 0')
    await ask()
    const links = await deliveredLinks(server)
    t.same(Object.keys(links), [NEW])
    t.equal(await use(links[NEW]), 'changed')
    t.match(await present(), { email: NEW, email_verified: true })
    t.same(Object.keys(await deliveredLinks(server)), [OLD])

    await server.db.execute('UPDATE "user" SET email = NULL, email_verified = 0')
    await ask(OLD)
    t.equal(await use((await deliveredLinks(server))[OLD]), 'changed')
    t.same(await deliveredLinks(server), {})
  },
)

t.test('Core §5.1: to ask again takes back what was asked before', async (t) => {
  const { server, ask, use, present } = await scene(t)
  await ask('typo@example.net')
  const before = await deliveredLinks(server)
  await ask()
  const links = await deliveredLinks(server)
  await t.rejects(use(before[OLD]), { message: /no link/ })
  t.equal(await use(links[OLD]), 'half')
  t.equal(await use(links[NEW]), 'changed')
  t.match(await present(), { email: NEW })
})

t.test('RFC 5321 §4.1.2: what is no address is refused, and too many are', async (t) => {
  const { server, ask } = await scene(t)
  t.same(await ask('nowhere'), { next: 'ask-again', is_wrong: true, wait: undefined })
  t.same(await tokensOf(server), [])
  for (let count = 0; count < 5; count += 1) t.same(await ask(), { next: 'look-in-mail' })
  t.same(await ask(), { next: 'ask-again', is_wrong: false, wait: 900 })
})

t.test('NIST SP 800-63B §6.1.2.1: who changes it has proved the passcode a moment ago', async (t) => {
  const { server, deps, ann } = await scene(t)
  const signedIn = async (acr: string) => {
    const authentication = { user_id: ann, amr: ['pwd'], acr }
    return (await deps.db.transaction((tx) => startSession(deps, tx, authentication, undefined))).cookie
  }
  const by_passcode = await signedIn('urn:vignette:acr:passcode')
  t.match(await whoMayChangeEmail(deps, by_passcode), { username: 'ann' })
  t.equal(await whoMayChangeEmail(deps, await signedIn('urn:vignette:acr:mail')), undefined)
  t.equal(await whoMayChangeEmail(deps, undefined), undefined)
  server.clock.seconds += 301
  t.equal(await whoMayChangeEmail(deps, by_passcode), undefined)
  server.clock.seconds -= 1
  t.match(await whoMayChangeEmail(deps, by_passcode), { username: 'ann' })
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.equal(await whoMayChangeEmail(deps, by_passcode), undefined)
})
