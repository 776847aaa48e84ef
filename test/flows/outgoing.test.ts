/**
 * Every address that a client can make the server fetch from, led to where it must not go: each place has the guard before
 * it, and answers with the refusal of its own.
 */
import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Deps } from '../../src/deps.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { fetchLogos } from '../../src/domain/logos/fetch-logos.ts'
import { deliverLogouts } from '../../src/domain/logout/logout-delivery.ts'
import { updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { type AskAddresses, makeGuardedFetch } from '../../src/outgoing/guarded-fetch.ts'
import { Browser, givenPerson, REDIRECT_URI } from '../helpers/authorization.ts'
import { selfSigned } from '../helpers/certificate.ts'
import { assertionOf, clientKey, signedBy } from '../helpers/client-key.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import { givenClient, post, redemption, SECRET } from '../helpers/given.ts'
import { allLogouts, insertLogoutDelivery } from '../helpers/logout.ts'
import { openServer } from '../helpers/open-server.ts'

/** A name whose addresses a test decides, one answer after the other. */
const CHANGING = 'changing.example'
const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1'],
  'loopback.example': ['127.0.0.1'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'mixed.example': ['8.8.8.8', '127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'office.example': ['10.1.2.3'],
}

const LITERALS = `127.0.0.1 127.1 2130706433 0x7f000001 017700000001 0177.0.0.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.0.1
  169.254.169.254 2852039166 100.64.0.1 [::1] [::] [::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [fc00::1] [fd00:ec2::254] [fe80::1]
  [64:ff9b::127.0.0.1] [2002:7f00:1::]`
const HOSTS = [...LITERALS.trim().split(/\s+/), ...Object.keys(NAMES)]

const { key, cert } = selfSigned(CHANGING)
setDefaultCACertificates([...getCACertificates(), cert])

/** What stands within: nobody may knock at it. */
type Inside = Readonly<{ port: number; knocks: () => number }>

async function inside(t: Test, port = 0): Promise<Inside> {
  let knocks = 0
  const server = createServer((socket) => {
    knocks += 1
    socket.destroy()
  })
  return { port: await openServer(t, server, '127.0.0.1', port), knocks: () => knocks }
}

type Scene = Readonly<{ server: TestServer; deps: Deps; app: FastifyInstance; browser: Browser }>

async function scene(t: Test, allowed: readonly string[], changing: readonly string[] = []): Promise<Scene> {
  const base = await startServer(t)
  const answers = [...changing]
  const ask: AskAddresses = (name, done) => {
    const addresses = name === CHANGING ? [answers.shift() ?? '127.0.0.1'] : (NAMES[name] ?? [])
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    process.nextTick(done, null, found)
  }
  const deps = { ...base.deps, fetch: makeGuardedFetch(allowed, { ask }) }
  const app = await buildApp(deps)
  t.teardown(() => app.close())
  const server = { ...base, deps, app }
  await givenPolicy(server, { client_registration: 'open', client_id_metadata_documents: true })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  return { server, deps, app, browser }
}

type Answer = Readonly<{ statusCode: number; body: string; headers: Record<string, unknown> }>

type Place = Readonly<{
  name: string
  /** Makes the server fetch from there, and says how that ended. */
  use: (scene: Scene, url: string, client_id: string) => Promise<string>
  refusal: RegExp
}>

const said = ({ statusCode, body, headers }: Answer): string =>
  [statusCode, headers['location'] ?? body].join(' ')

const own = await clientKey('ES256', { kid: 'own' })

const PLACES: readonly Place[] = [
  {
    name: 'RFC 7523 §3: jwks_uri, to authenticate a client',
    refusal: /^401 .*"invalid_client"/,
    use: async ({ server }, jwks_uri, client_id) => {
      const metadata = {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri,
        grant_types: ['client_credentials'],
      }
      await givenClient(server, { client_id, metadata })
      const claims = { iss: client_id, sub: client_id, aud: server.issuer, exp: START + 60, jti: client_id }
      const proof = assertionOf(await signedBy(own, claims))
      return said(await post(server, '/token', { grant_type: 'client_credentials', ...proof }))
    },
  },
  {
    name: 'RFC 9101 §10.4.1: request_uri',
    refusal: /^303 .*error=invalid_request_uri/,
    use: async ({ server, browser }, request_uri, client_id) => {
      await givenClient(server, { client_id, metadata: { request_uris: [request_uri] } })
      return said(await browser.authorize({ client_id, request_uri }))
    },
  },
  {
    name: 'OpenID Connect Registration 1.0 §5: sector_identifier_uri',
    refusal: /^400 .*"invalid_client_metadata"/,
    use: async ({ app }, sector_identifier_uri) => {
      const payload = { redirect_uris: [REDIRECT_URI], subject_type: 'pairwise', sector_identifier_uri }
      return said(await app.inject({ method: 'POST', url: '/api/oidc/default/register', payload }))
    },
  },
  {
    name: 'Client ID Metadata Document §6.5: the document that describes a client',
    refusal: /^400 .*data-error="unauthorized_client"/s,
    use: async ({ browser }, url) => said(await browser.authorize({ client_id: new URL(url).href })),
  },
  {
    name: 'RFC 7591 §5: logo_uri of a client',
    refusal: /address-refused/,
    use: async ({ server, deps }, logo_uri, client_id) => {
      const metadata = { redirect_uris: [REDIRECT_URI], logo_uri }
      await registerClient(await server.tenant(), { client_id, client_type: 'public', metadata })
      await fetchLogos(deps)
      return String(server.notices.at(-1)?.sent)
    },
  },
  {
    name: 'RFC 7591 §5: logo_uri of a tenant',
    refusal: /address-refused/,
    use: async ({ server, deps }, logo_uri) => {
      await updateTenant(deps, { id: 'default', name: undefined, type: undefined, policy: { logo_uri } })
      await fetchLogos(deps)
      return String(server.notices.at(-1)?.sent)
    },
  },
  {
    name: 'Back-Channel Logout 1.0 §2.5: backchannel_logout_uri',
    refusal: /address-refused/,
    use: async ({ server, deps }, backchannel_logout_uri, client_id) => {
      await givenClient(server, { client_id, metadata: { backchannel_logout_uri } })
      const [now, id] = [server.clock.seconds, deps.random('delivery', 16)]
      const sent = { id, tenant_id: 'default', client_id, sub: 'ann', attempts: 0, last_error: null }
      const times = { due_at: now, created_at: now, expires_at: now + 3600, delivered_at: null }
      await server.db.run(insertLogoutDelivery, { ...sent, ...times })
      await deliverLogouts(deps)
      const rows = await server.db.all(allLogouts, {})
      return String(rows.find((row) => row.client_id === client_id)?.last_error)
    },
  },
  {
    name: 'RFC 7516 §4.1: jwks_uri, to encrypt an ID token for a client',
    refusal: /^400 .*"invalid_request"/,
    use: async ({ server, browser }, jwks_uri, client_id) => {
      const metadata = {
        jwks_uri,
        id_token_encrypted_response_alg: 'ECDH-ES',
        id_token_encrypted_response_enc: 'A128GCM',
      }
      await givenClient(server, { client_id, metadata })
      const { location } = (await browser.authorize({ client_id })).headers
      const code = new URL(String(location)).searchParams.get('code') ?? ''
      return said(await post(server, '/token', redemption(code, { client_id, client_secret: SECRET })))
    },
  },
]

for (const { name, use, refusal } of PLACES) {
  t.test(`${name}: not of this machine or its network, however it is written`, async (t) => {
    const { port, knocks } = await inside(t)
    const stage = await scene(t, [])
    for (const [index, host] of HOSTS.entries()) {
      const before = stage.server.notices.length
      t.match(await use(stage, `https://${host}:${port}/x`, `rp-${index}`), refusal, host)
      const told = JSON.stringify(stage.server.notices.slice(before))
      t.match(told, /address-refused/, `${host}: it is the guard that refused`)
    }
    t.equal(knocks(), 0)
  })

  t.test(`${name}: not where a redirect leads, nor where the name leads the next time`, async (t) => {
    const { port, knocks } = await inside(t)
    let asked = 0
    const outside = createTlsServer({ key, cert }, (_, reply) => {
      asked += 1
      reply.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end()
    })
    await openServer(t, outside, '127.0.0.2', port)
    const stage = await scene(t, ['127.0.0.2'], ['127.0.0.2'])
    const url = `https://${CHANGING}:${port}/x`
    const first = await use(stage, url, 'first')
    t.equal(asked, 1, 'it was fetched from')
    t.match(JSON.stringify([first, stage.server.notices]), /redirected/)
    stage.server.clock.seconds += 86_400
    t.match(await use(stage, `${url}2`, 'second'), refusal)
    t.equal(asked, 1)
    t.equal(knocks(), 0)
  })
}
