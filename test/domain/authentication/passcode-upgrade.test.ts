import t from 'tap'
import {
  finishUpgrade,
  isOutdated,
  offerUpgrade,
  startUpgrade,
} from '../../../src/domain/authentication/passcode-upgrade.ts'
import { rotateServerKey } from '../../../src/domain/authentication/server-key.ts'
import { findSession } from '../../../src/domain/authentication/session.ts'
import * as client from '../../../src/passcode/opaque-client.ts'
import { UnsealError } from '../../../src/primitives/sealing.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { listKnownBrowsers } from '../../../src/store/known-browsers.ts'
import { findPasscodeOfName } from '../../../src/store/passcodes.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  clientSide,
  enrolPasscode,
  givenEnrolled,
  PasscodeBrowser,
  PICTURE,
  PIN,
} from '../../helpers/passcode.ts'

const find = async ({ db }: TestServer) => {
  const row = await db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' })
  if (!row) throw new Error('no passcode')
  return row
}

/** A policy for `default` from now on. */
async function setPolicy({ db }: TestServer, policy: object): Promise<void> {
  await db.execute(`UPDATE tenant SET policy = '${JSON.stringify(policy)}' WHERE id = 'default'`)
  await db.run(bumpConfigVersion, {})
}

/** Signs in, and does what the browser does with the ticket. */
async function signIn(browser: PasscodeBrowser) {
  await browser.begin()
  const outcome = await browser.signIn()
  if (outcome.next !== 'signed-in') throw new Error(outcome.next)
  return outcome.upgrade
}

/** The first step with what the client makes of it; the second is the caller's. */
async function started({ deps, name }: PasscodeBrowser, ticket: string | undefined) {
  const { uuid: tenant_uuid } = deps.tenant
  const { password } = await clientSide(tenant_uuid)
  const { request, client_state } = client.startRegistration(password)
  const begun = await startUpgrade(deps, { ticket: ticket ?? '', request, browser: name })
  if (!begun) return undefined
  const { response, ksf } = begun
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const terms = { password, tenant_uuid, key_stretching, client_state, response }
  return { ...begun, browser: name, record: client.finishRegistration(terms).record }
}

t.test('RFC 9807 §10.8: what is outdated, and what is only different', async (t) => {
  const now = { suite: 1, secret_version: 1, server_key_generation: 2, ksf_m: 65_536, ksf_t: 3, ksf_p: 1 }
  const policy = { ksf_m: 65_536, ksf_t: 3 }
  const is = (changes: object) => isOutdated({ ...now, ...changes }, policy, 2)
  t.equal(is({}), false)
  for (const changes of [
    { suite: 0 },
    { secret_version: 0 },
    { server_key_generation: 1 },
    { ksf_m: 19_456 },
    { ksf_t: 2 },
    { ksf_m: 131_072, ksf_t: 2 },
  ]) {
    t.equal(is(changes), true, JSON.stringify(changes))
  }
  t.equal(is({ ksf_m: 131_072, ksf_t: 4 }), false, 'stronger stays')
  t.equal(is({ server_key_generation: 3 }), false, 'another process has a newer key already')
})

t.test('RFC 9807 §5: who signs in under an older key is enrolled under the new one', async (t) => {
  const server = await startServer(t)
  const ann = await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  t.equal(await signIn(browser), undefined, 'nothing to do')
  const before = await find(server)
  const { known, session } = browser

  await rotateServerKey(browser.deps)
  Object.assign(browser, { deps: await server.tenant() })
  server.clock.seconds += 5
  const offer = await started(browser, await signIn(browser))
  if (!offer) throw new Error('no upgrade')
  t.same(offer.ksf, { m: 19_456, t: 2, p: 1 })
  t.equal(await finishUpgrade(browser.deps, offer), true)

  const after = await find(server)
  t.match(after, { server_key_generation: 2, created_at: before.created_at, last_used_at: START + 5 })
  t.notSame(after.id, before.id, 'another credential identifier, for another OPRF key')
  t.equal(browser.known, known, 'the browser is known still')
  t.equal((await server.db.all(listKnownBrowsers, { tenant_id: 'default', user_id: ann })).length, 1)
  t.not(browser.session, session)
  t.ok(await findSession(browser.deps, browser.session), 'and the session goes on')
  t.equal(await signIn(browser), undefined, 'the passcode is as before, and up to date')
})

t.test('RFC 9807 §10.8: stronger key stretching is taken up in the same way', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setPolicy(server, { ksf_m: 20_480, ksf_t: 3 })
  const browser = await PasscodeBrowser.open(server)
  const offer = await started(browser, await signIn(browser))
  t.same(offer?.ksf, { m: 20_480, t: 3, p: 1 })
  if (offer) await finishUpgrade(browser.deps, offer)
  t.match(await find(server), { ksf_m: 20_480, ksf_t: 3, server_key_generation: 1 })
  t.equal(await signIn(browser), undefined)
  await setPolicy(server, { ksf_m: 19_456, ksf_t: 2 })
  Object.assign(browser, { deps: await server.tenant() })
  t.equal(await signIn(browser), undefined, 'and nobody is made weaker')
})

t.test('Visual passcode: of many upgrades of one sign-in one is kept', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setPolicy(server, { ksf_m: 20_480, ksf_t: 2 })
  const browser = await PasscodeBrowser.open(server)
  const ticket = await signIn(browser)
  const offers = await Promise.all([started(browser, ticket), started(browser, ticket)])
  const outcomes = await Promise.all(
    [...offers, ...offers].map((offer) => offer && finishUpgrade(browser.deps, offer)),
  )
  t.same(outcomes.toSorted(), [false, false, false, true])
  t.equal(await started(browser, ticket), undefined, 'and the ticket is spent')
  t.equal(await signIn(browser), undefined)
})

t.test('Visual passcode: an upgrade is of one browser, tenant, step and minute', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setPolicy(server, { ksf_m: 20_480, ksf_t: 2 })
  const browser = await PasscodeBrowser.open(server)
  const ticket = await signIn(browser)
  const offer = await started(browser, ticket)
  if (!offer || ticket === undefined) throw new Error('no upgrade')
  const { deps } = browser
  const foreign = await PasscodeBrowser.open(server, 'browser-2')
  const other = await PasscodeBrowser.open(server, browser.name, {}, 'other')
  t.equal(await started(foreign, ticket), undefined)
  t.equal(await started(other, ticket), undefined)
  t.equal(await started(browser, offer.ticket), undefined, 'the ticket of the second step')
  t.equal(await finishUpgrade(deps, { ...offer, browser: 'browser-2' }), false)
  t.equal(await finishUpgrade(other.deps, offer), false)
  t.equal(await finishUpgrade(deps, { ...offer, ticket }), false, 'the ticket of the first step')
  t.equal(await finishUpgrade(deps, { ...offer, ticket: 'no ticket at all' }), false)

  const malformed = { code: 'invalid_request' }
  await t.rejects(startUpgrade(deps, { ticket, request: '!', browser: browser.name }), malformed)
  await t.rejects(finishUpgrade(deps, { ...offer, record: 'AAAA' }), malformed)
  server.clock.seconds += 59
  t.ok(await started(browser, ticket))
  server.clock.seconds += 1
  t.equal(await started(browser, ticket), undefined, 'a minute is over')
  t.equal(await finishUpgrade(deps, offer), false)
})

t.test('Visual passcode: who enrolled anew in between, or was made inactive, keeps that', async (t) => {
  const server = await startServer(t)
  const id = await givenEnrolled(server)
  await setPolicy(server, { ksf_m: 20_480, ksf_t: 2 })
  const browser = await PasscodeBrowser.open(server)
  const ticket = await signIn(browser)
  const offer = await started(browser, ticket)
  if (!offer) throw new Error('no upgrade')
  await enrolPasscode(browser.deps, { id }, { picture: PICTURE, secret: PIN })
  const own = await find(server)
  t.equal(await finishUpgrade(browser.deps, offer), false)
  t.equal(await started(browser, ticket), undefined)
  t.same(await find(server), own)

  const next = offerUpgrade(browser.deps, own, 'pin', browser.name)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.equal(await started(browser, next), undefined)
})

t.test('Visual passcode: a fault of ours is not taken for a bad ticket', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const secrets = {
    ...deps.secrets,
    open: () => {
      throw new RangeError('out of range')
    },
  }
  const asked = { ticket: '', record: '', browser: '' }
  await t.rejects(finishUpgrade({ ...deps, secrets }, asked), RangeError)
  t.not(RangeError, UnsealError)
})
