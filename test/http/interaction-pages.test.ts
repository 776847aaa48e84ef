/**
 * What the pages of an interaction show.
 */
import t from 'tap'
import { findRedirectTarget } from '../../src/domain/authorization/redirect-target.ts'
import { signInPage } from '../../src/http/interaction-pages.ts'
import { givenRp, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { START, startServer } from '../helpers/fixtures.ts'

const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const issuer = 'http://localhost:3000/api/oidc/default'

async function pageOf(
  server: Awaited<ReturnType<typeof startServer>>,
  more = {},
  type: 'regular' | '2fa' = 'regular',
) {
  const found = await server.tenant()
  const deps = { ...found, tenant: { ...found.tenant, type } }
  const parameters = { ...REQUEST, ...more }
  const interaction = {
    id,
    client_id: 'rp',
    parameters,
    received_at: START,
    session_id: undefined,
    return_to: undefined,
    consented_session_id: undefined,
  }
  return signInPage(deps, { interaction, target: await findRedirectTarget(deps, parameters) })
}

t.test(
  'OpenID Connect Core 1.0 §3.1.2.3: the sign-in page has the addresses and ways of its tenant',
  async (t) => {
    const server = await startServer(t)
    const links = { policy_uri: 'https://rp.example/privacy', tos_uri: 'https://rp.example/terms' }
    await givenRp(server, { metadata: links })
    t.match(await pageOf(server), {
      ...links,
      client: { name: 'Harbour Notes' },
      interaction: '00112233-4455-6677-8899-aabbccddeeff',
      client_id: 'rp',
      passcode_url: `${issuer}/passcode`,
      form_url: `${issuer}/sign-in/00112233-4455-6677-8899-aabbccddeeff`,
      redirect_uri: REDIRECT_URI,
      methods: ['pin'],
      pin_length: 6,
      grid: 3,
      username: undefined,
      username_fixed: false,
    })
  },
)

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: login_hint is written there, and fixed in a second step',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server)
    t.match(await pageOf(server, { login_hint: 'ada' }), { username: 'ada', username_fixed: false })
    t.match(await pageOf(server, { login_hint: 'ada' }, '2fa'), { username: 'ada', username_fixed: true })
    t.match(await pageOf(server, {}, '2fa'), { username: undefined, username_fixed: false })
  },
)

t.test(
  'OpenID Connect Registration 1.0 §2.1: an application has its name in the language of the page',
  async (t) => {
    const server = await startServer(t)
    const metadata = { 'client_name#de': 'Hafennotizen', 'tos_uri#de': 'https://rp.example/agb' }
    await givenRp(server, { metadata })
    t.match(await pageOf(server, { ui_locales: 'de' }), {
      client: { name: 'Hafennotizen' },
      tos_uri: 'https://rp.example/agb',
    })
    t.match(await pageOf(server), { client: { name: 'Harbour Notes' }, tos_uri: undefined })
  },
)
