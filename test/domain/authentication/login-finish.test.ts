import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { finishInteraction } from '../../../src/store/interactions.ts'
import { findPasscodeOfName } from '../../../src/store/passcodes.ts'
import type { InteractionRow } from '../../../src/store/schema.ts'
import { statement } from '../../../src/store/statement.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  answerTo,
  clientSide,
  enrolPasscode,
  givenEnrolled,
  PasscodeBrowser,
  PICTURE,
  PIN,
  WRONG_PIN,
} from '../../helpers/passcode.ts'

/** A start that waits for its finish, with the answer to it; `place` is what the client takes for true. */
async function started(browser: PasscodeBrowser, place: { origin?: string; client_id?: string } = {}) {
  const { uuid } = browser.deps.tenant
  const own = await clientSide(uuid)
  const start = await browser.start('ann', own.ke1)
  if (start.next !== 'prove') throw new Error(start.next)
  const { challenge } = start
  const binding = { challenge, interaction: browser.interaction, ...place }
  return { challenge, answer: await answerTo(uuid, own, start, binding) }
}

const findInteractionRow = statement<{ id: Buffer }, InteractionRow>((q, p) =>
  q.selectFrom('interaction').selectAll().where('id', '=', p.id),
)
const setStatus = statement((q, p: { status: 'active' | 'inactive' }) =>
  q.updateTable('user').set({ status: p.status }),
)
const interactionKey = (browser: PasscodeBrowser) => parseUuid(browser.interaction) ?? Buffer.alloc(0)
const lastRule = ({ notices }: TestServer) => notices.at(-1)?.rule

t.test('Core §3.1.2.3: who proves the passcode is signed in where it was asked', async (t) => {
  const server = await startServer(t)
  const ann = await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const outcome = await browser.signIn()

  t.match(outcome, { next: 'signed-in', url: `${server.issuer}/authorize/${browser.interaction}` })
  const session = await findSession(browser.deps, browser.session)
  t.match(session, { user_id: ann, auth_time: START, acr: 'urn:vignette:acr:passcode' })
  t.same(session?.amr, ['pwd', 'pin'])
  const row = await server.db.first(findInteractionRow, { id: interactionKey(browser) })
  t.same(row?.session_id, session?.id)
  t.match(server.notices.at(-1), { flow: 'passcode', step: 'signed-in', client_id: 'rp' })
  const passcode = await server.db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' })
  t.equal(passcode?.last_used_at, START)
})

t.test('RFC 8176 §2: amr says what went with the picture', async (t) => {
  const server = await startServer(t)
  const open = await server.tenant()
  const policy = { ...open.tenant.policy, methods: ['pattern' as const, 'none' as const] }
  const deps = { ...open, tenant: { ...open.tenant, policy } }
  const secrets = [
    { secret: { method: 'none' }, amr: ['pwd'] },
    { secret: { method: 'pattern', grid: 3, points: [0, 1, 2, 5, 8] }, amr: ['pwd', 'pin'] },
  ] as const
  for (const { secret, amr } of secrets) {
    const id = await givenPerson(server, secret.method)
    await enrolPasscode(deps, { id }, { picture: PICTURE, secret })
    const browser = await PasscodeBrowser.open(server)
    await browser.signIn(secret.method, secret)
    t.same((await findSession(deps, browser.session))?.amr, amr)
  }
})

t.test('RFC 9807 §6.3: a wrong PIN, an unknown name and a person made inactive get one answer', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  t.same(await browser.signIn('ann', WRONG_PIN), { next: 'no-match' })
  t.equal(lastRule(server), 'passcode-mismatch')
  t.same(await browser.signIn('nobody'), { next: 'no-match' })
  t.equal(lastRule(server), 'passcode-mismatch')
  await server.db.run(setStatus, { status: 'inactive' })
  t.same(await browser.signIn('ann'), { next: 'no-match' })
  t.equal(lastRule(server), 'passcode-mismatch')
})

t.test('Visual passcode: who was made inactive, or enrolled anew, in between is not signed in', async (t) => {
  const server = await startServer(t)
  const ann = await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const first = await started(browser)
  await server.db.run(setStatus, { status: 'inactive' })
  t.same(await browser.finish(first.challenge, first.answer), { next: 'no-match' })
  t.equal(lastRule(server), 'passcode-withdrawn')

  await server.db.run(setStatus, { status: 'active' })
  const second = await started(browser)
  await enrolPasscode(browser.deps, { id: ann }, { picture: PICTURE, secret: PIN })
  t.same(await browser.finish(second.challenge, second.answer), { next: 'no-match' })
  t.equal(browser.session, '')
})

t.test('RFC 9807 §6: of 20 finishes of one challenge at once one succeeds', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const { challenge, answer } = await started(browser)
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => browser.finish(challenge, answer)))
  t.equal(outcomes.filter(({ next }) => next === 'signed-in').length, 1)
  t.equal(outcomes.filter(({ next }) => next === 'no-match').length, 19)
})

t.test('RFC 9807 §6: a wrong answer spends the challenge', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const { challenge, answer } = await started(browser)
  t.same(await browser.finish(challenge, { ...answer, proof: '' }), { next: 'no-match' })
  t.same(await browser.finish(challenge, answer), { next: 'no-match' })
  t.equal(lastRule(server), 'challenge-unusable')
})

t.test('RFC 9807 §6: a challenge is alive for a minute', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const late = await started(browser)
  server.clock.seconds += 60
  t.same(await browser.finish(late.challenge, late.answer), { next: 'no-match' })
  const timely = await started(browser)
  server.clock.seconds += 59
  t.match(await browser.finish(timely.challenge, timely.answer), { next: 'signed-in' })
})

t.test('RFC 9807 §6.4: the proof is for one origin, client and interaction', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  for (const place of [{ origin: 'https://look-alike.example' }, { client_id: 'another' }]) {
    const { challenge, answer } = await started(browser, place)
    t.same(await browser.finish(challenge, answer), { next: 'no-match' })
  }
  const first = browser.interaction
  await browser.begin()
  const own = await clientSide(browser.deps.tenant.uuid)
  const start = await browser.start('ann', own.ke1, { interaction: first })
  if (start.next !== 'prove') throw new Error(start.next)
  const binding = { challenge: start.challenge, interaction: browser.interaction }
  const answer = await answerTo(browser.deps.tenant.uuid, own, start, binding)
  t.same(await browser.finish(start.challenge, answer), { next: 'no-match' })
})

t.test('Visual passcode: a challenge is of one browser and one tenant', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const { challenge, answer } = await started(browser)
  const foreign = await PasscodeBrowser.open(server, 'browser-2')
  t.same(await foreign.finish(challenge, answer), { next: 'no-match' })
  const other = await PasscodeBrowser.open(server, browser.name, {}, 'other')
  t.same(await other.finish(challenge, answer), { next: 'no-match' })
  t.same(await browser.finish('no challenge at all', answer), { next: 'no-match' })
  t.match(await browser.finish(challenge, answer), { next: 'signed-in' }, 'none of them has spent it')
})

t.test('Core §3.1.2.3: an interaction that was answered meanwhile shows its own page', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const { challenge, answer } = await started(browser)
  const now = server.clock.seconds
  await server.db.run(finishInteraction, { tenant_id: 'default', id: interactionKey(browser), now })
  const url = `${server.issuer}/authorize/${browser.interaction}`
  t.same(await browser.finish(challenge, answer), { next: 'show', url })
  t.equal(lastRule(server), 'interaction-finished')
})

t.test('Visual passcode: several people sign in with one browser, which knows them all', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await givenEnrolled(server, 'bob')
  const browser = await PasscodeBrowser.open(server)
  await browser.signIn('ann')
  const afterAnn = browser.known
  await browser.signIn('bob')
  t.equal(browser.known.split('~')[1], afterAnn, 'the newest first')
  const afterBob = browser.known
  const annsSession = browser.session
  await browser.signIn('ann')
  t.equal(browser.known, afterBob, 'nothing is rotated')
  t.equal(await findSession(browser.deps, annsSession), undefined, "another person's session ends")
})
