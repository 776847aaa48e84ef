import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import * as oauth from 'oauth4webapi'
import t from 'tap'
import { pictureFault } from '../../src/passcode/picture-file.ts'
import { selfSigned } from '../helpers/certificate.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { type CommandLine, commandLine } from '../helpers/command-line.ts'
import { freePort } from '../helpers/listening.ts'
import { CLAIMS_BY_SCOPE, ID_TOKEN_CLAIMS, keySetFaults, metadataFaults } from '../helpers/metadata-rules.ts'
import { button, field } from '../helpers/sign-in-page.ts'

const SUITE = 'suite.example:8443'
const BASE = `https://${SUITE}/test/a/harbour`

type Configuration = Readonly<{
  alias: string
  description: string
  server: { discoveryUrl: string; login_hint: string }
  client?: { client_id?: string; client_secret?: string; client_name?: string }
  client2?: { client_id?: string; client_secret?: string; client_name?: string }
  client_secret_post?: { client_id: string; client_secret: string }
}>
type Plan = Readonly<{ plan: string; variant: Record<string, string>; configuration: Configuration }>

/** @returns the configurations, when it answers */
async function startTarget({ start }: CommandLine, port: number, suite = SUITE) {
  const parameters = ['dev', '--conformance', '--suite-host', suite, '--alias', 'harbour', '--json']
  const server = start(parameters, { PORT: String(port) })
  const plans: Plan[] = JSON.parse(await server.says(/\n\]\n$/))
  const stop = async () => {
    server.child.kill('SIGTERM')
    return server.ended
  }
  return { plans, stop }
}

/** As the suite does it: any certificate will do. */
async function untrusting(
  input: string | URL | Request,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: HeadersInit; body?: unknown } = {},
): Promise<Response> {
  const form = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  const sent = httpsRequest(String(input), {
    method,
    headers: { ...form, ...Object.fromEntries(new Headers(headers)) },
    rejectUnauthorized: false,
    agent: false,
  })
  sent.end(body === undefined || body === null ? undefined : String(body))
  const [reply] = await once(sent, 'response')
  return new Response(await text(reply), { status: reply.statusCode, headers: reply.headers })
}

const configurationOf = (plans: readonly Plan[], name: string, registration: string): Configuration => {
  const found = plans.find(
    ({ plan, variant }) =>
      plan === `${name}-certification-test-plan` && variant['client_registration'] === registration,
  )
  if (!found) throw new Error(`no plan ${name}`)
  return found.configuration
}

t.test('dev --conformance: a provider over https, with a configuration for each plan', async (t) => {
  const vignette = commandLine(t)
  const port = await freePort()
  const { plans, stop } = await startTarget(vignette, port)
  const issuer = `https://localhost:${port}/api/oidc/conformance`
  t.equal(new Set(plans.map(({ plan }) => plan)).size, 13)
  for (const { plan, variant, configuration } of plans) {
    t.match(plan, /^oidcc-[\w-]+-certification-test-plan$/)
    t.match(configuration, {
      alias: 'harbour',
      server: { discoveryUrl: `${issuer}/.well-known/openid-configuration`, login_hint: 'ada' },
    })
    const isStatic = variant['client_registration'] === 'static_client'
    t.equal(configuration.client?.client_secret !== undefined, isStatic, `${plan} ${JSON.stringify(variant)}`)
  }

  await t.test('discovery and keys have no fault', async (t) => {
    const url = `${issuer}/.well-known/openid-configuration`
    const metadata = (await (await untrusting(url)).json()) as Record<string, unknown>
    t.same(metadataFaults(url, metadata), [])
    const keys = await (await untrusting(String(metadata['jwks_uri']))).json()
    t.same(keySetFaults(keys), [])
    t.match(keys.keys[0], { alg: 'RS256' })
  })

  await t.test('the certificate is for this machine, and kept nowhere', async (t) => {
    const request = httpsRequest(`${issuer}/.well-known/jwks`, {
      rejectUnauthorized: false,
      agent: false,
    }).end()
    const [reply] = await once(request, 'response')
    const { raw }: PeerCertificate = (reply.socket as TLSSocket).getPeerCertificate()
    const certificate = new X509Certificate(raw)
    t.equal(certificate.checkHost('localhost'), 'localhost')
    for (const address of ['127.0.0.1', '::1']) t.equal(certificate.checkIP(address), address)
    reply.destroy()
    const { stdout } = await vignette.run(['client', 'list', '--tenant', 'conformance', '--json'])
    t.equal(JSON.parse(stdout).length, 5)
  })

  await t.test('a client registers itself, and a picture is there', async (t) => {
    const registered = await untrusting(`${issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: [`${BASE}/callback`],
        grant_types: ['authorization_code', 'implicit'],
        response_types: ['code id_token token'],
      }),
    })
    t.equal(registered.status, 201)
    const picture = readFileSync(join(vignette.folder, 'data/conformance.png'))
    t.equal(pictureFault(picture.length, picture), undefined)
    t.equal(statSync(join(vignette.folder, 'data/conformance.png')).mode & 0o777, 0o600)
  })

  const { code, stderr } = await stop()
  t.equal(code, 0)
  t.match(stderr, /keys rotate --tenant conformance\n/, 'what a module waits for')
  t.match(stderr, /username +ada\n +picture +data\/conformance\.png\n +PIN +271828\n/)
})

t.test(
  'dev --conformance: a second start keeps the secrets, also those that were renewed elsewhere',
  async (t) => {
    const vignette = commandLine(t)
    const port = await freePort()
    const first = await startTarget(vignette, port)
    await first.stop()
    const second = await startTarget(vignette, port)
    await second.stop()
    t.same(second.plans, first.plans)
    await vignette.run(['client', 'update', '--tenant', 'conformance', '--id', 'client', '--new-secret'])
    const third = await startTarget(vignette, port)
    const basic = configurationOf(third.plans, 'oidcc-basic', 'static_client')
    t.not(
      basic.client?.client_secret,
      configurationOf(first.plans, 'oidcc-basic', 'static_client').client?.client_secret,
    )
    const asked = await untrusting(`https://localhost:${port}/api/oidc/conformance/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`client:${basic.client?.client_secret}`)}`,
      },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x' }),
    })
    t.equal((await asked.json()).error, 'invalid_grant', 'it knows its client')
    await third.stop()
  },
)

t.test('dev --conformance: fetches from the suite, and from nowhere else that is private', async (t) => {
  const suite = createServer(selfSigned('somebody.example'), (_, reply) => {
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify([`${BASE}/callback`]))
  })
  suite.listen(0, '127.0.0.1')
  await once(suite, 'listening')
  t.teardown(() => {
    suite.close()
    suite.closeAllConnections()
  })
  const { port: suite_port } = suite.address() as AddressInfo
  const port = await freePort()
  const { stop } = await startTarget(commandLine(t), port, `127.0.0.1:${suite_port}`)
  const register = async (sector_host: string) => {
    const sector_identifier_uri = `https://${sector_host}:${suite_port}/sector`
    const { status } = await untrusting(`https://localhost:${port}/api/oidc/conformance/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: [`${BASE}/callback`],
        subject_type: 'pairwise',
        sector_identifier_uri,
      }),
    })
    return status
  }
  t.equal(await register('127.0.0.1'), 201)
  t.equal(await register('localhost'), 400)
  t.equal(await register('127.0.0.2'), 400)
  await stop()
})

t.test('dev --conformance: says what is wrong with its options', async (t) => {
  const { run } = commandLine(t)
  for (const [parameters, fault] of [
    [['--suite-host', SUITE], /go with --conformance/],
    [['--json'], /go with --conformance/],
    [
      ['--conformance', '--suite-host', 'https://suite.example'],
      /--suite-host https:\/\/suite\.example: a host/,
    ],
    [['--conformance', '--suite-host', 'suite.example/x'], /a host is needed/],
    [['--conformance', '--alias', 'a b'], /--alias a b: 1 to 60 letters/],
  ] as const) {
    t.match(await run(['dev', ...parameters]), { code: 2, stdout: '', stderr: fault })
  }
  t.match(await run(['dev', '--conformance'], { PUBLIC_URL: 'http://localhost:3000' }), {
    code: 1,
    stderr: /PUBLIC_URL is http:\/\/localhost:3000: this server speaks TLS itself/,
  })
})

t.test(
  'Conformance oidcc-server: a static client signs a person in over https',
  { skip: withoutChromium },
  async (t) => {
    const vignette = commandLine(t)
    const port = await freePort()
    const { plans, stop } = await startTarget(vignette, port)
    const issuer = new URL(`https://localhost:${port}/api/oidc/conformance`)
    const { client: known } = configurationOf(plans, 'oidcc-basic', 'static_client')
    const client: oauth.Client = { client_id: String(known?.client_id) }
    const auth = oauth.ClientSecretBasic(String(known?.client_secret))
    const options = { [oauth.customFetch]: untrusting }
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
    const redirect_uri = `${BASE}/callback`
    const scope = 'openid profile email address phone'
    const query = { client_id: client.client_id, response_type: 'code', redirect_uri, scope, state, nonce }

    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await context.newPage()
    await page.goto(`${as.authorization_endpoint}?${new URLSearchParams(query)}`)
    await page.locator('form[data-ready]').waitFor()
    await field(page, 'Username').fill('ada')
    await field(page, 'Picture').setInputFiles(join(vignette.folder, 'data/conformance.png'))
    await field(page, 'PIN').fill('271828')
    await button(page, 'Sign in').click()
    const [callback] = await Promise.all([
      page.waitForRequest(`${BASE}/callback?**`),
      button(page, 'Allow').click(),
    ])

    const parameters = oauth.validateAuthResponse(as, client, new URL(callback.url()), state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      parameters,
      redirect_uri,
      oauth.nopkce,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
    })
    await oauth.validateApplicationLevelSignature(as, response, options)
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    const told = Object.keys(claims ?? {})
    t.same(
      told.filter((name) => !ID_TOKEN_CLAIMS.includes(name)),
      [],
      'claims of scopes are told at userinfo alone',
    )
    const userinfo = await oauth.processUserInfoResponse(
      as,
      client,
      String(claims?.sub),
      await oauth.userInfoRequest(as, client, tokens.access_token, options),
    )
    for (const name of Object.values(CLAIMS_BY_SCOPE).flat()) t.not(userinfo[name], undefined, name)
    await stop()
  },
)
