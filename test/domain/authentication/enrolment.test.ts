import t from 'tap'
import { newPasscodeRow, startRegistration } from '../../../src/domain/authentication/enrolment.ts'
import * as client from '../../../src/passcode/opaque-client.ts'
import { findPasscodeOfName } from '../../../src/store/passcodes.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { enrolPasscode, givenEnrolled, PasscodeBrowser, PICTURE, PIN } from '../../helpers/passcode.ts'

const ANN = { tenant_id: 'default', username_key: 'ann' }
const NEW_PIN = { method: 'pin', digits: '777123' } as const

t.test('RFC 9807 §5: what is kept of a passcode', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const row = await server.db.first(findPasscodeOfName, ANN)
  t.match(row, {
    suite: 1,
    secret_version: 1,
    server_key_generation: 1,
    ksf_m: 19_456,
    ksf_t: 2,
    ksf_p: 1,
    created_at: START,
    last_used_at: null,
  })
})

t.test(
  'Visual passcode: a new passcode takes the place of the old one and ends known browsers',
  async (t) => {
    const server = await startServer(t)
    const id = await givenEnrolled(server)
    const old = await server.db.first(findPasscodeOfName, ANN)
    const browser = await PasscodeBrowser.open(server)
    await browser.signIn()
    const known = browser.known
    await enrolPasscode(browser.deps, { id }, { picture: PICTURE, secret: NEW_PIN })

    t.match(await browser.signIn('ann', PIN), { next: 'no-match' })
    t.match(await browser.signIn('ann', NEW_PIN), { next: 'signed-in' })
    t.not(browser.known, known, 'the browser had to become known again')
    t.equal(browser.known.split('~').length, 1)
    t.notSame((await server.db.first(findPasscodeOfName, ANN))?.id, old?.id, 'a new identifier')
  },
)

t.test('Visual passcode: two enrolments of one person at once leave one passcode', async (t) => {
  const server = await startServer(t)
  const id = await givenPerson(server, 'ann')
  const deps = await server.tenant()
  await Promise.all([PIN, NEW_PIN].map((secret) => enrolPasscode(deps, { id }, { picture: PICTURE, secret })))
  const browser = await PasscodeBrowser.open(server)
  const outcomes = [(await browser.signIn('ann', PIN)).next, (await browser.signIn('ann', NEW_PIN)).next]
  t.same(outcomes.sort(), ['no-match', 'signed-in'])
})

t.test('RFC 9807 §5.2: requests and records that are not of the form are invalid_request', async (t) => {
  const server = await startServer(t)
  const id = await givenPerson(server, 'ann')
  const deps = await server.tenant()
  await client.ready
  const refused = (reason: string) => ({ code: 'invalid_request', reason })
  await t.rejects(startRegistration(deps, 'AAAA'), refused('registration-request-malformed'))
  const registration = await startRegistration(deps, client.startRegistration('password').request)
  for (const length of [0, 191, 193]) {
    const record = Buffer.alloc(length).toString('base64url')
    const made = { record, method: 'pin' } as const
    t.throws(() => newPasscodeRow(deps, { id }, registration, made), refused('registration-record-malformed'))
  }
})
