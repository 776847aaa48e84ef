import t from 'tap'
import * as pages from '../../src/http/pages-enrolment.ts'
import { checkWholePage, ESCAPED, FRAME, NASTY, renderPage, type Send } from '../helpers/rendered-page.ts'

const client = { name: 'Harbour Notes', logo_url: undefined }

const signUp: pages.EnrolPage = {
  frame: FRAME,
  purpose: 'sign-up',
  client,
  ticket: '019a9b3c-0000-7000-8000-000000000001',
  tenant_uuid: '00112233-4455-6677-8899-aabbccddeeff',
  passcode_url: '/api/oidc/default/passcode',
  username: undefined,
  replaces: false,
  email: undefined,
  email_hint: undefined,
  methods: ['pin'],
  pin_length: 6,
  pattern_points: 5,
  grid: 3,
  show_when_typing: false,
  until: undefined,
  report_url: undefined,
  csrf_token: 'token',
  form_url: '/sign-up/1',
  cancel_url: '/sign-up/1/cancel',
  sign_in_url: '/sign-in/1',
  redirect_uri: 'https://notes.example/callback',
}

const invitation: pages.EnrolPage = {
  ...signUp,
  purpose: 'invitation',
  client: undefined,
  username: 'ada',
  until: 'Tuesday 24 November, 09:12',
  report_url: '/stop',
  cancel_url: undefined,
  sign_in_url: undefined,
  redirect_uri: undefined,
}
const recovery: pages.EnrolPage = { ...invitation, purpose: 'recovery', replaces: true, until: undefined }
const change: pages.EnrolPage = { ...recovery, purpose: 'change' }

const address: pages.SignUpAddressPage = {
  frame: FRAME,
  client,
  username: 'ada',
  email: 'ada',
  fault: undefined,
  wait: undefined,
  form_url: '/sign-up/1',
  cancel_url: '/cancel',
  sign_in_url: '/sign-in/1',
  redirect_uri: undefined,
  csrf_token: 'token',
}
const codes: pages.RecoveryCodesPage = {
  frame: FRAME,
  username: 'ada',
  codes: ['k7mq-2xwd-9fhr-t4ce', 'b3pn-8vyj-5sza-q6wu'],
  next: '/ready',
}
const gone: pages.CodesGonePage = { frame: FRAME, make_url: '/codes', csrf_token: 'token', next: '/ready' }
const ready: pages.ReadyPage = {
  frame: FRAME,
  client,
  username: 'ada',
  method: 'pin',
  email: 'ada@example.org',
  mail_is_sent: true,
  go_on_url: '/go-on',
}
const changed: pages.ChangedPage = { frame: FRAME, method: 'pin', is_mailed: true, account_url: '/account' }

const enrol = async (page: pages.EnrolPage) =>
  (await renderPage((reply) => pages.sendEnrolPage(reply, page))).body
const sendAddress = (page: Partial<pages.SignUpAddressPage>): Send => {
  return (reply) => pages.sendSignUpAddressPage(reply, { ...address, ...page })
}
const sendReady = (page: Partial<pages.ReadyPage>): Send => {
  return (reply) => pages.sendReadyPage(reply, { ...ready, ...page })
}

t.test('HTML §4.3.6, CSP3 §6: each page of enrolling is whole and has nothing inline', async (t) => {
  const all: Record<string, Send> = {
    'sign up': (reply) => pages.sendEnrolPage(reply, signUp),
    'with everything': (reply) =>
      pages.sendEnrolPage(reply, { ...signUp, methods: ['pattern', 'pin', 'none'], grid: 4 }),
    invitation: (reply) => pages.sendEnrolPage(reply, invitation),
    recovery: (reply) => pages.sendEnrolPage(reply, recovery),
    change: (reply) => pages.sendEnrolPage(reply, change),
    address: sendAddress({}),
    codes: (reply) => pages.sendRecoveryCodesPage(reply, codes),
    gone: (reply) => pages.sendCodesGonePage(reply, gone),
    ready: sendReady({}),
    changed: (reply) => pages.sendChangedPage(reply, changed),
  }
  for (const [name, send] of Object.entries(all)) checkWholePage(t, await renderPage(send), name)
})

t.test('Visual passcode: picture, PIN and pattern have no name, so that no form can send them', async (t) => {
  const body = await enrol({ ...signUp, methods: ['pin', 'pattern'] })
  const named = [...body.matchAll(/<input[^>]*\sname="([^"]*)"/g)].map(([, name]) => name)
  t.strictSame(named, ['csrf_token', 'username', 'csrf_token'])
})

t.test('Visual passcode: signing up asks who it is, a picture and a PIN twice, by their names', async (t) => {
  const body = await enrol(signUp)
  for (const label of [
    'Name',
    'Username',
    'Email',
    'Picture',
    'PIN',
    'Repeat PIN',
    'Choose your picture again',
  ]) {
    t.match(body, new RegExp(`<label for="[^"]+">${label}</label>`), label)
  }
  for (const name of ['Make a picture for me', 'Continue', 'Back', 'Cancel', 'Finish']) {
    t.match(body, new RegExp(`<button[^>]*>(<span>)?${name}<`), name)
  }
  t.match(body, 'for <b><bdi>Harbour Notes</bdi></b>')
  t.match(body, 'Step 1 of 3')
  t.match(body, '6 digits. Not a date, not 123456.')
  t.equal(body.match(/autocomplete="new-password"/g)?.length, 2)
  t.match(await enrol({ ...signUp, client: undefined }), 'at <b><bdi>Northlight</bdi></b>')
})

t.test('Visual passcode: an address that a link has proved is not asked again', async (t) => {
  const body = await enrol({ ...signUp, username: 'ada', email: 'ada@example.org' })
  t.match(body, /id="email"[^>]* value="ada@example.org"[^>]* readonly>/)
  t.match(body, 'You opened the link we sent there.')
})

t.test('Visual passcode: a new pattern is drawn once, with its trail to be seen', async (t) => {
  const body = await enrol({ ...signUp, methods: ['pattern'], pattern_points: 4, grid: 4 })
  t.match(body, 'id="pattern-show" aria-pressed="true"')
  t.match(body, 'At least 4 points.')
  t.equal(body.match(/aria-label="Row/g)?.length, 16)
  t.notMatch(body, /id="pin"|Use a PIN instead/)
  const alone = await enrol({ ...signUp, methods: ['none'] })
  t.notMatch(alone, /id="pin"|class="pad"|class="secret-part"/)
  t.match(alone, 'It stays with you')
})

t.test(
  'NIST SP 800-63B §6.1.2.3: a new passcode says whose it is and what ends with the old one',
  async (t) => {
    const again = await enrol(recovery)
    t.match(again, /<h1[^>]*>Choose a new picture and PIN<\/h1>/)
    t.match(
      again,
      'When you finish, your old picture and PIN stop working, and you are signed out everywhere.',
    )
    t.notMatch(again, /id="email"|Step 1 of 3|Already have an account/)

    const first = await enrol(invitation)
    t.match(first, /<h1[^>]*>Choose your picture and PIN<\/h1>/)
    t.match(
      first,
      'An administrator of <bdi>Northlight</bdi> sent this link for the account <b><bdi>ada</bdi></b>.',
    )
    t.match(first, 'until <b><bdi>Tuesday 24 November, 09:12</bdi></b>')
    t.match(first, 'Tell us and the link stops working.')
    t.notMatch(await enrol({ ...invitation, report_url: undefined }), 'Tell us')

    const other = await enrol({ ...change, methods: ['pattern'] })
    t.match(other, /<h1[^>]*>Change your picture or pattern<\/h1>/)
    t.match(other, 'Sign me out on my other devices')
    t.match(other, 'the same picture with a new pattern is fine')
    t.match(await enrol({ ...change, methods: ['none'] }), /<h1[^>]*>Change your picture<\/h1>/)
  },
)

t.test('Visual passcode: without script the page says why it needs one, and Cancel works', async (t) => {
  const body = await enrol(signUp)
  t.match(body, 'we will not ask you to upload them.')
  t.match(
    body,
    /<form id="cancel" method="post" action="\/sign-up\/1\/cancel"><input type="hidden" name="csrf_token"/,
  )
  t.notMatch(await enrol({ ...signUp, cancel_url: undefined }), 'Cancel')
  t.match(await enrol({ ...signUp, methods: ['none'] }), 'we will not ask you to upload it.')
})

t.test('RFC 9807 §10.9: where nobody learns who has an account, an address comes first', async (t) => {
  const asked = await renderPage(sendAddress({}))
  t.equal(asked.statusCode, 200)
  t.match(asked.body, 'Already have an account?')
  for (const [fault, words] of [
    ['name_invalid', 'Use letters, digits, dots and dashes.'],
    ['email_invalid', 'This doesn’t look like an email address.'],
    ['email_undeliverable', 'Mail can’t reach this address.'],
  ] as const) {
    const refused = await renderPage(sendAddress({ fault, cancel_url: undefined, client: undefined }))
    t.equal(refused.statusCode, 400)
    t.match(refused.body, words)
    t.match(refused.body, '<title>Error: Create an account')
    t.notMatch(refused.body, 'Cancel')
  }
  const later = await renderPage(sendAddress({ wait: 130 }))
  t.equal(later.statusCode, 429)
  t.match(later.body, /<p class="note warn" role="alert">[\s\S]*3 minutes/)
})

t.test(
  'NIST SP 800-63B §6.1.2.3: recovery codes stand on their page once, and can be made anew',
  async (t) => {
    const { body } = await renderPage((reply) => pages.sendRecoveryCodesPage(reply, codes))
    for (const code of codes.codes) t.match(body, `<code>${code}</code>`)
    t.match(body, 'Each code works once.')
    const after = await renderPage((reply) => pages.sendCodesGonePage(reply, gone))
    t.match(after.body, 'They were shown once.')
    t.match(after.body, /action="\/codes"[\s\S]*Make new codes/)
  },
)

t.test(
  'OpenID Connect Core 1.0 §5.1: what is ready says how to sign in next, and what of the address',
  async (t) => {
    const { body } = await renderPage(sendReady({}))
    t.match(body, 'Next time: <b><bdi>ada</bdi></b>, your picture, your PIN.')
    t.match(body, 'We sent a mail to <bdi>ada@example.org</bdi>.')
    t.match(body, 'Go on to <bdi>Harbour Notes</bdi>')
    const down = await renderPage(sendReady({ mail_is_sent: false, client: undefined, method: 'pattern' }))
    t.match(down.body, 'We can’t send mail at the moment.')
    t.match(down.body, '<span>Go on</span>')
    const bare = await renderPage(sendReady({ email: undefined, go_on_url: undefined, method: 'none' }))
    t.notMatch(bare.body, /We sent|Go on|your PIN/)
  },
)

t.test('Visual passcode: after a change the way leads back to the account', async (t) => {
  const send = (page: Partial<pages.ChangedPage>): Send => {
    return (reply) => pages.sendChangedPage(reply, { ...changed, ...page })
  }
  t.match((await renderPage(send({}))).body, 'href="/account"><span>Go on to your account</span></a>')
  t.notMatch((await renderPage(send({ is_mailed: false }))).body, 'sent you a mail')
})

t.test('HTML §13.3: names of people, clients and tenants are escaped and isolated', async (t) => {
  const frame = { ...FRAME, tenant: { ...FRAME.tenant, name: NASTY } }
  const named = { name: NASTY, logo_url: undefined }
  const bodies = [
    await enrol({ ...signUp, frame, client: named, username: NASTY, email: NASTY }),
    await enrol({ ...invitation, frame, username: NASTY }),
    await enrol({ ...change, frame, username: NASTY }),
    (await renderPage(sendAddress({ frame, client: named, username: NASTY, email: NASTY }))).body,
    (await renderPage(sendReady({ frame, client: named, username: NASTY, email: NASTY }))).body,
    (await renderPage((reply) => pages.sendRecoveryCodesPage(reply, { ...codes, frame, username: NASTY })))
      .body,
  ]
  for (const body of bodies) {
    t.notMatch(body, '<img src=x')
    t.ok(body.includes(`<bdi>${ESCAPED}</bdi>`))
  }
})
