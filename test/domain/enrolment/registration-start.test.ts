import t from 'tap'
import { startEnrolledRegistration } from '../../../src/domain/enrolment/registration-start.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import type { Db } from '../../../src/store/database.ts'
import { finishEnrolment } from '../../../src/store/enrolments.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../../helpers/enrolment.ts'
import { START, startServer } from '../../helpers/fixtures.ts'

t.test('RFC 9807 §5.2.2: an enrolment that is finished meanwhile answers no first step', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  await givenPolicy(server)
  const browser = new EnrolBrowser(server)
  await browser.openSignUp()
  const deps = await server.tenant()
  const id = parseUuid(browser.ticket) ?? Buffer.alloc(0)
  // Another tab is done between the look at the enrolment and the answer.
  const transaction: Db['transaction'] = async (work) => {
    const outcome = await deps.db.transaction(work)
    await deps.db.first(finishEnrolment, { tenant_id: 'default', id, now: START })
    return outcome
  }
  const { request } = await browser.half()
  const attempt = {
    ticket: browser.ticket,
    browser: browser.secret,
    session: '',
    address: browser.address,
    request,
    person: EVE,
  }
  const outcome = await startEnrolledRegistration({ ...deps, db: { ...deps.db, transaction } }, attempt)
  t.same(outcome, { next: 'show', url: `${server.issuer}/enrol/${browser.ticket}` })
})
