import t from 'tap'
import { type ConnectionPlace, draftConnection } from '../../../src/domain/connections/connection-draft.ts'
import { Refusal } from '../../../src/domain/refusal.ts'

type Stated = Parameters<typeof draftConnection>[0]
type Existing = Parameters<typeof draftConnection>[1]

const OIDC = { issuer: 'https://op.example', client_id: 'vignette' }
const PLACE: ConnectionPlace = { type: 'regular', attributes: ['department'] }

const stated = (changes: Partial<Stated> = {}): Stated => ({
  id: 'corporate',
  type: 'oidc',
  client_secret: 'secret',
  settings: OIDC,
  ...changes,
})

const existing = { type: 'oidc', settings: JSON.stringify(OIDC), secret_sealed: Buffer.from('s') } as const

/** What is wrong, in words; empty: nothing. */
function faultsOf(changes: Partial<Stated>, before?: Existing, place = PLACE): string {
  try {
    draftConnection(stated(changes), before, place)
    return ''
  } catch (error) {
    if (error instanceof Refusal) return error.faults.join('\n')
    throw error
  }
}

const setting = (name: string, value: unknown) => faultsOf({ settings: { ...OIDC, [name]: value } })

t.test('Connections: what is stated is kept, and what is left out stays', async (t) => {
  t.same(draftConnection(stated(), undefined, PLACE), { type: 'oidc', settings: OIDC })
  const changes = { type: undefined, client_secret: undefined, settings: { shown: true, client_id: null } }
  t.match(faultsOf(changes, existing), /client_id/, 'what is needed cannot be taken back')
  const shown = { ...changes, settings: { shown: true } }
  t.same(draftConnection(stated(shown), existing, PLACE), {
    type: 'oidc',
    settings: { ...OIDC, shown: true },
  })
  const own = { type: undefined, client_secret: undefined, settings: { display_name: 'Here' } }
  t.same(draftConnection(stated(own), undefined, PLACE), { type: 'passcode', settings: own.settings })
})

t.test('Connections: what is wrong with one', async (t) => {
  for (const id of ['', '-a', 'a b', 'ä', 'a/b', 'a'.repeat(101)]) t.match(faultsOf({ id }), /^id /, id)
  for (const id of ['a', 'A-1_b.c', '9', 'a'.repeat(100)]) t.equal(faultsOf({ id }), '', id)
  t.match(faultsOf({}, undefined, { ...PLACE, type: '2fa' }), /2fa has no connections/)
  t.match(faultsOf({ type: 'passcode' }, existing), /type is oidc and never changes/)
  t.match(faultsOf({ type: 'passcode', settings: {} }), /client_secret: people sign in here/)
  t.match(faultsOf({ type: 'passcode', client_secret: undefined, settings: OIDC }), /unknown: issuer/)
})

t.test('Core §5.7: an issuer never changes, since people are known by it', async (t) => {
  t.match(
    faultsOf({ settings: { issuer: 'https://other.example' } }, existing),
    /issuer is https:\/\/op.example/,
  )
  t.equal(faultsOf({ settings: { issuer: OIDC.issuer, scope: 'openid' } }, existing), '')
})

t.test('Connections: the settings of a provider', async (t) => {
  for (const issuer of [
    undefined,
    '',
    'op.example',
    'ftp://op.example',
    'https://op.example?x',
    'https://a b',
  ]) {
    t.match(setting('issuer', issuer), /issuer/, String(issuer))
  }
  t.match(setting('scope', 'profile email'), /scope must contain openid/)
  t.equal(setting('scope', 'openid groups'), '')
  t.match(setting('link_by', 'sub'), /link_by must be one of none, email, preferred_username/)
  t.match(setting('claims', ['name', 'sub']), /claim sub is set by the server alone/)
  t.match(setting('claims', ['email']), /claim email is stated beside/)
  t.match(setting('claims', ['groups']), /claim groups is no standard claim/)
  t.equal(setting('claims', ['name', 'department']), '')
  t.match(setting('secret', 'x'), /unknown: secret/)
})

t.test('RFC 6749 §2.3.1: a secret, or none, as the method says', async (t) => {
  const none = { settings: { ...OIDC, token_endpoint_auth_method: 'none' } }
  t.match(faultsOf(none), /none goes without client_secret/)
  t.equal(faultsOf({ ...none, client_secret: undefined }), '')
  t.match(faultsOf({ client_secret: undefined }), /client_secret is missing/)
  t.equal(faultsOf({ client_secret: undefined }, existing), '', 'there is one')
  t.match(faultsOf({ client_secret: undefined }, { ...existing, secret_sealed: null }), /is missing/)
})
