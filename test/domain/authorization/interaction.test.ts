import t from 'tap'
import { clientNetwork } from '../../../src/domain/authentication/client-address.ts'
import { chargeWindow } from '../../../src/domain/authentication/window-limit.ts'
import {
  cancelInteraction,
  findInteraction,
  startInteraction,
  startOwnInteraction,
  WAITING_LIMIT,
} from '../../../src/domain/authorization/interaction.ts'
import { startServer } from '../../helpers/fixtures.ts'

const BROWSER = 'b'.repeat(43)

const refused = { client_id: 'rp', return_to: undefined }

t.test(
  'Core §3.1.2.1: an interaction is found again by the browser that began it, with its parameters',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const id = await startInteraction(deps, 'rp', { scope: 'openid', ui_locales: ['de', 'fr'] }, BROWSER)
    const { fault, interaction } = { interaction: undefined, ...(await findInteraction(deps, id, BROWSER)) }
    t.equal(fault, undefined)
    t.match(interaction, {
      client_id: 'rp',
      parameters: { scope: 'openid', ui_locales: ['de', 'fr'] },
      received_at: server.clock.seconds,
      session_id: undefined,
      consented_session_id: undefined,
    })
  },
)

t.test('RFC 9700 §4.7: neither another browser nor another tenant goes on with it', async (t) => {
  const server = await startServer(t)
  const id = await startInteraction(await server.tenant(), 'rp', {}, BROWSER)
  const deps = await server.tenant()
  t.same(await findInteraction(deps, id, 'c'.repeat(43)), { ...refused, fault: 'foreign-browser' })
  t.same(await findInteraction(deps, id, undefined), { ...refused, fault: 'foreign-browser' })
  t.same(await findInteraction(await server.tenant('other'), id, BROWSER), {
    ...refused,
    fault: 'unknown',
    client_id: undefined,
  })
  t.match(await findInteraction(deps, 'no-uuid', BROWSER), { fault: 'unknown', client_id: undefined })
})

t.test('Interaction: a page of ours may be what waits, and no client can make one like it', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  for (const login_hint of ['ann', undefined]) {
    const id = await startOwnInteraction(deps, 'change', login_hint, BROWSER)
    const found = await findInteraction(deps, id, BROWSER)
    const parameters = { return_to: 'change', ...(login_hint && { login_hint }) }
    t.match(found, { interaction: { return_to: 'change', client_id: '', parameters } })
  }
  const id = await startInteraction(deps, 'rp', { return_to: 'change' }, BROWSER)
  const found = await findInteraction(deps, id, BROWSER)
  t.equal(found.fault === undefined && found.interaction.return_to, undefined)
})

t.test('Interaction: it waits for an hour', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const id = await startInteraction(deps, 'rp', {}, BROWSER)
  server.clock.seconds += 3599
  t.match(await findInteraction(deps, id, BROWSER), { fault: undefined })
  server.clock.seconds += 1
  t.same(await findInteraction(deps, id, BROWSER), { ...refused, fault: 'expired' })
  const own = await startOwnInteraction(deps, 'change', 'ann', BROWSER)
  server.clock.seconds += 3600
  const late = { fault: 'expired', client_id: '', return_to: 'change' }
  t.same(await findInteraction(deps, own, BROWSER), late)
})

t.test('RFC 6749 §4.1.2.1: cancelling answers access_denied, once however many ask', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const id = await startInteraction(deps, 'rp', {}, BROWSER)
  const found = await findInteraction(deps, id, BROWSER)
  if (found.fault !== undefined) throw new Error(found.fault)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => cancelInteraction(deps, found.interaction)),
  )
  t.equal(answers.filter((answer) => answer?.code === 'access_denied').length, 1)
  t.equal(answers.filter((answer) => answer === undefined).length, 19)
  t.match(await findInteraction(deps, id, BROWSER), { fault: 'cancelled' })
})

t.test(
  'RFC 6749 §4.1.2.1: one network begins no more than so many, and nobody else waits for it',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const from = (address: string) => ({ ...deps, requester: { address, user_agent: undefined } })
    const start = (address: string) => startInteraction(from(address), 'rp', {}, BROWSER)
    await start('192.0.2.7')
    const network = clientNetwork('192.0.2.7')
    await deps.db.transaction(async (tx) => {
      for (let each = 1; each < WAITING_LIMIT.most; each += 1) {
        await chargeWindow(deps, tx, WAITING_LIMIT, network)
      }
    })
    await t.rejects(start('192.0.2.7'), { code: 'temporarily_unavailable', reason: 'too-many-interactions' })
    await start('198.51.100.7')
    server.clock.seconds += WAITING_LIMIT.window
    await start('192.0.2.7')
  },
)
