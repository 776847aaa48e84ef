/**
 * Asking to sign up where accounts are hidden.
 */
import t from 'tap'
import { askToSignUp, type SignUpRequest } from '../../../src/domain/links/ask-to-sign-up.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { START } from '../../helpers/fixtures.ts'
import { allMails, deliveredLinks, type LinkScene, linkScene, tokensOf } from '../../helpers/links.ts'

const request = ({ interaction }: LinkScene, changes: Partial<SignUpRequest> = {}): SignUpRequest => ({
  username: ' eve ',
  email: ' Eve@example.com ',
  interaction_id: parseUuid(interaction) ?? Buffer.alloc(0),
  address: '192.0.2.1',
  ...changes,
})

/** The letters, by their kind. */
const sent = ({ mails }: LinkScene['server']) => mails.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))

t.test('RFC 9807 §10.9: a letter goes out whoever has the address, and tells its owner alone', async (t) => {
  const scene = await linkScene(t)
  const { server, interaction } = scene
  const deps = await server.tenant()
  const cost = async (changes: Partial<SignUpRequest>) => {
    const { db, ran } = countingDb(deps.db)
    t.same(await askToSignUp({ ...deps, db }, request(scene, changes)), { next: 'sent' })
    return ran
  }
  const of_nobody = await cost({})
  t.same(of_nobody, ['read', 'tx write', 'tx write', 'tx write', 'tx write'])
  t.same(await cost({ email: 'ANN@example.com' }), of_nobody)

  const {
    'ann@example.com': none,
    'Eve@example.com': eve,
    'ANN@example.com': ann,
  } = await deliveredLinks(server)
  t.equal(none, undefined)
  t.match(eve, `${server.issuer}/link/`)
  t.equal(ann, `${server.issuer}/sign-in/${interaction}`)
  t.match(sent(server), [{ kind: 'sign-up' }, { kind: 'sign-up-existing', text: /username\s+is\s+"ann"/ }])
  const common = { purpose: 'sign-up', user_id: null, browser_hash: null, expires_at: START + 24 * 3600 }
  t.match(await tokensOf(server), [
    { ...common, email: 'Eve@example.com', username: 'eve', used_at: null },
    { ...common, email: 'ANN@example.com', username: 'eve', used_at: START },
  ])
  t.same(new Set(server.notices.map((notice) => JSON.stringify(notice))).size, 1, 'nor does the log tell')
})

t.test(
  'Sign up: an address that nobody proved is nobody’s, one of somebody inactive is theirs',
  async (t) => {
    const scene = await linkScene(t)
    const { server } = scene
    const deps = await server.tenant()
    await givenPerson(server, 'gone', { status: 'inactive', claims: { locale: 'de' } })
    await server.db.execute(`UPDATE "user" SET email_verified = 0 WHERE username = 'ann'`)
    for (const email of ['ann@example.com', 'gone@example.com'])
      await askToSignUp(deps, request(scene, { email }))
    await deliveredLinks(server)
    t.match(sent(server), [
      { kind: 'sign-up', to: 'ann@example.com' },
      { kind: 'sign-up-existing', to: 'gone@example.com', lang: 'de' },
    ])
  },
)

t.test('RFC 5321 §4.5.3.1: what can be no name or address is refused, and nothing is sent', async (t) => {
  const scene = await linkScene(t)
  const deps = await scene.server.tenant()
  const there = { ...deps, config: { ...deps.config, public_url: 'https://login.example' } }
  for (const [changes, fault] of [
    [{ username: 'a b' }, 'name_invalid'],
    [{ username: '' }, 'name_invalid'],
    [{ email: 'eve' }, 'email_invalid'],
    [{ email: 'eve@example.com, ann@example.com' }, 'email_invalid'],
    [{ email: 'eve@intranet' }, 'email_undeliverable'],
  ] as const) {
    t.same(await askToSignUp(there, request(scene, changes)), { next: 'refuse', fault }, fault)
  }
  t.same(await scene.server.db.all(allMails, {}), [])
})

t.test('NIST SP 800-63B §5.2.2: one address gets so many letters, whoever has it', async (t) => {
  const scene = await linkScene(t)
  const { server } = scene
  const deps = await server.tenant()
  for (const email of ['ann@example.com', 'eve@example.com']) {
    for (let count = 0; count < 5; count += 1) {
      t.same(await askToSignUp(deps, request(scene, { email, username: `eve-${count}` })), { next: 'sent' })
    }
    t.same(await askToSignUp(deps, request(scene, { email })), { next: 'wait', wait: 900 })
    t.match(server.notices.at(-1), { flow: 'link', step: 'too-many-asked', rule: 'sign-up' })
  }
  t.equal((await server.db.all(allMails, {})).length, 10)
})

t.test(
  'RFC 5321 §4.5.4.1: with the server for mail down the page is the same, and nothing is lost',
  async (t) => {
    const scene = await linkScene(t)
    const { server } = scene
    const deps = await server.tenant()
    const mail = { ...deps.mail, send: () => Promise.reject(new Error('421 shutting down')) }
    t.same(await askToSignUp({ ...deps, mail }, request(scene)), { next: 'sent' })
    t.equal(await deliverMails({ ...deps, mail }), 0)
    server.clock.seconds += 60
    t.match((await deliveredLinks(server))['Eve@example.com'], '/link/')
  },
)
