/**
 * That an address is somebody's.
 */
import t from 'tap'
import {
  addressStanding,
  ensureVerification,
  sendVerification,
  sendVerificationAgain,
  verifyEmail,
} from '../../../src/domain/users/email-verification.ts'
import { requireUser } from '../../../src/domain/users/user-administration.ts'
import { START } from '../../helpers/fixtures.ts'
import { deliveredLinks, linkOf, linkScene, tokensOf } from '../../helpers/links.ts'
import { takeTrail } from '../../helpers/trail.ts'

const interaction_id = Buffer.alloc(16, 5)

/** Ann, whose address nobody has proved yet. */
async function scene(t: Parameters<typeof linkScene>[0]) {
  const { server, ann } = await linkScene(t)
  await server.db.execute('UPDATE "user" SET email_verified = 0')
  const deps = await server.tenant()
  const send = async () => {
    const user = await requireUser(deps, 'ann')
    await deps.db.transaction((tx) => sendVerification(deps, tx, user, interaction_id))
    const link = (await deliveredLinks(server))['ann@example.com'] ?? ''
    return { ...(await linkOf(server, link)), user_id: ann }
  }
  return { server, deps, send }
}

t.test('Core §5.1: a mailed link proves the address, once, within a day', async (t) => {
  const { server, deps, send } = await scene(t)
  const link = await send()
  t.match(link, { purpose: 'verify-email', interaction_id, expires_at: START + 24 * 3600 })
  t.match(await requireUser(deps, 'ann'), { email_verified: false })
  server.clock.seconds += 9
  t.equal(await verifyEmail(deps, link), true)
  t.match(await requireUser(deps, 'ann'), { email_verified: true, updated_at: START + 9 })
  t.equal(await verifyEmail(deps, link), false)
  t.same(await takeTrail(server), ['email-verified'])
})

t.test('Core §5.1: a link proves the address it was sent to, and no other', async (t) => {
  const { server, deps, send } = await scene(t)
  const link = await send()
  await server.db.execute(`UPDATE "user" SET email = 'ann@example.net'`)
  t.equal(await verifyEmail(deps, link), false)
  t.match(await requireUser(deps, 'ann'), { email: 'ann@example.net', email_verified: false })
})

t.test('Core §5.1: nothing is sent without an address, or without a server for mail', async (t) => {
  const { server, deps } = await scene(t)
  const user = await requireUser(deps, 'ann')
  const without = { ...deps, mail: { ...deps.mail, is_configured: false } }
  await deps.db.transaction((tx) => sendVerification(deps, tx, { ...user, email: undefined }, null))
  await deps.db.transaction((tx) => sendVerification(without, tx, user, null))
  t.same(await tokensOf(server), [])
})

t.test(
  'Core §5.1: who has to prove it is sent one link, and others when asked for, up to a limit',
  async (t) => {
    const { server, deps } = await scene(t)
    const user = await requireUser(deps, 'ann')
    await ensureVerification(deps, user, interaction_id)
    await ensureVerification(deps, user, interaction_id)
    t.equal((await tokensOf(server)).length, 1)
    await ensureVerification(deps, { ...user, email: 'ann@example.net' }, interaction_id)
    t.equal((await tokensOf(server)).length, 2, 'another address has had none')
    server.clock.seconds += 24 * 3600
    await ensureVerification(deps, user, interaction_id)
    t.equal((await tokensOf(server)).length, 3, 'the first one is too old')

    const again = () => sendVerificationAgain(deps, user, { address: '192.0.2.1', interaction_id })
    for (let count = 0; count < 5; count += 1) t.equal(await again(), undefined)
    t.equal(await again(), 900)
    t.equal((await tokensOf(server)).length, 8)
  },
)

t.test(
  'Core §5.1: where a tenant wants a proved address, some can prove theirs and some cannot',
  async (t) => {
    const { deps } = await scene(t)
    const wanting = {
      ...deps,
      tenant: { ...deps.tenant, policy: { ...deps.tenant.policy, require_verified_email: true } },
    }
    const unproved = { email: 'ann@example.com', email_verified: false }
    t.equal(addressStanding(deps, unproved), 'enough')
    t.equal(addressStanding(wanting, { ...unproved, email_verified: true }), 'enough')
    t.equal(addressStanding(wanting, unproved), 'to-be-proved')
    t.equal(addressStanding(wanting, { ...unproved, email: undefined }), 'cannot-be-proved')
    const without = { ...wanting, mail: { ...deps.mail, is_configured: false } }
    t.equal(addressStanding(without, unproved), 'cannot-be-proved')
  },
)
