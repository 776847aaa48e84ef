import t from 'tap'
import {
  ENROLMENT_TTL,
  type EnrolmentTerms,
  enrolmentUrl,
  findEnrolment,
  startEnrolment,
} from '../../../src/domain/enrolment/enrolment.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { finishEnrolment } from '../../../src/store/enrolments.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'

const BROWSER = 'b'.repeat(43)
const TERMS: EnrolmentTerms = {
  purpose: 'sign-up',
  browser: BROWSER,
  interaction_id: null,
  user_id: null,
  email: null,
}

async function given(server: TestServer, changes: Partial<EnrolmentTerms> = {}) {
  const deps = await server.tenant()
  return deps.db.transaction((tx) => startEnrolment(deps, tx, { ...TERMS, ...changes }))
}

t.test('Visual passcode: an enrolment is the right of one browser, in one tenant', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const id = await given(server, { email: 'ann@example.com' })
  t.match(await findEnrolment(deps, id, BROWSER), {
    fault: undefined,
    enrolment: { purpose: 'sign-up', email: 'ann@example.com', registration: null, finished_at: null },
  })
  for (const browser of ['', 'c'.repeat(43), undefined]) {
    t.same(await findEnrolment(deps, id, browser), { fault: 'foreign-browser', enrolment: undefined })
  }
  const unknown = { fault: 'unknown', enrolment: undefined }
  t.same(await findEnrolment(await server.tenant('other'), id, BROWSER), unknown)
  t.same(await findEnrolment(deps, 'no-uuid', BROWSER), unknown)
  t.same(await findEnrolment(deps, '00112233-4455-6677-8899-aabbccddeeff', BROWSER), unknown)
  t.equal(enrolmentUrl(server.issuer, id), `${server.issuer}/enrol/${id}`)
})

t.test('Visual passcode: an enrolment waits for an hour, also when the clock goes back one', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const id = await given(server)
  server.clock.seconds -= 3600
  t.match(await findEnrolment(deps, id, BROWSER), { fault: undefined })
  server.clock.seconds = START + ENROLMENT_TTL - 1
  t.match(await findEnrolment(deps, id, BROWSER), { fault: undefined })
  server.clock.seconds += 1
  t.match(await findEnrolment(deps, id, BROWSER), { fault: 'expired', enrolment: { purpose: 'sign-up' } })
})

t.test('Visual passcode: one that is finished says so', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const text = await given(server)
  const id = parseUuid(text) ?? Buffer.alloc(0)
  await deps.db.first(finishEnrolment, { tenant_id: 'default', id, now: START })
  t.match(await findEnrolment(deps, text, BROWSER), { fault: 'finished', enrolment: { finished_at: START } })
})

t.test('Visual passcode: where passcodes are second steps a mail alone makes no new one', async (t) => {
  const server = await startServer(t)
  const user_id = await givenPerson(server, 'ann')
  await givenPolicy(server, {}, '2fa')
  const deps = await server.tenant()
  const by_mail = await given(server, { purpose: 'recovery', user_id, email: 'ann@example.com' })
  t.match(await findEnrolment(deps, by_mail, BROWSER), { fault: 'first-factor-missing' })
  const by_code = await given(server, { purpose: 'recovery', user_id, recovery_code_hash: Buffer.alloc(32) })
  const invited = await given(server, { purpose: 'invitation', user_id })
  for (const id of [by_code, invited]) t.match(await findEnrolment(deps, id, BROWSER), { fault: undefined })
})
