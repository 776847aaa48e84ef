import type { FastifyReply } from 'fastify'
import t from 'tap'
import { ERROR_STATUS, type ErrorKind, errorWords } from '../../src/http/error-words.ts'
import * as pages from '../../src/http/pages.ts'
import {
  checkWholePage,
  ESCAPED,
  FRAME as frame,
  NASTY,
  renderPage as render,
} from '../helpers/rendered-page.ts'

const signIn: pages.SignInPage = {
  frame,
  client: { name: 'Harbour Notes', logo_url: undefined },
  organization: undefined,
  interaction: '01KAJ87Q2M',
  client_id: 'harbour-notes',
  tenant_uuid: '00112233-4455-6677-8899-aabbccddeeff',
  passcode_url: '/api/oidc/default/passcode',
  username: undefined,
  username_fixed: false,
  methods: ['pin'],
  pin_length: 6,
  grid: 3,
  show_when_typing: false,
  known_browser: true,
  csrf_token: 'token',
  form_url: '/api/oidc/default/sign-in/01KAJ87Q2M',
  cancel_url: '/api/oidc/default/sign-in/01KAJ87Q2M/cancel',
  redirect_uri: 'https://notes.example/callback',
  policy_uri: undefined,
  tos_uri: undefined,
  sign_up_url: undefined,
  send_link_url: undefined,
  connections: [],
  recovery_url: undefined,
  recovery_code_url: undefined,
}

const row = (title: string): pages.ConsentRow => ({
  title,
  is_code: false,
  value: 'ada',
  badge: undefined,
  detail: undefined,
})

const consent: pages.ConsentPage = {
  frame,
  client: { name: 'Harbour Notes', logo_url: '/logo/1', host: 'notes.example' },
  sub: '0f8fad5b',
  username: 'ada',
  is_first: true,
  groups: [{ title: 'Who you are', rows: [row('Username')] }],
  already_allowed: undefined,
  self_registered_host: undefined,
  policy_uri: 'https://notes.example/privacy',
  tos_uri: 'javascript:alert(1)',
  account_url: undefined,
  not_you_url: undefined,
  allow_url: '/allow',
  cancel_url: '/cancel',
  redirect_uri: 'https://notes.example/callback',
  csrf_token: 'token',
}

const signOut: pages.SignOutPage = {
  frame,
  username: 'ada',
  sign_out_url: '/logout',
  stay_url: '/stay',
  csrf_token: 'token',
  redirect_uri: undefined,
  has_unused_address: false,
}
const signedOut: pages.SignedOutPage = {
  frame,
  back: { url: 'https://notes.example/', client_name: 'Harbour Notes' },
  frames: [],
  goes_on: false,
  sign_in_again_url: '/again',
}
const already: pages.AlreadySignedInPage = {
  frame,
  go_on: { url: 'https://notes.example/', client_name: 'Harbour Notes' },
  sign_out_url: '/logout',
}
const error: pages.ErrorPage = {
  frame,
  kind: 'interaction-expired',
  code: 'interaction_expired',
  request_id: 'req-1',
  time: '21 November 2026, 09:41:07',
  onward: { url: 'https://notes.example/', client_name: 'Harbour Notes' },
  explained: undefined,
}

const renderSignIn = async (page: Partial<pages.SignInPage>) =>
  (await render((reply) => pages.sendSignInPage(reply, { ...signIn, ...page }))).body
const renderConsent = async (page: Partial<pages.ConsentPage>) =>
  (await render((reply) => pages.sendConsentPage(reply, { ...consent, ...page }))).body

const ALL: Record<string, (reply: FastifyReply) => FastifyReply> = {
  'sign in': (reply) => pages.sendSignInPage(reply, { ...signIn, methods: ['pin', 'pattern', 'none'] }),
  consent: (reply) => pages.sendConsentPage(reply, consent),
  'sign out': (reply) => pages.sendSignOutPage(reply, signOut),
  'signed out': (reply) => pages.sendSignedOutPage(reply, signedOut),
  'already signed in': (reply) => pages.sendAlreadySignedInPage(reply, already),
  error: (reply) => pages.sendErrorPage(reply, error),
}

for (const [name, send] of Object.entries(ALL)) {
  t.test(
    `HTML §4.3.6, CSP3 §6: the page "${name}" has one heading, one main part and nothing inline`,
    async (t) => {
      checkWholePage(t, await render(send), name)
    },
  )
}

t.test('HTML §13.3: names of people, clients and tenants are escaped and isolated', async (t) => {
  const named = { ...frame, tenant: { ...frame.tenant, name: NASTY } }
  const client = { name: NASTY, logo_url: undefined, host: 'notes.example' }
  const back = { url: 'https://notes.example/', client_name: NASTY }
  const bodies = [
    await renderSignIn({ frame: named, client, username: NASTY }),
    await renderConsent({ frame: named, client, username: NASTY }),
    (await render((reply) => pages.sendSignedOutPage(reply, { ...signedOut, back }))).body,
    (await render((reply) => pages.sendErrorPage(reply, { ...error, onward: back }))).body,
  ]
  for (const body of bodies) {
    t.notMatch(body, '<img src=x')
    t.ok(body.includes(`<bdi>${ESCAPED}</bdi>`))
  }
})

t.test('Visual passcode: picture, PIN and pattern have no name, so that no form can send them', async (t) => {
  const body = await renderSignIn({ methods: ['pin', 'pattern'] })
  const named = [...body.matchAll(/<input[^>]*\sname="([^"]*)"/g)].map(([, name]) => name)
  t.strictSame(named, ['csrf_token', 'username', 'csrf_token'])
})

t.test('Visual passcode: the page shows the first method and offers the others', async (t) => {
  const both = await renderSignIn({ methods: ['pattern', 'pin'], grid: 4 })
  t.match(both, 'data-method="pattern"')
  t.match(both, 'Use a PIN instead')
  t.equal(both.match(/aria-label="Row/g)?.length, 16)
  const alone = await renderSignIn({ methods: ['none'] })
  t.match(alone, 'Your picture never leaves this device.')
  t.notMatch(alone, /id="pin"|class="pad"|class="switch"/)
  t.match(await renderSignIn({ show_when_typing: true }), /id="pin" type="text"/)
})

t.test('Visual passcode: what is not offered is absent, and Cancel works without script', async (t) => {
  const bare = await renderSignIn({ cancel_url: undefined, client: undefined })
  t.notMatch(bare, /Cancel|Create an account|Send me a link|I can&#39;t sign in|I can't sign in/)
  t.match(bare, /to <b><bdi>Northlight<\/bdi>/)
  const whole = await renderSignIn({ sign_up_url: '/up', send_link_url: '/link', recovery_url: '/lost' })
  for (const words of ['Create an account', 'Send me a link', "I can't sign in"]) t.match(whole, words)
  t.match(whole, /<form id="cancel" method="post"[^>]*><input type="hidden" name="csrf_token"/)
})

t.test('Visual passcode: a second step keeps the name it was given', async (t) => {
  const body = await renderSignIn({ username: 'ada', username_fixed: true, sign_up_url: '/up' })
  t.match(body, /<h1>Confirm it’s you<\/h1>/)
  t.match(body, /id="username"[^>]* readonly>/)
  t.notMatch(body, 'Create an account')
})

t.test('Visual passcode: a browser without our cookie is told to look at the address', async (t) => {
  t.match(await renderSignIn({ known_browser: false }), 'You haven’t signed in with this browser before.')
  t.notMatch(await renderSignIn({}), 'with this browser before')
})

t.test('OpenID Connect Registration 1.0 §2: the sign-in page links what a client says it does', async (t) => {
  const policy_uri = 'https://notes.example/privacy'
  const tos_uri = 'https://notes.example/terms'
  const policy = `<a href="${policy_uri}">privacy policy</a>`
  const terms = `<a href="${tos_uri}">terms</a>`
  t.match(await renderSignIn({ policy_uri, tos_uri }), `${policy} and ${terms}`)
  const one = await renderSignIn({ policy_uri, tos_uri: 'javascript:alert(1)' })
  t.match(one, policy)
  t.notMatch(one, 'javascript:')
  t.match(await renderSignIn({ tos_uri }), terms)
  t.notMatch(await renderSignIn({}), 'privacy policy')
})

t.test('Visual passcode: the sign-in page stays small', async (t) => {
  t.ok(Buffer.byteLength(await renderSignIn({ known_browser: false })) <= 6 * 1024)
})

t.test(
  'OpenID Connect Core 1.0 §3.1.2.4: consent shows what is shared, and links only to web pages',
  async (t) => {
    const first = await renderConsent({})
    t.match(first, 'privacy policy</a> says what it does with it.')
    t.notMatch(first, /javascript:|your account/)
    const scope = {
      ...row('ledger:read'),
      is_code: true,
      value: undefined,
      badge: 'New',
      detail: 'Not described.',
    }
    const already_allowed = { date: '12 May 2026', rows: [row('Name')] }
    const more = await renderConsent({
      is_first: false,
      groups: [{ title: 'New since last time', rows: [scope] }],
      already_allowed,
      self_registered_host: 'notes.example',
      policy_uri: undefined,
      tos_uri: 'https://notes.example/terms',
    })
    t.match(more, '</bdi> asks for more</h1>')
    t.match(more, /<code>ledger:read<\/code> <span class="badge">New<\/span>/)
    t.match(more, 'Already allowed on 12 May 2026 (1)')
    t.match(more, '</bdi> registered itself.')
    t.match(more, 'terms</a> say what it does with it.')
    t.notMatch(await renderConsent({ policy_uri: undefined }), 'what it does with it')
  },
)

t.test(
  'Front-Channel Logout §2: the page that says it shows the frames, and goes on where it is told to',
  async (t) => {
    const frames = ['https://notes.example/out?iss=a&sid=b', 'http://localhost:4000/out?iss=a&sid=c']
    const staying = await render((reply) => pages.sendSignedOutPage(reply, { ...signedOut, frames }))
    t.match(staying.body, '<iframe src="https://notes.example/out?iss=a&amp;sid=b" hidden></iframe>')
    t.match(staying.body, '<iframe src="http://localhost:4000/out?iss=a&amp;sid=c" hidden></iframe>')
    t.notMatch(staying.body, 'signed-out.ts')
    t.match(
      staying.headers['content-security-policy'],
      '; frame-src https://notes.example http://localhost:4000',
    )
    const going = await render((reply) =>
      pages.sendSignedOutPage(reply, { ...signedOut, frames, goes_on: true }),
    )
    t.match(going.body, 'browser/signed-out.ts')
  },
)

t.test(
  'RP-Initiated Logout §3: the question says of an address that cannot be followed that it will not be',
  async (t) => {
    const said = 'so you will not be sent back to it'
    const asked = async (has_unused_address: boolean) =>
      (await render((reply) => pages.sendSignOutPage(reply, { ...signOut, has_unused_address }))).body
    t.match(await asked(true), said)
    t.notMatch(await asked(false), said)
  },
)

t.test('RFC 9700 §4.11: a way back whose address must not be followed is left out', async (t) => {
  const onward = { url: 'javascript:alert(1)', client_name: 'Harbour Notes' }
  const bodies = await Promise.all([
    render((reply) => pages.sendSignedOutPage(reply, { ...signedOut, back: onward })),
    render((reply) => pages.sendAlreadySignedInPage(reply, { ...already, go_on: onward })),
    render((reply) => pages.sendErrorPage(reply, { ...error, onward })),
  ])
  for (const { body } of bodies) t.notMatch(body, /javascript:|Harbour Notes/)
})

t.test('RFC 6749 §4.1.2.1: an error says in words what happened, with its code and request', async (t) => {
  for (const kind of Object.keys(ERROR_STATUS) as ErrorKind[]) {
    const reply = await render((to) => pages.sendErrorPage(to, { ...error, kind, onward: undefined }))
    t.equal(reply.statusCode, ERROR_STATUS[kind])
    t.match(reply.body, `<h1>${errorWords(frame.words, kind, frame.host).heading}</h1>`)
    t.match(reply.body, 'data-error="interaction_expired"')
    t.match(reply.body, 'data-request-id="req-1"')
    t.notMatch(reply.body, '{host}')
  }
  const again = { url: '/again', client_name: undefined }
  const fault = await render((to) => pages.sendErrorPage(to, { ...error, kind: 'our-fault', onward: again }))
  t.match(fault.body, 'Try again</span></a>')
  t.match(
    (await render((to) => pages.sendErrorPage(to, error))).body,
    'Start again at <bdi>Harbour Notes</bdi>',
  )
})

t.test(
  'OpenID Connect RP-Initiated Logout 1.0 §2: signing out is asked, and staying is a choice',
  async (t) => {
    const { body } = await render((reply) => pages.sendSignOutPage(reply, signOut))
    t.match(body, '<button class="main">Sign out</button>')
    t.match(body, /href="\/stay">Stay signed in/)
  },
)
