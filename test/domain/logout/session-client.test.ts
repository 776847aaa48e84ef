import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { findClient } from '../../../src/domain/clients/client.ts'
import { findSessionOfSid, sidClaim } from '../../../src/domain/logout/session-client.ts'
import { endSession } from '../../../src/domain/logout/session-end.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { answerOf } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import {
  claimsOf,
  givenApplication,
  givenClient,
  givenTokens,
  refreshing,
  request,
} from '../../helpers/given.ts'
import { allSessionClients } from '../../helpers/logout.ts'

const SESSION = 'vignette.default.session'
const metadata = { backchannel_logout_uri: 'https://rp.example/back' }
const front = { frontchannel_logout_uri: 'https://rp.example/front' }

t.test(
  'Back-Channel Logout §2.1: sid is in the ID tokens of a client that wants to hear of a logout, the same in each',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata })
    const first = await givenTokens(server, browser)
    const { sid } = claimsOf(first.id_token)
    t.match(sid, /^[\w-]{22}$/)
    t.notOk(browser.cookies.get(SESSION)?.includes(String(sid)), 'and nothing of the cookie')
    const second = await givenTokens(server, browser)
    t.equal(claimsOf(second.id_token)['sid'], sid)
    const refreshed = await request(server, refreshing(second.refresh_token))
    t.equal(claimsOf(refreshed.id_token)['sid'], sid)
    const session = await findSession(await server.tenant(), browser.cookies.get(SESSION))
    t.match(await server.db.all(allSessionClients, {}), [
      {
        id: Buffer.from(String(sid), 'base64url'),
        session_id: session?.id,
        client_id: 'rp',
        sub: session && uuidText(session.user_id),
        back_channel: 1,
      },
    ])
  },
)

t.test('Front-Channel Logout §3: likewise; each client has a sid of its own', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: front })
  await givenClient(server, { client_id: 'second', metadata })
  const { sid } = claimsOf((await givenTokens(server, browser)).id_token)
  t.match(sid, /^[\w-]{22}$/)
  t.ok(answerOf(await browser.authorize({ client_id: 'second' }))['code'])
  const rows = await server.db.all(allSessionClients, {})
  t.match(rows, [
    { client_id: 'rp', back_channel: 0 },
    { client_id: 'second', back_channel: 1 },
  ])
  t.notSame(rows[0]?.id, rows[1]?.id)
  t.same(rows[0]?.session_id, rows[1]?.session_id)
})

t.test(
  'Back-Channel Logout §2.1: a client without such an address gets no sid, and nothing is kept',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server)
    t.notOk('sid' in claimsOf((await givenTokens(server, browser)).id_token))
    t.same(await server.db.all(allSessionClients, {}), [])
  },
)

t.test('Back-Channel Logout §2.1: what is granted without a session has no sid', async (t) => {
  const server = await startServer(t)
  await givenClient(server, { metadata })
  const deps = await server.tenant()
  const client = await findClient(deps, 'rp')
  if (!client) throw new Error('no client')
  t.same(sidClaim(deps, client, null), {})
})

t.test(
  'Back-Channel Logout §2.1: a sid leads to its live session, for its client in its tenant',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata })
    const sid = String(claimsOf((await givenTokens(server, browser)).id_token)['sid'])
    const deps = await server.tenant()
    const found = await findSessionOfSid(deps, 'rp', sid)
    t.same(found, await findSession(deps, browser.cookies.get(SESSION)))
    t.equal(await findSessionOfSid(deps, 'rp', undefined), undefined)
    t.equal(await findSessionOfSid(deps, 'rp', 'nonsense'), undefined)
    t.equal(await findSessionOfSid(deps, 'rival', sid), undefined)
    t.equal(await findSessionOfSid(await server.tenant('other'), 'rp', sid), undefined)
    server.clock.seconds += 86_400
    t.equal(await findSessionOfSid(deps, 'rp', sid), undefined, 'idle for too long')
    server.clock.seconds -= 86_400
    if (found) await deps.db.transaction((tx) => endSession(deps, tx, found))
    t.equal(await findSessionOfSid(deps, 'rp', sid), undefined, 'ended')
  },
)

t.test('Core §8.1: a pairwise client is told of the end by the name it knows the person by', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { ...metadata, subject_type: 'pairwise' } })
  const { id_token = '' } = await givenTokens(server, browser)
  const [told] = await server.db.all(allSessionClients, {})
  t.equal(told?.sub, claimsOf(id_token)['sub'])
  const asked = new URLSearchParams({ id_token_hint: id_token })
  const reply = await browser.get(`/api/oidc/default/logout?${asked}`)
  t.match(reply.body, /You’re signed out/, 'and its hint names her')
})
