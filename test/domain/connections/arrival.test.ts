import t from 'tap'
import { arriveFromUpstream } from '../../../src/domain/connections/arrival.ts'
import { deleteConnection } from '../../../src/domain/connections/connection-administration.ts'
import { parseParameters } from '../../../src/domain/parameters.ts'
import { findUpstreamAccount, insertUpstreamAccount } from '../../../src/store/upstream-accounts.ts'
import { answerOf, type Browser, givenPerson } from '../../helpers/authorization.ts'
import {
  allSessions,
  allUpstreamAccounts,
  allUsers,
  type ConnectionScene,
  connectionScene,
  connectionSceneOn,
  depart,
  onwardOf,
  visit,
} from '../../helpers/connections.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, testConfig } from '../../helpers/fixtures.ts'
import { upstreamAccountRow } from '../../helpers/store-rows.ts'
import { takeTrail } from '../../helpers/trail.ts'
import { REACHES_PROVIDER } from '../../helpers/upstream-provider.ts'

const onward = async ({ browser }: ConnectionScene, back: { headers: Record<string, unknown> }) =>
  answerOf(await browser.get(onwardOf(back)))

/** As the route hands it on. */
const returnTo = (browser: Browser, url: string): Parameters<typeof arriveFromUpstream>[1] => ({
  connection_id: 'corporate',
  parameters: parseParameters(new URL(url).search),
  browser: browser.cookies.get('vignette.default.browser') ?? '',
  session: undefined,
})

t.test('Core §5.7: who comes again is the same person, with the claims of now', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, provider, browser } = scene
  provider.lies.id_token = { preferred_username: 'ann', name: 'Ann' }
  t.ok((await onward(scene, await visit(scene)))['code'])
  browser.cookies.clear()
  server.clock.seconds += 100
  provider.lies.id_token = { preferred_username: 'renamed', name: 'Ann Lee' }
  t.ok((await onward(scene, await visit(scene)))['code'])
  t.match(await server.db.all(allUsers, {}), [
    { username: 'ann', claims: '{"name":"Ann Lee"}', updated_at: START + 100 },
  ])
  t.same(await takeTrail(server), [
    'connection-created {"connection":"corporate"}',
    'sign-in {"connection":"corporate"}',
    'sign-up {"connection":"corporate"}',
  ])
  t.match(await server.db.all(allUpstreamAccounts, {}), [{ created_at: START, last_used_at: START + 100 }])
  browser.cookies.clear()
  server.clock.seconds += 100
  await visit(scene)
  t.match(await server.db.all(allUsers, {}), [{ updated_at: START + 100 }], 'nothing new is nothing written')
})

t.test('Core §5.3: userinfo tells of the person too, and the ID token stands above it', async (t) => {
  const scene = await connectionScene(t, {
    create_people: true,
    token_endpoint_auth_method: 'client_secret_post',
  })
  const { server, provider } = scene
  provider.lies.userinfo = { sub: 'ann there', name: 'By userinfo', preferred_username: 'by-userinfo' }
  provider.lies.id_token = { preferred_username: 'by-id-token' }
  await visit(scene)
  t.match(await server.db.all(allUsers, {}), [{ username: 'by-id-token', claims: '{"name":"By userinfo"}' }])
  t.same(provider.authenticated, ['post'])
})

t.test('Core §5.1: an address is as verified as it is said beside it', async (t) => {
  for (const [email, rule] of [
    ['ada@example.com', 'upstream-email-unverified'],
    ['eve@example.com', undefined],
  ] as const) {
    const scene = await connectionScene(t, { link_by: 'email' })
    const { server, provider } = scene
    const user_id = await givenPerson(server, email.replace(/@.*/, ''))
    provider.lies.userinfo = { sub: 'ann there', email: 'eve@example.com', email_verified: true }
    provider.lies.id_token = { email }
    const page = await visit(scene)
    t.equal(page.statusCode, rule === undefined ? 200 : 403)
    t.match(server.notices.at(-1), { rule })
    t.same(
      (await server.db.all(allUpstreamAccounts, {})).map((account) => account.user_id),
      rule === undefined ? [user_id] : [],
    )
    const linked = 'sign-in {"connection":"corporate","linked":true}'
    const [made, ...more] = await takeTrail(server)
    t.match(made, /^connection-created/)
    t.same(more, rule === undefined ? [linked] : [])
  }
})

t.test('RFC 6749 §2.3.1: a secret is sent as the provider wants it, or none', async (t) => {
  const basic = await connectionScene(t, { create_people: true })
  await visit(basic)
  t.same(basic.provider.authenticated, ['basic'])
  const none = await connectionScene(t, { create_people: true, token_endpoint_auth_method: 'none' })
  await visit(none)
  t.same(none.provider.authenticated, ['none'])
})

t.test('Core §5.7, §16.11: an address that is not verified there takes no account over', async (t) => {
  const scene = await connectionScene(t, { create_people: true, link_by: 'email' })
  const { server, provider, browser } = scene
  await givenPerson(server, 'ada')
  provider.lies.id_token = { email: 'ada@example.com', email_verified: false }
  const page = await visit(scene)
  t.equal(page.statusCode, 403)
  t.match(page.body, '<h1>Confirm your email address first</h1>')
  t.match(server.notices.at(-1), { rule: 'upstream-email-unverified' })
  t.same(await server.db.all(allSessions, {}), [])
  t.equal(browser.cookies.has('vignette.default.session'), false)
})

t.test('Core §5.7: an account that is somebody’s there does not become another one’s', async (t) => {
  const scene = await connectionScene(t, { create_people: true, link_by: 'email' })
  const { server, provider } = scene
  const user_id = await givenPerson(server, 'ada')
  await server.db.run(
    insertUpstreamAccount,
    upstreamAccountRow({ user_id, subject: 'who had the address before' }),
  )
  provider.lies.id_token = { email: 'ada@example.com', email_verified: true }
  const page = await visit(scene)
  t.equal(page.statusCode, 403)
  t.match(server.notices.at(-1), { rule: 'upstream-account-taken' })
  t.same(await server.db.all(allSessions, {}), [])
  t.match(await server.db.all(allUpstreamAccounts, {}), [{ subject: 'who had the address before' }])
})

await onBothDatabases(
  t,
  'Core §5.7: of several first visits at the same time one makes the account, and the next finds it',
  async (t, db) => {
    const server = await serverOn(db, testConfig(REACHES_PROVIDER))
    t.teardown(() => server.app.close())
    const scene = await connectionSceneOn(t, server, { create_people: true })
    const { provider, browser } = scene
    const urls: string[] = []
    for (let index = 0; index < 5; index += 1) urls.push(provider.signIn(await depart(scene)))
    const deps = await server.tenant()
    const arrive = (url: string) => arriveFromUpstream(deps, returnTo(browser, url))
    const outcomes = await Promise.all(urls.map(arrive))
    const signed_in = outcomes.filter(({ next }) => next === 'signed-in').length
    t.ok(signed_in > 0)
    const people = await db.all(allUsers, {})
    t.equal(people.length, 1, 'what the others wrote is undone')
    t.equal((await db.all(allSessions, {})).length, signed_in)
    t.match(await db.all(allUpstreamAccounts, {}), [{ user_id: people[0]?.id }])
    const later = provider.signIn(await depart(scene))
    const twice = await Promise.allSettled([arrive(later), arrive(later)])
    t.same(twice.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    t.equal((await db.all(allUsers, {})).length, 1)
  },
)

t.test('Core §5.7: an account that was taken meanwhile is told of, and nothing is written', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, provider, browser } = scene
  const url = provider.signIn(await depart(scene))
  const deps = await server.tenant()
  const other = await givenPerson(server, 'other')
  // Between what is read and what is written somebody else is.
  const db = {
    ...deps.db,
    transaction: async (work: Parameters<typeof deps.db.transaction>[0]) => {
      await deps.db.run(insertUpstreamAccount, upstreamAccountRow({ user_id: other }))
      return deps.db.transaction(work)
    },
  } as typeof deps.db
  const outcome = await arriveFromUpstream({ ...deps, db }, returnTo(browser, url))
  t.match(outcome, { next: 'refused', refusal: { code: 'access_denied', reason: 'upstream-account-taken' } })
  t.match(await server.db.all(allUsers, {}), [{ username: 'other' }])
  const key = { tenant_id: 'default', connection_id: 'corporate', subject: 'ann there' }
  t.match(await server.db.first(findUpstreamAccount, key), { user_id: other })
})

t.test(
  'Core §3.1.2.1: prompt=login and max_age are asked there, and auth_time is the session’s',
  async (t) => {
    const scene = await connectionScene(t, { create_people: true })
    const { server, provider, browser } = scene
    const asked = async (parameters: Record<string, string>) =>
      Object.fromEntries(new URL(await depart(scene, parameters)).searchParams)
    t.match(await asked({ prompt: 'login' }), { prompt: 'login', max_age: '0' })
    t.match(await asked({ prompt: 'select_account consent' }), { prompt: 'select_account' })
    t.match(await asked({ max_age: '90' }), { max_age: '90' })
    t.equal((await asked({ prompt: 'consent' }))['prompt'], undefined)
    provider.lies.id_token = { auth_time: START - 50 }
    t.ok(
      (await onward(scene, await visit(scene, { max_age: '30' })))['code'],
      'within a minute clocks may differ',
    )
    t.match(await server.db.all(allSessions, {}), [{ auth_time: START - 50 }])
    t.match((await browser.authorize({ max_age: '40' })).headers['location'], /\/sign-in\//)
    provider.lies.id_token = { auth_time: START + 3000 }
    t.ok((await onward(scene, await visit(scene, { prompt: 'login' })))['code'])
    t.match(
      await server.db.all(allSessions, {}),
      [{ auth_time: START }],
      'a clock that is ahead counts as now',
    )
    provider.lies.id_token = { auth_time: -5 }
    await visit(scene, { prompt: 'select_account' })
    t.match(await server.db.all(allSessions, {}), [{ auth_time: START }])
  },
)

t.test('Core §3.1.2.3: another person’s session in the browser ends, the own one goes on', async (t) => {
  const scene = await connectionScene(t, { link_by: 'preferred_username' })
  const { server, provider, browser } = scene
  const ada = await givenPerson(server, 'ada')
  await browser.signIn(ada)
  provider.lies.id_token = { preferred_username: 'ada' }
  await visit(scene)
  const [own, ...more] = await server.db.all(allSessions, {})
  t.match(own, { user_id: ada, connection_id: 'corporate', acr: 'urn:vignette:acr:connection', amr: 'fed' })
  t.same(more, [])
  const bob = await givenPerson(server, 'bob')
  await browser.signIn(bob)
  provider.lies.id_token = { preferred_username: 'ada' }
  await visit(scene)
  const ended = (await server.db.all(allSessions, {})).filter(({ user_id }) => user_id.equals(bob))
  t.match(ended, [{ ended_at: START, connection_id: null }])
})

t.test('Connections: one that is gone when the person comes back is not known', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, provider, browser } = scene
  const url = provider.signIn(await depart(scene))
  await deleteConnection(await server.tenant(), 'corporate')
  const page = await browser.get(url)
  t.equal(page.statusCode, 400)
  t.match(server.notices.at(-1), { rule: 'upstream-state-unknown' })
})

t.test('RFC 6749 §5.2: what is our own fault is no refusal', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, provider, browser } = scene
  const again = provider.signIn(await depart(scene))
  await server.db.execute(`UPDATE connection SET secret_sealed = x'00'`)
  await server.db.execute(`UPDATE config_version SET version = version + 1`)
  t.equal((await browser.get(again)).statusCode, 500)
  const start = await browser.authorize({ connection: 'corporate' })
  t.equal((await browser.get(String(start.headers['location']))).statusCode, 500)
})

t.test(
  'Core §3.1.2.3: who comes back to a request that waits no longer is told so, and not signed in',
  async (t) => {
    const scene = await connectionScene(t, { create_people: true })
    const { server, provider, browser } = scene
    const start = await browser.authorize({ connection: 'corporate' })
    server.clock.seconds += 3500
    const departed = await browser.get(String(start.headers['location']))
    server.clock.seconds += 200
    const back = await browser.get(provider.signIn(departed.headers['location']))
    t.equal(back.statusCode, 303)
    t.match((await browser.get(String(back.headers['location']))).body, 'data-error="interaction-expired"')
    t.equal(provider.asked.includes('/token'), false)
    t.same(await server.db.all(allSessions, {}), [])
  },
)
