import t, { type Test } from 'tap'
import { newRegistrationTerms } from '../../../src/domain/authentication/enrolment.ts'
import { finishAnew } from '../../../src/domain/enrolment/finish-anew.ts'
import { openEnrolment } from '../../../src/domain/enrolment/open-enrolment.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import {
  newRecoveryCodes,
  recoveryCodeHash,
  replaceRecoveryCodes,
} from '../../../src/domain/recovery/recovery-codes.ts'
import { listRecoveryCodes } from '../../../src/store/recovery-codes.ts'
import { Browser } from '../../helpers/authorization.ts'
import { EnrolBrowser, givenPolicy, opens } from '../../helpers/enrolment.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenClient, givenCode, redemption, refreshing, request } from '../../helpers/given.ts'
import { givenEnrolled, PIN } from '../../helpers/passcode.ts'

const NEW_PIN = { method: 'pin', digits: '777123' } as const
const SESSION = 'vignette.default.session'

async function givenAnn(t: Test) {
  const server = await startServer(t)
  await givenClient(server)
  await givenPolicy(server, {})
  return { server, ann: await givenEnrolled(server) }
}

/** A recovery code of hers, and what is kept of it. */
async function givenCodes(server: TestServer, user_id: Buffer) {
  const deps = await server.tenant()
  const codes = newRecoveryCodes(deps)
  await deps.db.transaction((tx) => replaceRecoveryCodes(deps, tx, user_id, codes))
  return codes.map((code) => recoveryCodeHash(deps, user_id, code))
}

const hashesOf = async ({ db }: TestServer, user_id: Buffer) =>
  (await db.all(listRecoveryCodes, { tenant_id: 'default', user_id })).map(({ code_hash }) => code_hash)

/** Whether a browser is signed in. */
const isSignedIn = async (browser: Browser) => {
  const { headers } = await browser.authorize()
  return String(headers.location).includes('code=')
}

async function mailsOf(server: TestServer) {
  await deliverMails(server.deps)
  return server.mails.map(({ kind, to, text }) => ({ kind, to, text }))
}

for (const purpose of ['recovery', 'invitation'] as const) {
  t.test(`SP 800-63B §6.1.2.3: ${purpose} puts everybody out who got in before`, async (t) => {
    const { server, ann } = await givenAnn(t)
    const old = await givenCodes(server, ann)
    const elsewhere = new EnrolBrowser(server)
    await elsewhere.signInAt(String((await elsewhere.authorize()).headers.location), 'ann')
    const code = await givenCode(elsewhere, { scope: 'openid offline_access' })
    const { refresh_token } = await request(server, redemption(code))
    t.ok(await isSignedIn(elsewhere))

    const browser = new EnrolBrowser(server)
    await browser.given({ purpose, user_id: ann })
    const finished = await browser.enrol({}, NEW_PIN)
    t.equal(finished.statusCode, 200)
    t.equal(finished.json().recovery_codes.length, 10)

    t.notOk(await isSignedIn(elsewhere))
    await t.rejects(request(server, refreshing(refresh_token)), { code: 'invalid_grant' })
    t.ok(await isSignedIn(browser), 'and who has made it is in')
    t.notOk(await opens(server, 'ann', PIN))
    t.ok(await opens(server, 'ann', NEW_PIN))
    const now = await hashesOf(server, ann)
    t.equal(now.length, 10)
    t.notOk(now.some((hash) => old.some((before) => before.equals(hash))))
  })
}

t.test('Visual passcode: browsers that were known are strangers after a recovery', async (t) => {
  const { server, ann } = await givenAnn(t)
  const browser = new EnrolBrowser(server)
  await browser.signInAt(String((await browser.authorize()).headers.location), 'ann')
  const known = browser.cookies.get('vignette.default.known')
  await browser.given({ purpose: 'recovery', user_id: ann })
  await browser.enrol({}, NEW_PIN)
  const after = browser.cookies.get('vignette.default.known')
  t.not(after, known)
  t.equal(after?.split('~').length, 1)
})

t.test('Visual passcode: the owner is told by mail, and how it was done', async (t) => {
  const ways = [
    ['recovery', false, /a link sent to this\s+address/],
    ['recovery', true, /a\s+recovery\s+code/],
    ['invitation', false, /an\s+administrator’s\s+link/],
  ] as const
  for (const [purpose, by_code, words] of ways) {
    const { server, ann } = await givenAnn(t)
    const [hash] = await givenCodes(server, ann)
    const browser = new EnrolBrowser(server)
    const code = by_code && hash ? { recovery_code_hash: hash } : {}
    await browser.given({ purpose, user_id: ann, ...code })
    await browser.enrol({}, NEW_PIN)
    const mails = await mailsOf(server)
    t.match(mails, [{ kind: 'passcode-changed', to: 'ann@example.com', text: words }])
    t.equal(mails.length, 1)
  }
})

t.test(
  'Visual passcode: whoever had none is told of no change, and an unproved address of nothing',
  async (t) => {
    const { server, ann } = await givenAnn(t)
    await server.db.execute('DELETE FROM passcode')
    const browser = new EnrolBrowser(server)
    await browser.given({ purpose: 'invitation', user_id: ann })
    t.equal((await browser.enrol()).statusCode, 200)
    await server.db.execute('UPDATE "user" SET email_verified = 0')
    await browser.given({ purpose: 'recovery', user_id: ann })
    t.equal((await browser.enrol()).statusCode, 200)
    t.same(await mailsOf(server), [])
  },
)

t.test(
  'Visual passcode: without a server for mail nothing is queued, and everything else happens',
  async (t) => {
    const server = await startServer(t, { smtp_url: undefined })
    await givenClient(server)
    const ann = await givenEnrolled(server)
    const browser = new EnrolBrowser(server)
    await browser.given({ purpose: 'recovery', user_id: ann })
    t.equal((await browser.enrol({}, NEW_PIN)).statusCode, 200)
    t.ok(await opens(server, 'ann', NEW_PIN))
    t.same(await mailsOf(server), [])
  },
)

t.test('SP 800-63B §3.1.2: a recovery code is used up by the end of an enrolment, once', async (t) => {
  const { server, ann } = await givenAnn(t)
  const [hash] = await givenCodes(server, ann)
  const terms = { purpose: 'recovery', user_id: ann, recovery_code_hash: hash as Buffer } as const
  const browsers = Array.from({ length: 20 }, () => new EnrolBrowser(server))
  const halves = await Promise.all(
    browsers.map(async (browser, index) => {
      browser.address = `192.0.2.${index}`
      await browser.given(terms)
      const half = await browser.half(NEW_PIN)
      return { browser, half, started: await browser.start(half) }
    }),
  )
  t.ok(
    (await hashesOf(server, ann)).some((kept) => kept.equals(terms.recovery_code_hash)),
    'not used yet',
  )
  const replies = await Promise.all(halves.map(({ browser, half, started }) => browser.finish(half, started)))
  t.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1)
  t.equal(replies.filter(({ statusCode }) => statusCode === 410).length, 19)
  const late = new EnrolBrowser(server)
  await late.given(terms)
  t.equal((await late.enrol()).statusCode, 410, 'and not again')
  t.ok(await opens(server, 'ann', NEW_PIN))
})

t.test('Visual passcode: enrolments of one person that are open elsewhere end with the first', async (t) => {
  const { server, ann } = await givenAnn(t)
  const thief = new EnrolBrowser(server)
  await thief.given({ purpose: 'recovery', user_id: ann })
  const half = await thief.half()
  const started = await thief.start(half)
  const browser = new EnrolBrowser(server)
  await browser.given({ purpose: 'recovery', user_id: ann })
  await browser.enrol({}, NEW_PIN)
  t.equal((await thief.finish(half, started)).statusCode, 410)
  t.ok(await opens(server, 'ann', NEW_PIN))
})

t.test(
  'Visual passcode: a change signs out elsewhere when it is asked to, and keeps the codes',
  async (t) => {
    for (const sign_out_others of [true, false]) {
      const { server, ann } = await givenAnn(t)
      const codes = await givenCodes(server, ann)
      const elsewhere = new Browser(server)
      await elsewhere.signIn(ann)
      const browser = new EnrolBrowser(server)
      await browser.signInAt(String((await browser.authorize()).headers.location), 'ann')
      const known = browser.cookies.get('vignette.default.known')
      const before = browser.cookies.get(SESSION)
      await browser.given({ purpose: 'change', user_id: ann })
      const finished = await browser.enrol({}, NEW_PIN, { sign_out_others })
      t.same(finished.json().recovery_codes, [])
      t.not(browser.cookies.get(SESSION), before, 'under a new secret')
      t.ok(await isSignedIn(browser))
      t.equal(await isSignedIn(elsewhere), !sign_out_others)
      t.equal(browser.cookies.get('vignette.default.known') === known, !sign_out_others)
      t.equal((await hashesOf(server, ann)).length, codes.length)
      t.ok(await opens(server, 'ann', NEW_PIN))
      t.match(await mailsOf(server), [{ kind: 'passcode-changed', text: /the\s+old\s+ones/ }])
    }
  },
)

t.test('Visual passcode: one who was made inactive meanwhile stays out', async (t) => {
  const { server, ann } = await givenAnn(t)
  const browser = new EnrolBrowser(server)
  await browser.given({ purpose: 'recovery', user_id: ann })
  const half = await browser.half(NEW_PIN)
  const started = await browser.start(half)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  t.equal((await browser.finish(half, started)).statusCode, 410)
  t.equal((await browser.start(half)).statusCode, 410)

  const deps = await server.tenant()
  const place = { ticket: browser.ticket, browser: browser.secret, session: '' }
  await server.db.execute(`UPDATE "user" SET status = 'active'`)
  const opened = await openEnrolment(deps, place)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  if (opened.fault !== undefined || !opened.user) throw new Error('it was open')
  const terms = await newRegistrationTerms(deps)
  const made = {
    record: 'A'.repeat(256),
    method: 'pin',
    terms,
    known: [],
    address: '',
    sign_out_others: true,
  } as const
  t.equal(await finishAnew(deps, opened, opened.user, made), undefined, 'in the last moment too')
})

t.test('Visual passcode: the notice names what was made, and what it was done with', async (t) => {
  const ALONE = { method: 'none' } as const
  for (const [old, now, words] of [
    [PIN, ALONE, /has\s+a\s+new\s+picture\s+since [\s\S]*the\s+old\s+ones\./],
    [ALONE, PIN, /has\s+a\s+new\s+picture\s+and\s+PIN\s+since [\s\S]*the\s+old\s+one\./],
  ] as const) {
    const server = await startServer(t)
    await givenClient(server)
    await givenPolicy(server, { methods: ['pattern', 'pin', 'none'] })
    const ann = await givenEnrolled(server, 'ann', { secret: old })
    const browser = new EnrolBrowser(server)
    await browser.signInAt(String((await browser.authorize()).headers.location), 'ann', old)
    await browser.given({ purpose: 'change', user_id: ann })
    t.equal((await browser.enrol({}, now)).statusCode, 200)
    t.match(await mailsOf(server), [{ kind: 'passcode-changed', text: words }])
  }
})
