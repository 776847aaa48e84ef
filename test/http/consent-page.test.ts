/**
 * What the consent page lists.
 */
import t from 'tap'
import { findRedirectTarget } from '../../src/domain/authorization/redirect-target.ts'
import { userOf } from '../../src/domain/users/user.ts'
import { buildAssets } from '../../src/http/assets.ts'
import { consentPage } from '../../src/http/consent-page.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { givenRp, REQUEST } from '../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import { userRow } from '../helpers/store-rows.ts'

const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const assets = buildAssets(new URL('../../', import.meta.url))

const ada = (claims = {}, more = {}) => userOf(userRow({ claims: JSON.stringify(claims), ...more }))

type Before = Parameters<typeof consentPage>[3]

async function pageOf(server: TestServer, scope: string, user = ada(), before?: Before, more = {}) {
  const deps = { ...(await server.tenant()), assets }
  const parameters = { ...REQUEST, scope, ...more }
  const interaction = {
    id,
    client_id: 'rp',
    parameters,
    received_at: START,
    session_id: undefined,
    return_to: undefined,
    consented_session_id: undefined,
  }
  const waiting = { interaction, target: await findRedirectTarget(deps, parameters), browser: 'b' }
  return consentPage(deps, waiting, user, before, 'token')
}

type Page = Awaited<ReturnType<typeof pageOf>>

const listed = ({ groups }: Page) =>
  groups.map(({ title, rows }) => [title, ...rows.map((row) => [row.title, row.value, row.detail].join('|'))])

t.test('OpenID Connect Core 1.0 §5.1: claims are written as the reader reads them', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { first_party: false } })
  const user = ada({ locale: 'pt_BR', birthdate: '1815-12-10' })
  const page = await pageOf(server, 'openid profile', user, undefined, { ui_locales: 'de' })
  const values = page.groups.flatMap(({ rows }) => rows.map(({ value }) => value))
  t.match(values, ['Ada', 'Portugiesisch (Brasilien)', '10. Dezember 1815', undefined])
})

t.test('OpenID Connect Core 1.0 §3.1.2.4: every scope as what it stands for, with its values', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { first_party: false } })
  const user = ada(
    {
      name: 'Ada L.',
      locale: 'en',
      zoneinfo: 'Europe/London',
      website: '',
      birthdate: 1815,
      phone_number: '+64 1',
      address: { street_address: '1 Pier', locality: '', postal_code: '9016', country: 'NZ' },
    },
    { email: 'ada@example.org', email_verified: 1 },
  )
  const page = await pageOf(server, 'openid profile email phone address offline_access', user, undefined, {
    prompt: 'consent',
  })
  t.same(listed(page), [
    [
      'Who you are',
      'Username|Ada|',
      'Name|Ada L.|',
      'Language and time zone|English, London|',
      'Later changes to your profile||',
    ],
    [
      'How to reach you',
      'Email address|ada@example.org|Confirmed',
      'Phone number|+64 1|',
      'Postal address|1 Pier, 9016, NZ|',
    ],
    [
      'What it may do',
      'Stay up to date while you are away||It can fetch the items above again, without asking, for up to 30 days after each visit.',
    ],
  ])
  t.match(page, {
    is_first: true,
    username: 'Ada',
    already_allowed: undefined,
    allow_url: `${server.issuer}/consent/00112233-4455-6677-8899-aabbccddeeff`,
    cancel_url: `${server.issuer}/sign-in/00112233-4455-6677-8899-aabbccddeeff/cancel`,
    not_you_url: `${server.issuer}/sign-in/00112233-4455-6677-8899-aabbccddeeff`,
    account_url: `${server.issuer}/account/applications`,
    client: { name: 'Harbour Notes', host: 'rp.example' },
    csrf_token: 'token',
  })
})

t.test('OpenID Connect Core 1.0 §5.3.2: what is empty today is allowed with its name', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  t.same(listed(await pageOf(server, 'openid email phone address')), [
    ['Who you are', 'Username|Ada|'],
    ['How to reach you', 'Email address|None yet|', 'Phone number|None yet|', 'Postal address|None yet|'],
  ])
  const user = ada({ address: { formatted: '1 Pier\nNZ', country: 'NZ' } }, { email: 'a@b.example' })
  t.same(listed(await pageOf(server, 'openid email address', user))[1], [
    'How to reach you',
    'Email address|a@b.example|Not confirmed',
    'Postal address|1 Pier\nNZ|',
  ])
  t.same(listed(await pageOf(server, 'openid address', ada({ address: {} })))[1], [
    'How to reach you',
    'Postal address|None yet|',
  ])
})

t.test('OpenID Connect Core 1.0 §3.1.2.4: what was allowed before is apart from what is new', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const nothing = { claims: new Set<string>(), services: new Set<string>(), given_at: START }
  const before = { ...nothing, scope: new Set(['openid', 'phone']) }
  const page = await pageOf(server, 'openid email', ada(), before)
  t.equal(page.is_first, false)
  t.match(page.groups, [{ title: 'How to reach you', rows: [{ title: 'Email address', badge: 'New' }] }])
  t.match(page.already_allowed, { date: '15 January 2027', rows: [{ title: 'Username', badge: undefined }] })

  const another = { ...nothing, scope: new Set(['phone']) }
  const wider = await pageOf(server, 'openid', ada(), another)
  t.match(wider, { is_first: false, already_allowed: undefined, groups: [{ rows: [{ badge: 'New' }] }] })
})

t.test('OpenID Connect Registration 1.0 §2: where the application lives, and one day is a day', async (t) => {
  const server = await startServer(t)
  const metadata = { client_uri: 'https://notes.example:8443/about', refresh_token_ttl: 86_400 }
  await givenRp(server, { metadata })
  const page = await pageOf(server, 'openid offline_access', ada(), undefined, { prompt: 'consent' })
  t.equal(page.client.host, 'notes.example:8443')
  t.match(listed(page)[1]?.[1], /for up to 1 day after each visit\.$/)
})

t.test('RFC 8252 §7.1: an application’s own scheme has no host', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { redirect_uris: ['com.example.app:/cb'] } })
  const page = await pageOf(server, 'openid', ada(), undefined, { redirect_uri: 'com.example.app:/cb' })
  t.equal(page.client.host, undefined)
})

t.test(
  'OpenID Connect Core 1.0 §5.5: claims that are asked for one by one, each as what it is',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server)
    const user = ada({ name: 'Ada L.', gender: 'female', zoneinfo: 'Europe/London' })
    const userinfo = {
      name: null,
      gender: null,
      zoneinfo: null,
      nickname: null,
      email: null,
      'name#de': null,
    }
    const claims = JSON.stringify({ userinfo, id_token: { preferred_username: null, updated_at: null } })
    const page = await pageOf(server, 'openid', user, undefined, { claims })
    t.same(listed(page), [
      [
        'Who you are',
        'Username|Ada|',
        'updated_at||',
        'Name|Ada L.|',
        'gender|female|',
        'Language and time zone|London|',
        'nickname|None yet|',
      ],
      ['How to reach you', 'Email address|None yet|'],
    ])
    t.match(page.groups[0]?.rows, [
      { is_code: false },
      { is_code: true },
      { is_code: false },
      { is_code: true },
    ])

    const before = {
      scope: new Set(['openid', 'email']),
      claims: new Set(['gender', 'birthdate']),
      services: new Set<string>(),
      given_at: START,
    }
    const more = await pageOf(server, 'openid', user, before, { claims })
    t.match(more.already_allowed?.rows, [
      { title: 'Username' },
      { title: 'gender' },
      { title: 'Email address' },
    ])
    t.same(
      more.groups.map(({ rows }) => rows.map(({ title, badge }) => [title, badge])),
      [
        [
          ['Username', 'New'],
          ['updated_at', 'New'],
          ['Name', 'New'],
          ['Language and time zone', 'New'],
          ['nickname', 'New'],
        ],
      ],
    )
  },
)

t.test(
  'OpenID Connect Core 1.0 §8.1: a client with names of its own is told the username only where it asks',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server, { metadata: { subject_type: 'pairwise' } })
    const own = 'A name that only Harbour Notes knows you by||'
    t.same(listed(await pageOf(server, 'openid')), [['Who you are', own]])
    t.same(listed(await pageOf(server, 'openid profile')), [
      ['Who you are', own, 'Username|Ada|', 'Later changes to your profile||'],
    ])
    const claims = JSON.stringify({ userinfo: { preferred_username: null } })
    t.same(listed(await pageOf(server, 'openid', ada(), undefined, { claims })), [
      ['Who you are', own, 'preferred_username|Ada|'],
    ])
  },
)

t.test('RFC 7591 §5: a client that registered itself is said to have', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { client_uri: 'https://bank.example' } })
  t.match(await pageOf(server, 'openid'), {
    client: { host: 'bank.example' },
    self_registered_host: undefined,
  })
  await server.db.execute("UPDATE client SET origin = 'open'")
  await server.db.run(bumpConfigVersion, {})
  t.match(await pageOf(server, 'openid'), {
    client: { host: 'rp.example' },
    self_registered_host: 'rp.example',
  })
})
