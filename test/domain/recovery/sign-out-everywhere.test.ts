import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { findEnrolment, startEnrolment } from '../../../src/domain/enrolment/enrolment.ts'
import { findLink, makeLink } from '../../../src/domain/links/link.ts'
import { signOutEverywhere } from '../../../src/domain/recovery/sign-out-everywhere.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { allGrants, givenApplication, givenTokens } from '../../helpers/given.ts'

const BROWSER = 'b'.repeat(43)

t.test(
  'RFC 9700 §4.14.2: sessions, grants, links and enrolments of a person end, nobody else’s',
  async (t) => {
    const server = await startServer(t)
    const here = await givenApplication(server)
    const ann = await givenPerson(server, 'anna')
    const bob = await givenPerson(server, 'bob')
    const deps = await server.tenant()
    const browsers = { kept: new Browser(server), gone: new Browser(server), other: new Browser(server) }
    await browsers.kept.signIn(ann)
    await browsers.gone.signIn(ann)
    await browsers.other.signIn(bob)
    for (const browser of Object.values(browsers)) await givenTokens(server, browser)
    await givenTokens(server, here)
    const sessionOf = (browser: Browser) =>
      findSession(deps, browser.cookies.get('vignette.default.session') ?? '')
    const kept = await sessionOf(browsers.kept)

    const open = (user_id: Buffer) => ({ purpose: 'recovery', browser: BROWSER, user_id }) as const
    const link = (user_id: Buffer, purpose: 'recover' | 'report') =>
      deps.db.transaction((tx) =>
        makeLink(deps, tx, {
          purpose,
          user_id,
          email: 'x@y.z',
          browser: null,
          interaction_id: null,
          ttl: 60,
        }),
      )
    const enrol = (user_id: Buffer) =>
      deps.db.transaction((tx) =>
        startEnrolment(deps, tx, { ...open(user_id), interaction_id: null, email: null }),
      )
    const [mine, his] = [await enrol(ann), await enrol(bob)]
    const links = [await link(ann, 'recover'), await link(ann, 'report'), await link(bob, 'recover')]

    await deps.db.transaction((tx) => signOutEverywhere(deps, tx, ann, kept))
    t.ok(await sessionOf(browsers.kept))
    t.notOk(await sessionOf(browsers.gone))
    t.ok(await sessionOf(browsers.other))
    const grants = await deps.db.all(allGrants, {})
    const live = grants.filter(({ revoked_at }) => revoked_at === null)
    t.equal(grants.length - live.length, 1)
    t.match(await findEnrolment(deps, mine, BROWSER), { fault: 'unknown' })
    t.match(await findEnrolment(deps, his, BROWSER), { fault: undefined })
    const found = links.map((url) => findLink(deps, String(url.split('/').at(-1)), BROWSER))
    t.match(await Promise.all(found), [undefined, { purpose: 'report' }, { purpose: 'recover' }])

    await deps.db.transaction((tx) => signOutEverywhere(deps, tx, ann))
    t.notOk(await sessionOf(browsers.kept))
  },
)
