import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { ENDED_MARK_TTL, endedMark, framesOfMark } from '../../../src/domain/logout/ended-session.ts'
import { signOut } from '../../../src/domain/logout/logout.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('Front-Channel Logout §2: the mark of a session names its clients’ frames, for a while', async (t) => {
  const server = await startServer(t)
  const metadata = { frontchannel_logout_uri: 'https://rp.example/front' }
  const browser = await givenApplication(server, { metadata })
  await givenTokens(server, browser)
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const { frames } = await signOut(deps, session)
  const mark = endedMark(deps, session)
  t.equal(frames.length, 1)
  t.same(await framesOfMark(deps, mark), frames)

  t.notMatch(mark, session.id.toString('hex'))
  t.notMatch(mark, frames[0]?.sid)
  const altered = `${mark.slice(0, -9)}AAAAAAAAA`
  for (const wrong of [undefined, '', 'x', altered, endedMark(deps, { id: Buffer.alloc(16) })]) {
    t.same(await framesOfMark(deps, wrong), [], String(wrong))
  }
  const other = await server.tenant('other')
  t.same(await framesOfMark(other, mark), [], 'of another tenant')
  t.same(await framesOfMark(other, endedMark(other, session)), [], 'a session of another tenant')

  server.clock.seconds += ENDED_MARK_TTL - 1
  t.same(await framesOfMark(deps, mark), frames)
  server.clock.seconds += 1
  t.same(await framesOfMark(deps, mark), [])
})
