import t from 'tap'
import { findInteraction, startInteraction } from '../../../src/domain/authorization/interaction.ts'
import { findRedirectTarget } from '../../../src/domain/authorization/redirect-target.ts'
import { DEPARTURE_LIMIT, departToUpstream } from '../../../src/domain/connections/departure.ts'
import { statement } from '../../../src/store/statement.ts'
import { REQUEST } from '../../helpers/authorization.ts'
import { connectionScene, depart } from '../../helpers/connections.ts'

const allRequests = statement((q) => q.selectFrom('upstream_request').selectAll())
const fillWindow = statement((q, p: { pool: string; starts: number }) =>
  q.updateTable('attempt').set({ starts: p.starts }).where('pool', '=', p.pool),
)

t.test(
  'RFC 9700 §4.7: what a browser is sent with is bound to it, and cannot be made of what is kept',
  async (t) => {
    const scene = await connectionScene(t)
    const sent = new URL(await depart(scene)).searchParams
    const [row] = await scene.server.db.all(allRequests, {})
    t.match(row, { connection_id: 'corporate', max_age: null, used_at: null })
    t.equal(row?.expires_at, scene.server.clock.seconds + 600)
    const kept = Object.values(row ?? {}).flatMap((value) =>
      Buffer.isBuffer(value) ? [value.toString('base64url'), value.toString('hex')] : [String(value)],
    )
    for (const name of ['state', 'nonce', 'code_challenge']) {
      t.notOk(
        kept.some((value) => value.includes(String(sent.get(name)))),
        name,
      )
    }
    const second = new URL(await depart(scene)).searchParams
    for (const name of ['state', 'nonce', 'code_challenge']) t.not(sent.get(name), second.get(name), name)
  },
)

t.test('RFC 6585 §4: so many from a network, and no more', async (t) => {
  const scene = await connectionScene(t)
  const { server, browser } = scene
  await depart(scene)
  const { pool, most: starts } = DEPARTURE_LIMIT
  await server.db.run(fillWindow, { pool, starts })
  const start = await browser.authorize({ connection: 'corporate' })
  const page = await browser.get(String(start.headers['location']))
  t.equal(page.statusCode, 502)
  t.match(page.body, 'data-error="temporarily_unavailable"')
  t.match(server.notices.at(-1), { flow: 'connection', rule: 'too-many-departures' })
  t.equal((await server.db.all(allRequests, {})).length, 1)
})

t.test('Core §3.1.2.1: without a network, as in a command, nothing is counted', async (t) => {
  const { server, provider } = await connectionScene(t)
  const deps = await server.tenant()
  const id = await startInteraction(deps, 'rp', { ...REQUEST, connection: 'corporate' }, 'browser')
  const { interaction } = (await findInteraction(deps, id, 'browser')) as Extract<
    Awaited<ReturnType<typeof findInteraction>>,
    { fault: undefined }
  >
  const target = await findRedirectTarget(deps, interaction.parameters)
  const url = await departToUpstream(deps, { interaction, target, browser: 'browser' }, undefined)
  t.match(url, `${provider.issuer}/authorize?theirs=1&`)
})
