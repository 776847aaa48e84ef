import t from 'tap'
import { decide, type Standing } from '../../../src/domain/authorization/authorization-decision.ts'
import type { AuthorizationRequest } from '../../../src/domain/authorization/authorization-request.ts'
import type { Prompt } from '../../../src/domain/authorization/request/prompt.ts'

const NOW = 1_800_000_000

const session = {
  id: Buffer.alloc(16, 1),
  user_id: Buffer.alloc(16, 2),
  auth_time: NOW - 100,
  amr: ['pwd'],
  acr: 'urn:vignette:acr:passcode',
  last_seen_at: NOW,
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
  received_at: NOW,
  ...given,
})

const agreed = { scope: new Set(['openid', 'email', 'profile']), given_at: NOW - 1000 }

const standing = (given: Partial<Standing> = {}): Standing => ({
  session,
  has_signed_in_here: false,
  address: 'enough',
  hint_names_another: false,
  consent: agreed,
  has_consented_here: false,
  is_first_party: false,
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
