import t, { type Test } from 'tap'
import { findInteraction, startInteraction } from '../../../src/domain/authorization/interaction.ts'
import { findEnrolment } from '../../../src/domain/enrolment/enrolment.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from '../../../src/domain/recovery/recovery-codes.ts'
import {
  type RecoveryAttempt,
  redeemRecoveryCode,
} from '../../../src/domain/recovery/redeem-recovery-code.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { EnrolBrowser, givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

const BROWSER = 'b'.repeat(43)
const NO_MATCH = { next: 'no-match' }

async function givenAnn(t: Test, type: 'regular' | '2fa' = 'regular') {
  const server = await startServer(t)
  const ann = await givenEnrolled(server)
  await givenPolicy(server, {}, type)
  const deps = await server.tenant()
  const codes = newRecoveryCodes(deps)
  await deps.db.transaction((tx) => replaceRecoveryCodes(deps, tx, ann, codes))
  const [code = ''] = codes
  const redeem = (changes: Partial<RecoveryAttempt> = {}) =>
    redeemRecoveryCode(deps, {
      username: 'ann',
      code,
      browser: BROWSER,
      address: '192.0.2.1',
      interaction: undefined,
      ...changes,
    })
  return { server, deps, ann, code, codes, redeem }
}

t.test('SP 800-63B §3.1.2: a code opens an enrolment, and is not used up by that', async (t) => {
  const { deps, ann, code, redeem } = await givenAnn(t)
  for (const typed of [code, code.toUpperCase().replaceAll('-', ' ')]) {
    const redeemed = await redeem({ username: ' ANN', code: typed })
    t.match(redeemed, { next: 'enrol' })
    const id = redeemed.next === 'enrol' ? redeemed.enrolment : ''
    t.match(await findEnrolment(deps, id, BROWSER), {
      fault: undefined,
      enrolment: { purpose: 'recovery', user_id: ann, interaction_id: null, email: null },
    })
  }
})

t.test(
  'Visual passcode: a code works until an enrolment with it is finished, and then no more',
  async (t) => {
    const { server, code, codes, redeem } = await givenAnn(t)
    const browser = new EnrolBrowser(server)
    await browser.authorize()
    const redeemed = await redeem({ browser: browser.secret })
    browser.ticket = redeemed.next === 'enrol' ? redeemed.enrolment : ''
    t.equal((await browser.enrol()).statusCode, 200)
    t.same(await redeem({ code }), NO_MATCH)
    t.same(await redeem({ code: codes[1] as string }), NO_MATCH, 'the others are void too')
  },
)

t.test(
  'SP 800-63B §3.1.2: a wrong code, another’s, an unknown name and one who is inactive look alike',
  async (t) => {
    const { server, deps, ann, redeem } = await givenAnn(t)
    await givenPerson(server, 'bob')
    t.same(await redeem({ code: '0000-0000-0000-0000' }), NO_MATCH)
    t.same(await redeem({ code: '' }), NO_MATCH)
    t.same(await redeem({ username: 'bob' }), NO_MATCH)
    t.same(await redeem({ username: 'nobody' }), NO_MATCH)
    t.match(server.notices.at(-1), { flow: 'recovery', rule: 'recovery-code-mismatch' })
    const other = await redeemRecoveryCode(await server.tenant('other'), {
      username: 'ann',
      code: 'x',
      browser: BROWSER,
      address: '192.0.2.1',
      interaction: undefined,
    })
    t.same(other, NO_MATCH)
    await deps.db.execute(`UPDATE "user" SET status = 'inactive' WHERE username = 'ann'`)
    t.ok(ann)
    t.same(await redeem(), NO_MATCH)
    t.match(server.notices.at(-1), { rule: 'user-inactive' })
  },
)

t.test('RFC 6585 §4: an address may show so many, right or wrong', async (t) => {
  const { server, redeem } = await givenAnn(t)
  for (let count = 0; count < 10; count += 1) await redeem({ username: `name-${count}` })
  t.same(await redeem(), { next: 'wait', retry_after: 900 })
  t.match(server.notices.at(-1), { rule: 'too-many-recovery-codes' })
  t.match(await redeem({ address: '192.0.2.2' }), { next: 'enrol' }, 'but nobody bars the name with it')
})

t.test('Core §3.1.2.1: in a tenant of second steps it is for whom the first step has named', async (t) => {
  const { server, deps, redeem } = await givenAnn(t, '2fa')
  const waiting = async (login_hint: string) => {
    const found = await findInteraction(
      deps,
      await startInteraction(deps, 'rp', { login_hint }, BROWSER),
      BROWSER,
    )
    return found.fault === undefined ? found.interaction : undefined
  }
  t.same(await redeem({ interaction: await waiting('bob') }), NO_MATCH)
  t.match(server.notices.at(-1), { rule: 'another-first-factor' })
  t.match(await redeem({ interaction: await waiting('ann') }), { next: 'enrol' })
})
