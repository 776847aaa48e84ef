import t from 'tap'
import { CONNECTION_ACR } from '../../../src/domain/authentication/assurance.ts'
import { decide, type Standing } from '../../../src/domain/authorization/authorization-decision.ts'
import type { AuthorizationRequest } from '../../../src/domain/authorization/authorization-request.ts'
import type { Prompt } from '../../../src/domain/authorization/request/prompt.ts'
import { NO_CLAIMS } from '../../../src/domain/claims/requested-claims.ts'
import { connectionOf } from '../../../src/domain/connections/connection.ts'
import { connectionRow } from '../../helpers/store-rows.ts'

const NOW = 1_800_000_000
const PASSCODE = 'urn:vignette:acr:passcode'
const MAIL = 'urn:vignette:acr:mail'

const session = {
  id: Buffer.alloc(16, 1),
  user_id: Buffer.alloc(16, 2),
  auth_time: NOW - 100,
  amr: ['pwd'],
  acr: PASSCODE,
  last_seen_at: NOW,
  connection_id: undefined,
}

const request = (given: Partial<AuthorizationRequest> = {}, ...prompt: string[]): AuthorizationRequest => ({
  response_type: 'code',
  scope: new Set(['openid', 'email']),
  prompt: new Set(prompt) as Prompt,
  max_age: undefined,
  nonce: undefined,
  code_challenge: undefined,
  id_token_hint: undefined,
  login_hint: undefined,
  claims: NO_CLAIMS,
  beyond_scope: new Set(),
  resources: [],
  services: [],
  acr: undefined,
  subjects: undefined,
  claim_set_id: undefined,
  organization_id: undefined,
  connection_id: undefined,
  pushed_request_id: undefined,
  received_at: NOW,
  ...given,
})

const agreed = {
  scope: new Set(['openid', 'email', 'profile']),
  claims: new Set(['gender']),
  services: new Set<string>(),
  given_at: NOW - 1000,
}

const CORPORATE = connectionOf(connectionRow())

const standing = (given: Partial<Standing> = {}): Standing => ({
  session,
  has_signed_in_here: false,
  admission: 'admitted',
  address: 'enough',
  hint_names_another: false,
  consent: agreed,
  has_consented_here: false,
  is_first_party: false,
  connection: undefined,
  levels: [PASSCODE, MAIL],
  ...given,
})

t.test('Core §3.1.2.3: a person who is not signed in is asked to sign in', async (t) => {
  t.same(decide(request(), standing({ session: undefined })), { next: 'authenticate' })
})

t.test('Core §3.1.2.3: a live session and a remembered consent are answered at once', async (t) => {
  t.match(decide(request(), standing()), { next: 'respond', session })
})

t.test('Core §3.1.2.6: under prompt=none what a person would be asked becomes an error', async (t) => {
  const login_required = { code: 'login_required' }
  t.throws(() => decide(request({}, 'none'), standing({ session: undefined })), {
    ...login_required,
    reason: 'no-session',
  })
  t.throws(() => decide(request({ max_age: 10 }, 'none'), standing()), {
    ...login_required,
    reason: 'session-unfit',
  })
  t.throws(() => decide(request({}, 'none'), standing({ hint_names_another: true })), login_required)
  t.throws(() => decide(request({}, 'none'), standing({ consent: undefined })), {
    code: 'consent_required',
    reason: 'no-consent',
  })
  t.match(decide(request({}, 'none'), standing()), { next: 'respond' })
})

t.test(
  'Core §3.1.2.1: prompt=login, prompt=select_account and max_age=0 ask again, and are satisfied by it',
  async (t) => {
    for (const asked of [request({}, 'login'), request({}, 'select_account'), request({ max_age: 0 })]) {
      t.same(decide(asked, standing()), { next: 'authenticate' })
      t.same(decide(asked, standing({ session: { ...session, auth_time: NOW } })), { next: 'authenticate' })
      t.match(decide(asked, standing({ has_signed_in_here: true })), { next: 'respond' })
    }
  },
)

t.test('Core §3.1.2.1: max_age is measured from the arrival of the request', async (t) => {
  t.match(decide(request({ max_age: 100 }), standing()), { next: 'respond' })
  t.same(decide(request({ max_age: 99 }), standing()), { next: 'authenticate' })
})

t.test(
  'Core §3.1.2.1: another person than the hinted one is asked to sign in, even straight after signing in',
  async (t) => {
    t.same(decide(request(), standing({ hint_names_another: true, has_signed_in_here: true })), {
      next: 'authenticate',
    })
  },
)

t.test(
  'Core §3.1.2.4: what was not allowed before is asked, the operator’s own application is not',
  async (t) => {
    t.match(decide(request(), standing({ consent: undefined })), { next: 'consent', session })
    t.match(decide(request({ scope: new Set(['openid', 'phone']) }), standing()), { next: 'consent' })
    t.match(decide(request(), standing({ consent: undefined, is_first_party: true })), { next: 'respond' })
  },
)

t.test(
  'Core §3.1.2.1: prompt=consent asks again, the operator’s own application too, and once',
  async (t) => {
    t.match(decide(request({}, 'consent'), standing()), { next: 'consent' })
    t.match(decide(request({}, 'consent'), standing({ is_first_party: true })), { next: 'consent' })
    t.match(decide(request({}, 'consent'), standing({ has_consented_here: true })), { next: 'respond' })
  },
)

t.test('Core §3.1.2.6: where the tenant wants a proved address, the person proves it first', async (t) => {
  const unproved = standing({ address: 'to-be-proved', consent: undefined })
  t.match(decide(request(), unproved), { next: 'verify-email', session })
  t.throws(() => decide(request({}, 'none'), unproved), {
    code: 'interaction_required',
    reason: 'email-unverified',
  })
  t.throws(() => decide(request(), standing({ address: 'cannot-be-proved' })), {
    code: 'access_denied',
    reason: 'email-unprovable',
  })
})

t.test('Initiating User Registration §4.1: prompt=create asks for an account, once', async (t) => {
  const create = request({}, 'create')
  t.same(decide(create, standing({ session: undefined })), { next: 'sign-up' })
  t.same(decide(create, standing()), { next: 'sign-up' }, 'whoever is signed in')
  t.match(decide(create, standing({ has_signed_in_here: true })), { next: 'respond', session })
})

t.test(
  'RFC 9470 §5: a level that the session does not have is signed in for, and the level kept to',
  async (t) => {
    const at = (acr: string) => ({ ...session, acr })
    const asks = (...values: string[]) => request({ acr: { values, essential: false } })
    const silent = request({ acr: { values: [PASSCODE], essential: false } }, 'none')
    t.match(decide(asks(PASSCODE), standing()), { next: 'respond' })
    t.match(decide(asks(MAIL, PASSCODE), standing({ session: at(MAIL) })), { next: 'respond' })
    t.same(decide(asks(PASSCODE), standing({ session: at(MAIL) })), { next: 'authenticate' })
    t.same(decide(asks(PASSCODE), standing({ session: at(MAIL), has_signed_in_here: true })), {
      next: 'authenticate',
    })
    t.same(decide(asks(MAIL), standing()), { next: 'send-link' })
    t.same(decide(asks(MAIL), standing({ session: undefined })), { next: 'send-link' })
    t.throws(() => decide(silent, standing({ session: at(MAIL) })), {
      code: 'login_required',
      reason: 'session-unfit',
    })
  },
)

t.test('Core §5.5.1.1: a level that is not offered is a wish, unless it is essential', async (t) => {
  const gold = (essential: boolean) => request({ acr: { values: ['gold', 7], essential } })
  t.match(decide(gold(false), standing()), { next: 'respond' })
  for (const who of [standing(), standing({ session: undefined })]) {
    t.throws(() => decide(gold(true), who), {
      code: 'unmet_authentication_requirements',
      reason: 'acr-not-offered',
    })
  }
  const mail = request({ acr: { values: [MAIL], essential: true } })
  t.throws(() => decide(mail, standing({ levels: [PASSCODE] })), {
    code: 'unmet_authentication_requirements',
    reason: 'acr-not-offered',
  })
})

t.test(
  'Initiating User Registration §4.1: who has signed up here has still to reach the level',
  async (t) => {
    const asked = request({ acr: { values: [MAIL], essential: false } }, 'create')
    t.same(decide(asked, standing()), { next: 'sign-up' })
    t.same(decide(asked, standing({ has_signed_in_here: true })), { next: 'send-link' })
  },
)

t.test('Core §5.5: a consent covers single claims that it names, or whose scope it has', async (t) => {
  const asks = (...claims: string[]) => request({ scope: new Set(['openid']), beyond_scope: new Set(claims) })
  t.match(decide(asks('gender', 'email', 'nickname'), standing()), { next: 'respond' })
  t.match(decide(asks('phone_number'), standing()), { next: 'consent' })
})

t.test('Core §3.1.2.6: who does not get in is told so, and the application under prompt=none', async (t) => {
  for (const admission of ['organization-not-member', 'client-not-assigned'] as const) {
    t.match(decide(request(), standing({ admission })), { next: 'not-admitted', session })
    t.throws(() => decide(request({}, 'none'), standing({ admission })), {
      code: 'access_denied',
      reason: admission,
    })
  }
})

t.test('Core §3.1.2.3: nobody proves an address, or agrees, to be sent away after it', async (t) => {
  const refused = standing({ admission: 'client-not-assigned', address: 'to-be-proved', consent: undefined })
  t.match(decide(request(), refused), { next: 'not-admitted' })
  t.match(decide(request({}, 'login'), refused), { next: 'authenticate' })
})

t.test(
  'Core §3.1.2.3: who is wanted from elsewhere is sent there, and who comes from there is let on',
  async (t) => {
    const from = (connection_id: string | undefined) => ({ ...session, connection_id })
    const there = { connection: CORPORATE, levels: [CONNECTION_ACR] }
    for (const prompt of ['', 'login', 'create', 'select_account']) {
      t.same(decide(request({}, prompt), standing({ session: undefined, ...there })), { next: 'connection' })
    }
    const corporate = { ...from('corporate'), acr: CONNECTION_ACR }
    for (const wrong of [from(undefined), from('second')]) {
      t.same(decide(request(), standing({ session: wrong, ...there })), { next: 'connection' })
      t.throws(() => decide(request({}, 'none'), standing({ session: wrong, ...there })), {
        code: 'login_required',
        reason: 'session-unfit',
      })
    }
    t.match(decide(request(), standing({ session: corporate, ...there })), { next: 'respond' })
    t.same(decide(request({}, 'login'), standing({ session: corporate, ...there })), { next: 'connection' })
    const here = { connection: { tenant_id: 'default', id: 'own', type: 'passcode', settings: {} } } as const
    t.match(decide(request(), standing({ session: from(undefined), ...here })), { next: 'respond' })
    t.same(decide(request(), standing({ session: from('corporate'), ...here })), { next: 'authenticate' })
    t.match(decide(request(), standing({ session: from('corporate') })), { next: 'respond' })
  },
)
